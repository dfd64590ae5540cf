"""Words that are rightly spelt, although no record holds them.

First the dictionaries in `search/word_lists`, of English, clinical words and British places; then
the names that the site itself knows: trusts old and new, their towns and boards, systems and
suppliers, efficiency areas, synonyms, and the people whom records name.
"""

from __future__ import annotations

import mmap
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

from django.db.models import Q

from casestudies.models import Contact, EfficiencyArea
from portal.trusts.models import Trust
from search.analysis import words
from search.hits import readable_pages
from search.models import SynonymRule
from search.suppliers import known as known_suppliers

FOLDER = Path(__file__).parent / "word_lists"
LISTS = ("english", "clinical", "places")
# Health staff put these before any word: teledermatology, counterfraud, nonattendance.
PREFIXES = (
    *("anti", "bio", "cardio", "counter", "cyber", "demand", "e", "electro", "gastro", "hyper"),
    *("hypo", "immuno", "in", "inter", "intra", "micro", "mis", "multi", "neuro", "non", "over"),
    *("peri", "physio", "poly", "post", "pre", "psycho", "radio", "re", "sub", "super", "tele"),
    *("un", "under", "ultra"),
)
# What is left behind such a beginning must be a word of some length: "reciept" is no "re" word.
SHORTEST_REST = 5


def is_in_dictionary(word: str) -> bool:
    """True for a folded word in British spelling that a dictionary has, also as a plural, or
    behind a prefix that goes before any word.
    """
    if _is_listed(word):
        return True
    return any(
        len(rest) >= SHORTEST_REST and _is_listed(rest)
        for prefix in PREFIXES
        if word.startswith(prefix)
        for rest in (word.removeprefix(prefix),)
    )


def named(asked: Iterable[str], *, sees_network: bool) -> set[str]:
    """Those of the folded words that stand in a name the site knows and this reader may see."""
    wanted = list(asked)
    if not wanted:
        return set()
    always = {one for text in _small_names(sees_network) for one in words(text)}
    return {
        word
        for word in wanted
        if word in always or any(word in words(name) for name in _large_names(word, sees_network))
    }


def _is_listed(word: str) -> bool:
    singular = word.removesuffix("s")
    return any(_holds(lines, word) or _holds(lines, singular) for lines in _lists())


@cache
def _lists() -> tuple[mmap.mmap, ...]:
    """The lists as they lie on disk: nothing is loaded, and all processes share the pages."""
    found = []
    for name in LISTS:
        with (FOLDER / f"{name}.txt").open("rb") as file:
            found.append(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))
    return tuple(found)


def _holds(lines: mmap.mmap, word: str) -> bool:
    """True if the word is one of the sorted lines: halves the file until one line is left."""
    wanted = word.encode()
    low, high = 0, len(lines)
    while low < high:
        middle = (low + high) // 2
        start = lines.rfind(b"\n", low, middle) + 1 or low
        end = lines.find(b"\n", middle)
        line = lines[start:end]
        if line == wanted:
            return True
        low, high = (end + 1, high) if line < wanted else (low, start)
    return False


def _small_names(sees_network: bool) -> Iterator[str]:
    """All names of which there are few: systems, areas, synonyms, regions."""
    yield from known_suppliers(sees_network=sees_network).values()
    for name, synonyms in EfficiencyArea.objects.values_list("name", "synonyms"):
        yield from (name, *synonyms)
    for (terms,) in SynonymRule.objects.filter(active=True).values_list("terms"):
        yield from terms
    yield from map(str, Trust.Region.labels)


def _large_names(word: str, sees_network: bool) -> Iterator[str]:
    """The names of trusts and people that hold these letters, which may be part of a word."""
    trusts = Trust.objects.filter(
        Q(name__icontains=word) | Q(town__icontains=word) | Q(icb__icontains=word)
    )
    for texts in trusts.values_list("name", "town", "icb"):
        yield from texts
    people = Contact.objects.filter(name__icontains=word).values_list("page_id", "name")
    readable = readable_pages((page for page, _ in people), sees_network=sees_network)
    yield from (name for page, name in people if page in readable)
