"""The facts of every entry, held in the process as sets of places: one bit for each entry.

Counting the entries of a set that hold a value is then one operation on two whole numbers, however
many they are. What is held is never older than the index: whoever searches gives the stamp that
the index carried at that moment (`stamps`), and what has another stamp is read anew.
"""

from __future__ import annotations

import threading
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

import numpy as np

from search.engines.rows import AMOUNTS, CASE_STUDY, LENGTH
from search.engines.schema import IndexTables
from search.engines.sets import Bits, Numbers, bits_of
from search.query import LINE_FACETS, PLAIN_FACETS, Amounts

NUMBERS = ("newest", "adopters", "evidence", "signed", "share", "prior")
_READ = ("id", "type", "access", "trust", LENGTH, *NUMBERS, f"f_{AMOUNTS}")

Line = tuple[str, ...]

_held: dict[str, Columns] = {}
_lock = threading.Lock()


@dataclass(frozen=True)
class LineHolders:
    """The entries with one kind of savings line; and each such line's pounds, in order."""

    bits: Bits
    pounds: tuple[int, ...]
    places: tuple[int, ...]

    def worth(self, amount: Amounts | None) -> Bits:
        """Those with such a line whose pounds are in the range."""
        if amount is None:
            return self.bits
        first = 0 if amount.low is None else bisect_left(self.pounds, amount.low)
        last = len(self.pounds)
        if amount.high is not None:
            last = bisect_right(self.pounds, amount.high)
        return bits_of(self.places[first:last])


@dataclass(frozen=True)
class Columns:
    """Every entry by its place, in the order of the ids. Sets of entries are sets of places.

    `lengths` are in words.
    """

    stamp: int | None
    ids: Numbers
    numbers: dict[str, Numbers]
    lengths: Numbers
    open: Bits
    case_studies: Bits
    by_trust: dict[str, Bits]
    facets: dict[str, dict[str, Bits]]
    lines: dict[Line, LineHolders]
    line_facets: dict[str, dict[str, Bits]]

    @cached_property
    def usual_length(self) -> float:
        """The mean of all lengths, in words."""
        return max(1.0, float(self.lengths.sum()) / max(1, len(self.lengths)))

    @cached_property
    def _by_id(self) -> Numbers:
        """The place of each id up to the highest, and −1 for the rest."""
        places = np.full(int(self.ids.max(initial=0)) + 2, -1)
        places[self.ids] = np.arange(len(self.ids))
        return places

    def places_of(self, ids: Numbers) -> Numbers:
        """The place of each of these entries; −1 for one that is not held."""
        return self._by_id[np.minimum(ids, len(self._by_id) - 1)]

    @property
    def everything(self) -> Bits:
        return (1 << len(self.ids)) - 1

    def visible(self, *, sees_network: bool) -> Bits:
        """What a reader may see."""
        return self.everything if sees_network else self.open


def columns(connection: Any, tables: IndexTables, stamp: int | None) -> Columns:
    """The facts as they stood when the index carried this stamp, or later."""
    held = _held.get(tables.prefix)
    if held is not None and held.stamp == stamp:
        return held
    with _lock:
        # Somebody else may have read them meanwhile.
        held = _held.get(tables.prefix)
        if held is None or held.stamp != stamp:
            held = _held[tables.prefix] = _read(connection, tables, stamp)
    return held


def forget(prefix: str) -> None:
    """Let go of an index that is gone."""
    with _lock:
        _held.pop(prefix, None)


def _read(connection: Any, tables: IndexTables, stamp: int | None) -> Columns:
    names = (*_READ, *(f"f_{name}" for name in PLAIN_FACETS))
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(names)} FROM {tables.facts} ORDER BY id")
        rows = cursor.fetchall()
    by_name = dict(zip(names, zip(*rows, strict=True) if rows else [()] * len(names), strict=True))
    lines = _lines(by_name[f"f_{AMOUNTS}"])
    return Columns(
        stamp=stamp,
        ids=np.array(by_name["id"], np.int64),
        numbers={name: np.array(by_name[name]) for name in NUMBERS},
        lengths=np.array(by_name[LENGTH], np.float64),
        open=bits_of(place for place, access in enumerate(by_name["access"]) if access == 0),
        case_studies=bits_of(
            place for place, type in enumerate(by_name["type"]) if type == CASE_STUDY
        ),
        by_trust=_sets((trust,) for trust in by_name["trust"]),
        facets={name: _sets(map(_parted, by_name[f"f_{name}"])) for name in PLAIN_FACETS},
        lines=lines,
        line_facets={name: _of_lines(lines, at) for at, name in enumerate(LINE_FACETS)},
    )


def _sets(values: Iterable[Iterable[str]]) -> dict[str, Bits]:
    places: dict[str, list[int]] = {}
    for place, held in enumerate(values):
        for value in held:
            places.setdefault(value, []).append(place)
    return {value: bits_of(found) for value, found in places.items()}


def _lines(column: Iterable[str]) -> dict[Line, LineHolders]:
    found: dict[Line, list[tuple[int, int]]] = {}
    for place, lines in enumerate(column):
        for line in lines.split():
            *parts, pounds = line.split("/")
            found.setdefault(tuple(parts), []).append((int(pounds), place))
    return {line: _holders(worth) for line, worth in found.items()}


def _of_lines(lines: dict[Line, LineHolders], at: int) -> dict[str, Bits]:
    found: dict[str, Bits] = {}
    for line, held in lines.items():
        if line[at]:
            found[line[at]] = found.get(line[at], 0) | held.bits
    return found


def _holders(worth: list[tuple[int, int]]) -> LineHolders:
    worth.sort()
    return LineHolders(
        bits=bits_of(place for _, place in worth),
        pounds=tuple(pounds for pounds, _ in worth),
        places=tuple(place for _, place in worth),
    )


@lru_cache(maxsize=20_000)
def _parted(values: str) -> frozenset[str]:
    # Few different values stand in many entries.
    return frozenset(values.split())
