"""Words that are rightly spelt, although no record holds them.

First the dictionaries in `search/word_lists`, of English, clinical words and British places; then
the names that the site itself knows: trusts old and new, their towns and boards, systems and
suppliers, efficiency areas, synonyms, and the people whom records name.
"""

from __future__ import annotations

import mmap
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from pathlib import Path

from django.db.models import Q

from casestudies.models import Contact, EfficiencyArea
from portal.trusts.models import Trust
from search.analysis import words
from search.hits import readable_pages
from search.models import SynonymRule
from search.suppliers import known as known_suppliers

FOLDER = Path(__file__).parent / "word_lists"
ENGLISH, CLINICAL, PLACES = "english", "clinical", "places"
LISTS = (ENGLISH, CLINICAL, PLACES)
# Health staff put these before any word: teledermatology, counterfraud, eprescribing. Of the short
# ones (re, un, in) the dictionaries have the words, and typing errors begin so as well.
PREFIXES = (
    *("anti", "bio", "cardio", "counter", "cyber", "e", "electro", "gastro", "immuno", "micro"),
    *("multi", "neuro", "non", "physio", "psycho", "radio", "tele", "ultra"),
)
SHORTEST_REST = 6


@lru_cache(maxsize=20_000)
def is_in_dictionary(word: str) -> bool:
    """True for a folded word in British spelling that a dictionary has, also behind a prefix that
    goes before any word. A clinical word may be a plural: of English words all forms are listed.
    """
    if any(_holds(lines, word) for lines in _lists().values()):
        return True
    if _holds(_lists()[CLINICAL], word.removesuffix("s")):
        return True
    rests = (word.removeprefix(prefix) for prefix in PREFIXES if word.startswith(prefix))
    return any(len(rest) >= SHORTEST_REST and _holds(_lists()[ENGLISH], rest) for rest in rests)


def named(asked: Iterable[str], *, sees_network: bool) -> set[str]:
    """Those of the folded words that stand in a name the site knows and this reader may see."""
    wanted = set(asked)
    if not wanted:
        return set()
    few = list(_small_names(sees_network))
    return {
        word
        for word in wanted
        if _is_among(word, few) or _is_among(word, _large_names(word, sees_network))
    }


def _is_among(word: str, names: Iterable[str]) -> bool:
    """True if the word is a whole word of a name. Most names do not even hold its letters."""
    return any(word in name.lower() and word in words(name) for name in names)


@cache
def _lists() -> dict[str, mmap.mmap]:
    """The lists as they lie on disk: nothing is loaded, and all processes share the pages."""
    found = {}
    for name in LISTS:
        with (FOLDER / f"{name}.txt").open("rb") as file:
            found[name] = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    return found


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
