"""Words that nobody wrote, read as the nearest word that somebody did.

Applied only to a word that the index does not know, so that a correction never beats an exact
word. Only words of records that the reader may see are offered.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from symspellpy import SymSpell, Verbosity

from search.analysis import SPELLABLE

SHORTEST = 4
# Up to this many letters, one slip; above, two.
ONE_SLIP = 5
CANDIDATES = 20
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

    def unknown(self, asked: Iterable[str]) -> list[str]:
        """Those of the words that no visible entry holds, in any form of the word."""
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

    def gists(self, entry_ids: Sequence[int]) -> dict[int, str]:
        """What tells most of each of the entries (`search.feedback`)."""
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


def corrections(asked: Iterable[str], vocabulary: Vocabulary) -> dict[str, str]:
    """What to search for in place of each misspelt word. Words with digits are left alone."""
    able = [word for word in dict.fromkeys(asked) if len(word) >= SHORTEST]
    unknown = [word for word in vocabulary.unknown(able) if SPELLABLE.match(word)]
    if not unknown:
        return {}
    speller = _speller(vocabulary)
    found = {}
    for word in unknown:
        instead = _nearest(word, speller, vocabulary)
        if instead:
            found[word] = instead
    return found


def _nearest(word: str, speller: SymSpell, vocabulary: Vocabulary) -> str:
    """The closest word, the commonest of those as close; blank if none is close enough."""
    slips = 1 if len(word) <= ONE_SLIP else 2
    near = speller.lookup(word, Verbosity.ALL, max_edit_distance=slips)[:CANDIDATES]
    counts = vocabulary.counts(item.term for item in near)
    best = sorted(
        (item.distance, item.term[0] != word[0], -counts[item.term], item.term)
        for item in near
        if item.term in counts
    )
    return best[0][-1] if best else ""


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
        engine = SymSpell(max_dictionary_edit_distance=2, prefix_length=7)
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
