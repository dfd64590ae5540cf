"""Completions while somebody types: case studies, areas and trusts that they may see."""

from __future__ import annotations

from search.analysis import words
from search.hits import readable_pages
from search.models import SearchEntry
from search.results import Suggestion
from search.site_engine import completions

SHORTEST = 2
MOST_WORDS = 8
LOOKED_AT = 200
SHOWN = 8
MOST_OF_A_TYPE = 4
# What is read of each: of two hundred all texts would be a megabyte.
READ = ("type", "object_id", "url", "title", "trust_code", "card", "prior")
ORDER = {"area": 0, "case-study": 1, "trust": 2}


def suggest(text: str, *, sees_network: bool) -> list[Suggestion]:
    """Things in whose name each typed word begins a word, titles that begin so first."""
    typed = words(text)[:MOST_WORDS]
    if sum(map(len, typed)) < SHORTEST:
        return []
    found = completions(typed, sees_network=sees_network, limit=LOOKED_AT)
    entries = SearchEntry.objects.filter(gone=False).only(*READ).in_bulk(found)
    ranked = sorted(
        entries.values(),
        key=lambda e: (-_fit(e, typed), ORDER[e.type], -e.prior, e.title, e.pk),
    )
    ranked = _varied(ranked)
    case_studies = [e.object_id for e in ranked if e.type == SearchEntry.Type.CASE_STUDY]
    readable = readable_pages(case_studies, sees_network=sees_network)
    return [
        Suggestion(_label(entry, typed), entry.type, entry.url)
        for entry in ranked
        if entry.type != SearchEntry.Type.CASE_STUDY or entry.object_id in readable
    ][:SHOWN]


def _label(entry: SearchEntry, typed: list[str]) -> str:
    """The title; of a trust that is found by an old name or code, with that name."""
    former = next((name for name in _former(entry) if _closeness(name, typed)), "")
    if not former or _closeness(f"{entry.title} {entry.trust_code}", typed):
        return entry.title
    return f"{entry.title} (formerly {former.rpartition(' ')[0]})"


def _former(entry: SearchEntry) -> list[str]:
    """Each former name with its code, a blank between them."""
    return [f"{name} {code}" for name, code in entry.card.get("formerly", ())]


def _fit(entry: SearchEntry, typed: list[str]) -> int:
    """How close the title is, or a name that the trust had before."""
    return max(_closeness(name, typed) for name in (entry.title, *_former(entry)))


def _closeness(title: str, typed: list[str]) -> int:
    """2 if the title begins so, 1 if its words do, 0 if only a synonym or a place does."""
    own = words(title)
    if " ".join(own).startswith(" ".join(typed)):
        return 2
    return int(all(any(word.startswith(start) for word in own) for start in typed))


def _varied(ranked: list[SearchEntry]) -> list[SearchEntry]:
    """At most a few of each type while others wait."""
    taken: dict[str, int] = {}
    first, rest = [], []
    for entry in ranked:
        taken[entry.type] = taken.get(entry.type, 0) + 1
        (first if taken[entry.type] <= MOST_OF_A_TYPE else rest).append(entry)
    return (first + rest)[: 2 * SHOWN]
