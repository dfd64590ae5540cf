"""The words of rows that an engine was given by hand, for an index outside the database."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from search.analysis import spellable
from search.engines.rows import IndexRow
from search.feedback import gist
from search.stemming import stem


class MemoryVocabulary:
    """`search.spelling.Vocabulary` over rows noted as they pass."""

    def __init__(self, name: str) -> None:
        self.stamp = f"{name}@fixed"
        self._all: Counter[str] = Counter()
        self._open: Counter[str] = Counter()
        self._counts = self._open
        # Made once, when the first search asks: by then all rows have passed.
        self._stems: Counter[str] | None = None
        self._passed = 0
        self._gists: dict[int, str] = {}
        self._views: dict[bool, MemoryVocabulary] = {}

    @property
    def edition(self) -> str:
        """The stamp, for this reader."""
        return f"{self.stamp}/{'open' if self._counts is self._open else 'all'}"

    def noting(self, rows: Iterable[IndexRow]) -> Iterator[IndexRow]:
        """The same rows, whose words are counted on the way."""
        for row in rows:
            self._passed += 1
            folded = row.folded()
            self._gists[row.id] = gist(folded)
            found = spellable([word for words in folded for word in words])
            self._all.update(found)
            if row.access == 0:
                self._open.update(found)
            yield row

    def for_reader(self, *, sees_network: bool) -> MemoryVocabulary:
        """The same words, counted for a reader who may see this much."""
        if sees_network not in self._views:
            view = MemoryVocabulary(self.stamp.partition("@")[0])
            view._all, view._open, view._passed = self._all, self._open, self._passed
            view._gists = self._gists
            view._counts = self._all if sees_network else self._open
            self._views[sees_network] = view
        return self._views[sees_network]

    def counts(self, asked: Iterable[str]) -> dict[str, int]:
        """In how many visible rows each word stands; without those that stand in none."""
        return {word: self._counts[word] for word in asked if self._counts[word]}

    def entries(self) -> int:
        """How many rows have passed."""
        return self._passed

    def holding(self, stems: Sequence[str]) -> dict[str, int]:
        """In how many visible rows words of each stem stand, at most; without those in none."""
        held = self._by_stem()
        return {asked: held[asked] for asked in stems if asked in held}

    def gists(self, entry_ids: Sequence[int]) -> dict[int, str]:
        """What tells most of each of the rows (`search.feedback`)."""
        return {entry: self._gists[entry] for entry in entry_ids if entry in self._gists}

    def everything(self) -> Iterable[tuple[str, int]]:
        """Every word with its count, those of hidden rows too."""
        return self._all.items()

    def _by_stem(self) -> Counter[str]:
        if self._stems is None:
            self._stems = Counter()
            for word, number in self._counts.items():
                self._stems[stem(word)] += number
        return self._stems
