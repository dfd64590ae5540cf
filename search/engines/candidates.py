"""The entries that fit the words of a search, and the best of them in order."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from itertools import compress

import numpy as np

from search import ranking
from search.engines.columns import Columns
from search.engines.rows import SORTS
from search.engines.sets import Bits, Numbers, any_of, flags_of
from search.query import BEST_FIT, Like, SearchQuery
from search.results import Found


@dataclass(frozen=True)
class Candidates:
    """A set of entries; and of every place, how well the words fit the entry there."""

    columns: Columns
    bits: Bits
    fits: Numbers

    def within(self, bits: Bits) -> Candidates:
        """Those of them that are in a set."""
        return replace(self, bits=self.bits & bits)

    @property
    def places(self) -> Numbers:
        """Their places, in order."""
        return np.flatnonzero(flags_of(self.bits, len(self.columns.ids)))


def ordered(
    passing: Candidates,
    query: SearchQuery,
    upto: int,
    promoted: Mapping[int, str],
    lift: Callable[[list[Found]], list[Found]],
) -> list[Found]:
    """The best `upto` of them, in order. `lift` may move those once more."""
    standing = replace(passing, fits=_standing(passing, query.like))
    order = lift(_best(standing, query.sort, upto, promoted))
    free = "trust_type" not in query.chosen and query.like is None
    if query.sort == BEST_FIT and free and passing.bits.bit_count() > query.page_size:
        order = _with_parity(order, standing, promoted)
    return order


def best_fitting(candidates: Candidates, upto: int) -> tuple[int, ...]:
    """The ids of those whose words fit best, whatever else is known of them."""
    places = candidates.places
    best = np.argsort(-candidates.fits[places], kind="stable")[:upto]
    return tuple(candidates.columns.ids[places[best]].tolist())


def _standing(passing: Candidates, like: Like | None) -> Numbers:
    """How well the words fit, moved by the record's own standing and by how like the reader's
    chosen trust its origin is.
    """
    held = passing.columns
    fits = passing.fits * held.numbers["prior"]
    for code, closeness in like.closeness if like else ():
        of_trust = flags_of(held.by_trust.get(code, 0), len(held.ids))
        fits[of_trust] *= ranking.likeness(closeness)
    return fits


def _best(candidates: Candidates, sort: str, upto: int, promoted: Mapping[int, str]) -> list[Found]:
    """What editors put first, then the largest of what it is sorted by; equal ones by how well
    they fit, the newest, and their number.
    """
    held, places = candidates.columns, candidates.places
    by = candidates.fits if sort == BEST_FIT else held.numbers[SORTS[sort]]
    sorted_by = by[places]
    chosen = np.isin(held.ids[places], list(promoted))
    if upto < len(places):
        # Only those that can be among the best are put in order.
        least = np.partition(sorted_by, -upto)[-upto]
        near = (sorted_by >= least) | chosen
        places, sorted_by, chosen = places[near], sorted_by[near], chosen[near]
    fits, newest = candidates.fits[places], held.numbers["newest"][places]
    order = np.lexsort((places, -newest, -fits, -sorted_by, ~chosen))[:upto]
    best = zip(held.ids[places[order]].tolist(), fits[order].tolist(), strict=True)
    return [Found(one, fit, promoted.get(one, "")) for one, fit in best]


def _with_parity(
    order: list[Found], standing: Candidates, promoted: Mapping[int, str]
) -> list[Found]:
    """Bring the best records of crowded-out trust types forward to their places."""
    held = standing.columns
    some = any_of(held.facets["trust_type"].get(name, 0) for name in ranking.CROWDED_OUT)
    best = _best(standing.within(some), BEST_FIT, len(ranking.PARITY_PLACES), promoted)
    by_id = {one.entry_id: one for one in [*best, *order]}
    ids = dict.fromkeys(one.entry_id for one in [*order, *best])
    places = held.places_of(np.array(list(ids)))
    among = flags_of(some, len(held.ids))[places]
    crowded_out = frozenset(compress(ids, among))
    return [by_id[entry] for entry in ranking.keep_parity(list(ids), crowded_out)]
