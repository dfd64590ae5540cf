"""Counts that may be published: none below five, and none that follows from the others.

A hidden count is None. A count alone is hidden if it is small; in a table with totals a second one
must be hidden with it, or the reader finds it by taking the others from the total. Pure.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median

from casestudies.adoptions.take_up import FEWEST_TO_COUNT

Cell = tuple[int, int]
Table = list[list[int | None]]


@dataclass(frozen=True)
class Spread:
    """The middle of some values, the value that nine in ten keep within, and how many they are."""

    median: float
    ninetieth: float
    count: int


def fewest(count: int, *, least: int = FEWEST_TO_COUNT) -> int | None:
    """The count, or None where it is too small to be told."""
    return count if count >= least else None


def of_enough(count: int, trusts: Iterable[int], *, least: int = FEWEST_TO_COUNT) -> int | None:
    """The count, or None where it comes from too few trusts: each would know the others'."""
    return count if len(set(trusts)) >= least and count >= least else None


def spread(values: Iterable[float]) -> Spread | None:
    """Median and 90th percentile (nearest rank); None where there is nothing."""
    ordered = sorted(values)
    if not ordered:
        return None
    rank = math.ceil(0.9 * len(ordered))
    return Spread(median(ordered), ordered[rank - 1], len(ordered))


def protect_line(counts: Sequence[int], *, least: int = FEWEST_TO_COUNT) -> list[int | None]:
    """Counts beside a total: the small ones hidden, and enough of the others to keep them so."""
    hidden = {place for place, count in enumerate(counts) if count < least}
    while hidden and len(hidden) < len(counts):
        if len(hidden) > 1 and sum(counts[place] for place in hidden) >= least:
            break
        shown = [place for place in range(len(counts)) if place not in hidden]
        hidden.add(min(shown, key=lambda place: counts[place]))
    return [None if place in hidden else count for place, count in enumerate(counts)]


def protect(rows: Sequence[Sequence[int]], *, least: int = FEWEST_TO_COUNT) -> Table:
    """A table with its totals added, right and below, of which no hidden count can be worked out.

    Every row and every column is a sum that the reader knows. A hidden count follows from the
    sums exactly where it is a bridge in the graph that has a node for each row and column and an
    edge for each hidden count: then another one of its row or column is hidden too.
    """
    whole = _with_totals(rows)
    places = [(row, column) for row, line in enumerate(whole) for column, _ in enumerate(line)]
    hidden = {(row, column) for row, column in places if whole[row][column] < least}
    while (cell := _given_away(whole, hidden, least)) is not None:
        shown = [
            place
            for place in places
            if place not in hidden and (place[0] == cell[0] or place[1] == cell[1])
        ]
        if not shown:
            shown = [place for place in places if place not in hidden]
        if not shown:
            break
        hidden.add(min(shown, key=lambda place: (whole[place[0]][place[1]], place)))
    return [
        [None if (row, column) in hidden else count for column, count in enumerate(line)]
        for row, line in enumerate(whole)
    ]


def _with_totals(rows: Sequence[Sequence[int]]) -> list[list[int]]:
    lines = [[*line, sum(line)] for line in rows]
    return [*lines, [sum(column) for column in zip(*lines, strict=True)]]


def _given_away(whole: list[list[int]], hidden: set[Cell], least: int) -> Cell | None:
    """A hidden count that can be worked out, or None."""
    for cell in sorted(hidden):
        if not _has_way_round(cell, hidden):
            return cell
    for line in _lines(whole):
        gone = [cell for cell in line[:-1] if cell in hidden]
        small = sum(whole[row][column] for row, column in gone) < least
        # The total less what is shown: the sum of what is hidden, itself a small count.
        if gone and line[-1] not in hidden and small and len(gone) < len(line) - 1:
            return gone[0]
    return None


def _lines(whole: list[list[int]]) -> list[list[Cell]]:
    height, width = len(whole), len(whole[0])
    across = [[(row, column) for column in range(width)] for row in range(height)]
    down = [[(row, column) for row in range(height)] for column in range(width)]
    return across + down


def _has_way_round(cell: Cell, hidden: set[Cell]) -> bool:
    """True if its row and its column hang together through other hidden counts."""
    rest = hidden - {cell}
    reached, waiting = {("row", cell[0])}, [("row", cell[0])]
    while waiting:
        kind, place = waiting.pop()
        for row, column in rest:
            here, there = (row, column) if kind == "row" else (column, row)
            node = ("column" if kind == "row" else "row", there)
            if here == place and node not in reached:
                reached.add(node)
                waiting.append(node)
    return ("column", cell[1]) in reached
