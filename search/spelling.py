"""Words that nobody writes, and the nearest word that somebody wrote.

A suggestion is only ever offered: what was typed is what is searched for. Only words of records
that the reader may see are offered.

Words that are rightly spelt, although no record holds them.

First the dictionaries in `search/word_lists`, of English, clinical words and British places; then
the names that the site itself knows: trusts old and new, their towns and boards, systems and
suppliers, efficiency areas, synonyms, and the people whom records name.
"""

from __future__ import annotations

import mmap
import threading
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Protocol

from django.db.models import Q
from symspellpy import SymSpell, Verbosity

from casestudies.models import Contact, EfficiencyArea
from portal.trusts.models import Trust
from search.analysis import SPELLABLE, STOP_WORDS, words
from search.hits import readable_pages
from search.models import SynonymRule
from search.suppliers import known as known_suppliers
from search.text_query import TextQuery

SHORTEST = 4
# Up to this many letters, one slip; above, two.
ONE_SLIP = 5
CANDIDATES = 20
# So many letters of a word are looked up with some left out. The fewer, the less memory: 18 MB for
# 50,000 words, where 7, which is usual, takes 89 MB to save a thousandth of a second.
PREFIX = 5
# Of two words that were run together, each is this long.
SHORTEST_PART = 3
VOWELS = frozenset("aeiouy")
KEYBOARD = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
# Building the speller may take at most this share of the time.
BUSY_SHARE = 50


class Vocabulary(Protocol):
    """The words of an index."""

    @property
    def stamp(self) -> str:
        """The name of the index and, after an @, what changes with its words."""
        ...

    @property
    def edition(self) -> str:
        """The same, and who reads: changes with all that is told below."""
        ...

    def counts(self, asked: Iterable[str]) -> dict[str, int]:
        """In how many visible entries each word stands; without those that stand in none."""
        ...

    def entries(self) -> int:
        """About how many entries the index holds."""
        ...

    def holding(self, stems: Sequence[str]) -> dict[str, int]:
        """In how many visible entries words of each stem stand, at most; without those in none."""
        ...

    def everything(self) -> Iterable[tuple[str, int]]:
        """Every word with its count, those of hidden entries too."""
        ...


@dataclass
class _Speller:
    stamp: str
    built_at: float
    cost: float
    engine: SymSpell


_spellers: dict[str, _Speller] = {}
_lock = threading.Lock()


def suggestions(
    text: TextQuery, vocabulary: Vocabulary, *, sees_network: bool
) -> tuple[tuple[str, str], ...]:
    """What each misspelt word may have been meant to be: (as typed, instead), in their order.

    A word is misspelt if it stands in no record that this reader may see, in no dictionary and in
    no name (`search.spelling`). What is offered does stand in a record. Two words that are one
    in the records are offered joined, one that is two of them is offered apart.
    """
    joined = _joined(text, vocabulary)
    parts = {part for pair in joined for part in pair}
    misspelt = [
        word
        for word in unknown(text, vocabulary, sees_network=sees_network)
        if len(word) >= SHORTEST and word not in parts
    ]
    found = {" ".join(pair): instead for pair, instead in joined.items()}
    if misspelt:
        speller = _speller(vocabulary)
        for word in misspelt:
            instead = _nearest(word, speller, vocabulary)
            if instead:
                found[word] = instead
    return tuple(found.items())


def unknown(text: TextQuery, vocabulary: Vocabulary, *, sees_network: bool) -> list[str]:
    """The words that nobody writes: in no record that this reader may see, in no dictionary and
    in no name. Misspelt, or not typed to the end.
    """
    able = [word for word in dict.fromkeys(text.plain) if SPELLABLE.match(word)]
    # The dictionaries first: they need no query.
    unlisted = [word for word in able if not is_in_dictionary(word)]
    told_of = vocabulary.counts(unlisted)
    unlisted = [word for word in unlisted if word not in told_of]
    known = named(unlisted, sees_network=sees_network)
    return [word for word in unlisted if word not in known]


