"""How well a text, such as somebody's problem in their own words, fits given case studies."""

from __future__ import annotations

from collections.abc import Collection

from search.analysis import STOP_WORDS, words
from search.models import SearchEntry
from search.query import SearchQuery
from search.site_engine import get_engine
from search.stemming import stem

EVERY_RECORD = 100_000
SHORTEST = 3
# A word tells what a problem is about where no more than one record in so many holds it; in a
# small index, where no more than three do.
ONE_IN, ALWAYS = 8, 3
# Rare enough at times, but they tell how much or when, never what.
_COUNTING = """
one two three four five six seven eight nine ten eleven twelve fifth fourth third second first
half quarter day daily days week weekly weeks month monthly months year yearly years percent
every another nobody anybody everybody say get goes gone come comes take takes back late way
want like past ask asked
"""
COUNTING = frozenset(_COUNTING.split())


def text_fit(need_text: str, case_study_ids: Collection[int]) -> dict[int, float]:
    """For each id from 0 (not a word in common, or not published) to 1 (none fits better).

    Members' records count: the caller decides who sees the outcome.
    """
    fits = dict.fromkeys(case_study_ids, 0.0)
    if not need_text.strip() or not fits:
        return fits
    query = SearchQuery(text=need_text, page_size=EVERY_RECORD, sees_network=True, weak=True)
    found = get_engine().search(query).found
    best = max((item.score for item in found), default=0.0)
    pages = dict(
        SearchEntry.objects.filter(
            type=SearchEntry.Type.CASE_STUDY, object_id__in=list(fits)
        ).values_list("pk", "object_id")
    )
    for item in found:
        if item.entry_id in pages and best > 0:
            fits[pages[item.entry_id]] = max(0.0, item.score / best)
    return fits


def telling_words(need_text: str) -> dict[str, str]:
    """The words of a text that tell what it is about, by stem, the rarest first. One query.

    Left out are stop words, counts and times, words that no record holds, and those that many do.
    """
    by_stem: dict[str, str] = {}
    for word in words(need_text):
        plain = len(word) >= SHORTEST and not word.isdigit()
        if plain and word not in STOP_WORDS and word not in COUNTING:
            by_stem.setdefault(stem(word), word)
    vocabulary = get_engine().words(sees_network=True)
    counts = vocabulary.holding(list(by_stem))
    most = max(ALWAYS, vocabulary.entries() // ONE_IN)
    rare = sorted((number, one) for one, number in counts.items() if number <= most)
    return {one: by_stem[one] for _, one in rare}


def shared_words(
    telling: dict[str, str], case_study_ids: Collection[int]
) -> dict[int, tuple[str, ...]]:
    """Which of a text's `telling_words` each case study holds, the rarest first. One query."""
    rows = SearchEntry.objects.filter(
        type=SearchEntry.Type.CASE_STUDY, object_id__in=list(case_study_ids), gone=False
    ).values_list("object_id", "title", "result", "context", "body")
    found = {}
    for pk, *texts in rows:
        held = {stem(word) for text in texts for word in words(text)}
        found[pk] = tuple(word for one, word in telling.items() if one in held)
    return found
