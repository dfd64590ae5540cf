"""Which case studies are like another, or fit a text.

More like this: the case studies that speak of the same things as one of them.

The words that tell a record apart (often in it, seldom elsewhere) are searched for like any
other words, so that every engine answers and every rule of who may see what holds.

How well a text, such as somebody's problem in their own words, fits given case studies.
"""

from __future__ import annotations

import hashlib
import math
from collections import Counter
from collections.abc import Collection
from dataclasses import replace

from django.core.cache import cache

from search.analysis import SPELLABLE, STOP_WORDS, stem, words
from search.engines.contract import EngineAway
from search.engines.embedded.engine import EmbeddedEngine
from search.engines.embedded.vocabulary import IndexWords
from search.hits import draw
from search.models import SearchEntry
from search.query import SearchQuery
from search.results import Found, Hit, SearchResults
from search.site_engine import get_engine

# Below the number above which a text counts as pasted prose.
MOST_WORDS = 20
KEPT_SECONDS = 24 * 3600
SHORTEST = 3
# How often a word counts for where it stands: a title tells most.
TIMES = {"title": 3, "result": 2, "context": 2, "body": 1}


def alike(case_study_id: int, *, sees_network: bool, limit: int) -> list[Hit]:
    """The case studies most like this one, best first; empty where nothing is known of it.

    Each says which of its areas it shares. Which they are is worked out once for each state of the
    index; that they may be seen is looked up each time.
    """
    entry = SearchEntry.objects.filter(
        type=SearchEntry.Type.CASE_STUDY, object_id=case_study_id, gone=False
    ).first()
    if entry is None:
        return []
    index = get_engine().words(sees_network=sees_network)
    key = f"alike:{hashlib.sha256(index.edition.encode()).hexdigest()}:{entry.pk}:{limit}"
    found = cache.get(key)
    if found is None:
        found = _most_alike(entry, index, sees_network=sees_network, limit=limit)
        cache.set(key, found, KEPT_SECONDS)
    query = SearchQuery(page_size=limit, sees_network=sees_network)
    shown = SearchResults(total=len(found), found=tuple(Found(one, 0.0) for one in found))
    hits, _ = draw(shown, query)
    return [_with_shared_areas(hit, entry) for hit in hits]


def _most_alike(
    entry: SearchEntry, index: IndexWords, *, sees_network: bool, limit: int
) -> list[int]:
    """The entries of the most alike, by this machine's own index, whichever engine answers
    searches: its words told the record apart, and it was brought into step for them a moment ago.
    """
    telling = significant_words_of_entry(entry, index)
    if not telling:
        return []
    query = SearchQuery(
        text=" ".join(telling), page_size=limit + 1, sees_network=sees_network, weak=True
    )
    try:
        found = EmbeddedEngine().search(query).found
    except EngineAway:
        return []
    return [one.entry_id for one in found if one.entry_id != entry.pk][:limit]


def significant_words_of_entry(entry: SearchEntry, index: IndexWords) -> list[str]:
    """The words of an entry that tell most of it, by how often and how rarely they are used.

    Words that no other visible record holds find nothing and are left out.
    """
    counted: Counter[str] = Counter()
    for name, times in TIMES.items():
        for word in words(getattr(entry, name)):
            if len(word) >= SHORTEST and word not in STOP_WORDS and SPELLABLE.match(word):
                counted[word] += times
    held = index.counts(counted)
    everything = 1 + max(index.entries(), max(held.values(), default=0))
    weight = {
        word: math.log1p(counted[word]) * math.log(everything / number)
        for word, number in held.items()
        if number > 1
    }
    return sorted(weight, key=lambda word: (-weight[word], word))[:MOST_WORDS]


def _with_shared_areas(hit: Hit, entry: SearchEntry) -> Hit:
    own = set(entry.card.get("areas", ()))
    shared = [name for name in hit.card["areas"] if name in own]
    return replace(hit, reasons=(f"Also about {' and '.join(shared).lower()}",) if shared else ())


EVERY_RECORD = 100_000
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


def significant_words_of_text(need_text: str) -> dict[str, str]:
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
