"""The words of the index on this machine: for the floor, spelling, feedback and completions.

Whichever engine answers, these come from here, so that both judge a word alike.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from tantivy import Query, Searcher

from search.analysis import stem
from search.engines.embedded import answering, queries
from search.engines.embedded.schema import SPELLINGS, WORDS
from search.indexing.rows import CASE_STUDY
from search.text_query import Phrase

# Of so many states of an index, and of each reader, what was counted is kept.
EDITIONS = 4
GROWTH = 0.02


@dataclass
class _Known:
    """What was counted of one state of an index for one reader."""

    records: int | None = None
    line_kinds: tuple[str, ...] | None = None


@lru_cache(maxsize=EDITIONS)
def _known(edition: str) -> _Known:
    return _Known()


class IndexWords:
    """How many entries hold which words, as far as a reader may know.

    `search.spelling.Vocabulary`, `search.relevance_feedback.Rarity` and
    `search.engines.plan.Frequencies`.
    """

    def __init__(self, searcher: Searcher, edition: str, *, sees_network: bool) -> None:
        self.searcher = searcher
        self._edition = edition
        self._sees_network = sees_network
        self._visible = queries.visible(sees_network=sees_network)

    @property
    def stamp(self) -> str:
        """The name of the index and, after an @, what changes with its words."""
        return self._edition

    @property
    def edition(self) -> str:
        """The same, for this reader."""
        return f"{self._edition}/{'all' if self._sees_network else 'open'}"

    @property
    def era(self) -> str:
        """Another one for each index, and each time it has grown by about a fiftieth: until then
        a word is about as rare as it was.
        """
        size = round(math.log1p(self.searcher.num_docs) / GROWTH)
        return f"{self._edition.partition('@')[0]}/{size}"

    def entries(self) -> int:
        """How many entries the index holds."""
        return self.searcher.num_docs

    def counts(self, words: Iterable[str]) -> dict[str, int]:
        """In how many visible entries each word stands as it is; without those in none."""
        return self._visible_with(SPELLINGS, words)

    def holding(self, stems: Sequence[str]) -> dict[str, int]:
        """In how many entries words of each stem stand, hidden ones too and some that are gone;
        without those in none.
        """
        searcher = self.searcher
        counts = {one: searcher.doc_freq(WORDS, one) for one in stems}
        return {one: number for one, number in counts.items() if number}

    def everything(self) -> Iterable[tuple[str, int]]:
        """Every word with the number of entries that hold it, hidden ones too."""
        return self.searcher.terms_with_prefix(SPELLINGS, "")

    def records(self) -> int:
        """How many case studies the reader may see."""
        known = _known(self.edition)
        if known.records is None:
            known.records = answering.count_all(self.searcher, self._records([]))
        return known.records

    def records_with(self, phrases: Sequence[Phrase], *, threshold: float) -> int:
        """How many case studies that the reader may see hold any of the phrases; or a number on
        the same side of `threshold`, where that is certain without counting.
        """
        holders = [min(self._entries_with(map(stem, phrase))) for phrase in phrases]
        if sum(holders) <= threshold:
            return sum(holders)
        words = zip(phrases, holders, strict=True)
        least = max((number for phrase, number in words if len(phrase) == 1), default=0)
        # No more of them can be hidden, or no case studies, than there are such entries.
        least -= self.searcher.num_docs - self.records()
        if least > threshold:
            return least
        return answering.count_all(self.searcher, self._records([queries.any_phrase(phrases)]))

    def line_kinds(self) -> tuple[str, ...]:
        """All kinds of savings lines in the index, as effect/recurrence/sign-off/band."""
        known = _known(self.edition)
        if known.line_kinds is None:
            known.line_kinds = answering.line_kinds(self.searcher)
        return known.line_kinds

    def labelled(self, words: Sequence[str], limit: int) -> list[int]:
        """Visible entries in whose label each word begins a word: at most so many areas and
        trusts, and at most so many case studies, the newest.
        """
        label = [self._visible, queries.labelled(words)]
        found = []
        for types in (queries.PLACE_TYPES, (CASE_STUDY,)):
            among = queries.every([*label, queries.one_of("type", types)])
            hits = self.searcher.search(
                among, limit=limit, count=False, order_by_field="newest"
            ).hits
            found += self.searcher.fast_field_values("id", [address for _, address in hits])
        return [int(entry) for entry in found if entry]

    def _entries_with(self, stems: Iterable[str]) -> list[int]:
        return [self.searcher.doc_freq(WORDS, one) for one in stems]

    def _records(self, narrower: list[Query]) -> Query:
        return queries.every([queries.term("type", CASE_STUDY), self._visible, *narrower])

    def _visible_with(self, field: str, terms: Iterable[str]) -> dict[str, int]:
        found = {}
        for term in set(terms):
            if self.searcher.doc_freq(field, term):
                among = queries.every([self._visible, queries.term(field, term)])
                if count := answering.count_all(self.searcher, among):
                    found[term] = count
        return found
