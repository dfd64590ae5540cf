"""Charts of measures as plain geometry, drawn by a template as SVG. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from statistics import median
from typing import Any

WIDTH, HEIGHT = 360, 190
LEFT, RIGHT, TOP, BOTTOM = 44, 12, 14, 30
BAR = 250
# A run chart says something about chance from about six points on.
ENOUGH_POINTS = 6


@dataclass(frozen=True)
class Bars:
    """Two bars, before and after, on one scale from zero. Widths in the SVG's own units."""

    before: int
    after: int


@dataclass(frozen=True)
class Tick:
    """A label on an axis."""

    at: str
    label: str


@dataclass(frozen=True)
class RunChart:
    """A line through the months with the median of all values. Coordinates are texts."""

    points: str
    dots: tuple[tuple[str, str], ...]
    median: str
    median_label: str
    ticks: tuple[Tick, ...]
    months: tuple[Tick, ...]
    rows: tuple[tuple[str, str], ...]


def bars(before: Decimal, after: Decimal) -> Bars | None:
    """The two bars, or None where a bar cannot show it: a value below zero, or both zero."""
    highest = max(before, after)
    if min(before, after) < 0 or not highest:
        return None
    return Bars(round(before / highest * BAR), round(after / highest * BAR))


def run_chart(series: Sequence[Sequence[Any]]) -> RunChart | None:
    """The chart of a series of (month, value), or None for fewer than six months."""
    found = sorted((str(month), float(value)) for month, value in series)
    if len(found) < ENOUGH_POINTS:
        return None
    values = [value for _, value in found]
    low, high = _range(values)
    places = [_place(month) for month, _ in found]
    first, span = places[0], max(places[-1] - places[0], 1)

    def x(place: int) -> float:
        return LEFT + (place - first) / span * (WIDTH - LEFT - RIGHT)

    def y(value: float) -> float:
        return TOP + (high - value) / (high - low) * (HEIGHT - TOP - BOTTOM)

    dots = tuple(
        (f"{x(place):.1f}", f"{y(value):.1f}") for place, value in zip(places, values, strict=True)
    )
    middle = median(values)
    return RunChart(
        points=" ".join(f"{left},{top}" for left, top in dots),
        dots=dots,
        median=f"{y(middle):.1f}",
        median_label=short(middle),
        ticks=tuple(Tick(f"{y(value):.1f}", short(value)) for value in (low, high)),
        months=(
            Tick(dots[0][0], month_in_words(found[0][0])),
            Tick(dots[-1][0], month_in_words(found[-1][0])),
        ),
        rows=tuple((month_in_words(month), short(value)) for month, value in found),
    )


def _range(values: Iterable[float]) -> tuple[float, float]:
    """From zero where nothing is below it, so that a small change does not look large."""
    values = list(values)
    low, high = min(0.0, *values), max(0.0, *values)
    return (low, high) if high > low else (low, low + 1)


def _place(month: str) -> int:
    return int(month[:4]) * 12 + int(month[5:])


def month_in_words(month: str) -> str:
    """2023-04 as April 2023."""
    return f"{date(int(month[:4]), int(month[5:]), 1):%B %Y}"


def short(value: float) -> str:
    """At most one decimal, and thousands apart."""
    return f"{value:,.1f}".removesuffix(".0")