def _joined(text: TextQuery, vocabulary: Vocabulary) -> dict[tuple[str, str], str]:
    """Neighbours of which no record holds one, but which are one word in the records."""
    plain = set(text.plain)
    pairs = {
        pair: "".join(pair)
        for pair in pairwise(text.typed)
        if plain.issuperset(pair)
        and any(map(_may_be_a_part, pair))
        and is_in_dictionary("".join(pair))
    }
    counts = vocabulary.counts({part for pair, whole in pairs.items() for part in (*pair, whole)})
    return {
        pair: whole
        for pair, whole in pairs.items()
        if whole in counts and not counts.keys() >= set(pair)
    }


def _may_be_a_part(word: str) -> bool:
    """True for what is hardly a word of its own."""
    return word not in STOP_WORDS and (len(word) < SHORTEST or not is_in_dictionary(word))


def _nearest(word: str, speller: SymSpell, vocabulary: Vocabulary) -> str:
    """The likeliest word, or two words, of the records; blank if none is close enough."""
    slips = 1 if len(word) <= ONE_SLIP else 2
    near = speller.lookup(word, Verbosity.ALL, max_edit_distance=slips)[:CANDIDATES]
    counts = vocabulary.counts(item.term for item in near)
    best = sorted(
        (item.distance, _unlikeliness(word, item.term), -counts[item.term], item.term)
        for item in near
        if item.term in counts
    )
    nearest = str(best[0][-1]) if best else ""
    if best and best[0][0] == 1:
        return nearest
    return _apart(word, vocabulary) or nearest


def _unlikeliness(typed: str, meant: str) -> int:
    """How seldom people slip like this, from 0: letters swapped, or one doubled or not; a letter
    left out, or another vowel; the key beside it; anything else. K. Kukich, "Techniques for
    automatically correcting words in text", 1992, counts such slips.
    """
    start = _same(typed, meant)
    end = _same(typed[start:][::-1], meant[start:][::-1])
    wrong, right = typed[start : len(typed) - end], meant[start : len(meant) - end]
    is_doubling = len(wrong + right) == 1 and typed[start - 1 : start] == wrong + right
    if is_doubling or sorted(wrong) == sorted(right):
        return 0
    if (not wrong and len(right) == 1) or (len(right) == 1 and {wrong, right} <= VOWELS):
        return 1
    if len(wrong) == len(right) == 1 and _are_neighbours(wrong, right):
        return 2
    return 3 if typed[0] == meant[0] else 4


def _same(one: str, other: str) -> int:
    """How many letters both begin with."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((at for at, (a, b) in pairs if a != b), min(len(one), len(other)))


def _are_neighbours(one: str, other: str) -> bool:
    """True for two letters that lie side by side on a British keyboard."""
    return any(one + other in row or other + one in row for row in KEYBOARD)


def _apart(word: str, vocabulary: Vocabulary) -> str:
    """Two words of the records that were run together; the commonest such pair."""
    cuts = range(SHORTEST_PART, len(word) - SHORTEST_PART + 1)
    counts = vocabulary.counts({part for at in cuts for part in (word[:at], word[at:])})
    pairs = [(word[:at], word[at:]) for at in cuts]
    whole = [pair for pair in pairs if counts.keys() >= set(pair)]
    whole = [pair for pair in whole if len(max(pair, key=len)) > SHORTEST_PART]
    return " ".join(max(whole, key=lambda pair: min(map(counts.__getitem__, pair)), default=()))


def _speller(vocabulary: Vocabulary) -> SymSpell:
    """The speller of this vocabulary, built again when its words changed, but not all the time.

    A copy kept in the process is only ever a list of candidates: whether a word stands in a
    visible record is asked of the database each time.
    """
    name, _, stamp = vocabulary.stamp.partition("@")
    with _lock:
        held = _spellers.get(name)
        if held and (
            held.stamp == stamp or time.monotonic() - held.built_at < BUSY_SHARE * held.cost
        ):
            return held.engine
        started = time.monotonic()
        engine = SymSpell(max_dictionary_edit_distance=2, prefix_length=PREFIX)
        for word, count in vocabulary.everything():
            engine.create_dictionary_entry(word, count)
        now = time.monotonic()
        _spellers[name] = _Speller(stamp, now, now - started, engine)
        return engine


def forget(name: str = "") -> None:
    """Let go of the speller of an index that is gone; without a name, of all."""
    with _lock:
        if name:
            _spellers.pop(name, None)
        else:
            _spellers.clear()


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
