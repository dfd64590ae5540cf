"""The entries that fit the words of a search, and the best of them in order."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import compress
from operator import itemgetter, mul
from typing import Any

from search import ranking
from search.engines.columns import Bits, Columns, bits_of
from search.engines.rows import SORTS
from search.query import BEST_FIT, SearchQuery
from search.results import Found

# Not promoted, what it is sorted by, how well it fits, how new it is, its id: smallest first.
Scored = tuple[Any, ...]
ONES = bytes.maketrans(b"01", b"\x00\x01")


@dataclass(frozen=True)
class Candidates:
    """Places of entries, in the order of the ids, and how well the words of each fit."""

    columns: Columns
    places: Sequence[int]
    fits: Sequence[float]

    @classmethod
    def of(cls, columns: Columns, rows: Sequence[tuple[int, float]]) -> Candidates:
        """From (id, fit). An entry that was taken out meanwhile is left out."""
        ids, fits = zip(*rows, strict=True) if rows else ((), ())
        places = list(map(columns.place.get, ids))
        if None in places:
            kept = [place is not None for place in places]
            places, fits = list(compress(places, kept)), tuple(compress(fits, kept))
        return cls(columns, places, fits)

    @property
    def bits(self) -> Bits:
        return bits_of(self.places)

    def within(self, bits: Bits) -> Candidates:
        """Those of them that are in a set."""
        if not self.places:
            return self
        among = self.columns.among(bits).encode().translate(ONES)
        # A getter of one place gives the value alone.
        flags = itemgetter(*self.places, 0)(among)
        return Candidates(
            self.columns, tuple(compress(self.places, flags)), tuple(compress(self.fits, flags))
        )

    def column(self, name: str) -> Sequence[Any]:
        """A number of each of them."""
        return itemgetter(*self.places, 0)(self.columns.numbers[name])[:-1] if self.places else ()


def ordered(
    passing: Candidates,
    query: SearchQuery,
    upto: int,
    promoted: Mapping[int, str],
    lift: Callable[[list[Found]], list[Found]],
) -> list[Found]:
    """The best `upto` of them, in order. `lift` may move those once more."""
    fits = _fits(passing, query)
    best_fit = query.sort == BEST_FIT
    sorted_by = fits if best_fit else passing.column(SORTS[query.sort])
    order = lift(_found(_best(passing, sorted_by, fits, upto, promoted), promoted))
    free = "trust_type" not in query.chosen and query.like is None
    if best_fit and free and len(passing.places) > query.page_size:
        order = _with_parity(order, passing, promoted, query)
    return order


def _found(scored: list[Scored], promoted: Mapping[int, str]) -> list[Found]:
    return [Found(item[-1], -item[2], promoted.get(item[-1], "")) for item in scored]


def best_fitting(candidates: Candidates, upto: int) -> tuple[int, ...]:
    """The ids of those whose words fit best, whatever else is known of them."""
    pairs = zip(candidates.fits, candidates.places, strict=True)
    best = heapq.nlargest(upto, pairs, key=itemgetter(0))
    return tuple(candidates.columns.ids[place] for _, place in best)


def _fits(passing: Candidates, query: SearchQuery) -> Sequence[float]:
    """How well the words fit, moved by the record's own standing and by how like the reader's
    chosen trust its origin is.
    """
    fits = list(map(mul, passing.fits, passing.column("prior")))
    closeness = dict(query.like.closeness) if query.like else {}
    if not closeness:
        return fits
    trusts = passing.columns.trusts
    return [
        fit * ranking.likeness(closeness.get(trusts[place], 0.0))
        for fit, place in zip(fits, passing.places, strict=True)
    ]


def _best(
    passing: Candidates,
    sorted_by: Sequence[Any],
    fits: Sequence[float],
    upto: int,
    promoted: Mapping[int, str],
) -> list[Scored]:
    """Only those that can be among the best are looked at whole: as good as the last, or put
    first by the editors.
    """
    if not sorted_by:
        return []
    least = heapq.nlargest(upto, sorted_by)[-1]
    ids, newest = passing.columns.ids, passing.columns.numbers["newest"]
    places = passing.places
    near = (at for at, value in enumerate(sorted_by) if value >= least)
    if promoted:
        near = (
            at
            for at, value in enumerate(sorted_by)
            if value >= least or ids[places[at]] in promoted
        )
    scored = (
        (
            ids[places[at]] not in promoted,
            -sorted_by[at],
            -fits[at],
            -newest[places[at]],
            ids[places[at]],
        )
        for at in near
    )
    return heapq.nsmallest(upto, scored)


def _with_parity(
    order: list[Found], passing: Candidates, promoted: Mapping[int, str], query: SearchQuery
) -> list[Found]:
    """Bring the best records of crowded-out trust types forward to their places."""
    types = passing.columns.facets["trust_type"]
    some = 0
    for name in ranking.CROWDED_OUT:
        some |= types.get(name, 0)
    crowded = passing.within(some)
    fits = _fits(crowded, query)
    best = _found(_best(crowded, fits, fits, len(ranking.PARITY_PLACES), promoted), promoted)
    by_id = {one.entry_id: one for one in [*best, *order]}
    ids = dict.fromkeys(one.entry_id for one in [*order, *best])
    crowded_out = frozenset(entry for entry in ids if some >> passing.columns.place[entry] & 1)
    return [by_id[entry] for entry in ranking.keep_parity(list(ids), crowded_out)]
