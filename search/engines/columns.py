"""The facts of every entry, held in the process as sets of places: one bit for each entry.

Counting the entries of a set that hold a value is then one operation on two whole numbers, however
many they are. What is held is never older than the index: whoever searches gives the stamp that
the index carried at that moment (`stamps`), and what has another stamp is read anew.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from search.engines.rows import AMOUNTS, CASE_STUDY, LENGTH
from search.engines.schema import IndexTables
from search.engines.sets import Bits, Numbers, any_of, bits_of, bits_where
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
    pounds: Numbers
    places: Numbers

    def worth(self, amount: Amounts | None) -> Bits:
        """Those with such a line whose pounds are in the range."""
        if amount is None:
            return self.bits
        first, last = 0, len(self.pounds)
        if amount.low is not None:
            first = np.searchsorted(self.pounds, amount.low, "left")
        if amount.high is not None:
            last = np.searchsorted(self.pounds, amount.high, "right")
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
        open=bits_where(np.array(by_name["access"]) == 0),
        case_studies=_sets(by_name["type"]).get(CASE_STUDY, 0),
        by_trust=_sets(by_name["trust"], lambda code: [code]),
        facets={name: _sets(by_name[f"f_{name}"]) for name in PLAIN_FACETS},
        lines=lines,
        line_facets={name: _of_lines(lines, at) for at, name in enumerate(LINE_FACETS)},
    )


def _sets(column: Sequence[str], parted: Callable[[str], list[str]] = str.split) -> dict[str, Bits]:
    """The places of each value of a column; it holds them separated by spaces."""
    # Few different texts stand in many entries: each is taken apart once.
    numbers = {text: number for number, text in enumerate(dict.fromkeys(column))}
    texts = np.fromiter(map(numbers.__getitem__, column), np.intp, len(column))
    holding: dict[str, list[int]] = {}
    for text, number in numbers.items():
        for value in set(parted(text)):
            holding.setdefault(value, []).append(number)
    found = {}
    for value, held in holding.items():
        has = np.zeros(len(numbers), np.bool_)
        has[held] = True
        found[value] = bits_where(has[texts])
    return found


def _lines(column: Sequence[str]) -> dict[Line, LineHolders]:
    found: dict[str, tuple[list[int], list[int]]] = {}
    for place, lines in enumerate(column):
        for line in lines.split():
            kind, _, pounds = line.rpartition("/")
            worth, places = found.setdefault(kind, ([], []))
            worth.append(int(pounds))
            places.append(place)
    return {tuple(kind.split("/")): _holders(*held) for kind, held in found.items()}


def _holders(worth: Sequence[int], places: Sequence[int]) -> LineHolders:
    pounds = np.array(worth, np.int64)
    order = np.argsort(pounds, kind="stable")
    return LineHolders(bits_of(places), pounds[order], np.array(places, np.intp)[order])


def _of_lines(lines: dict[Line, LineHolders], at: int) -> dict[str, Bits]:
    values = {line[at] for line in lines if line[at]}
    return {
        value: any_of(held.bits for line, held in lines.items() if line[at] == value)
        for value in values
    }
