"""A measure before and after as two bars, and month by month as a run chart. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from portal.charts import run_chart_rules as rules
from portal.charts.scales import WIDTH, Tick, from_zero, short
from portal.text.dates import month_in_words, months_between

HEIGHT = 190
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
class MedianLine:
    """A stretch of the median, left to right; `carried` on from before the change."""

    left: str
    right: str
    height: str
    label: str
    carried: bool


@dataclass(frozen=True)
class RunChart:
    """A run chart as texts for SVG: the line, its median, the change, and what it says."""

    points: str
    dots: tuple[tuple[str, str], ...]
    medians: tuple[MedianLine, ...]
    change: str
    change_label: str
    ticks: tuple[Tick, ...]
    months: tuple[Tick, ...]
    rows: tuple[tuple[str, str], ...]
    words: str

    @property
    def median_label(self) -> str:
        return self.medians[0].label

    @property
    def of_before(self) -> bool:
        """True if the median is that of the points before the change, not of all points."""
        return any(part.carried for part in self.medians)


def bars(before: Decimal, after: Decimal) -> Bars | None:
    """The two bars, or None where a bar cannot show it: a value below zero, or both zero."""
    highest = max(before, after)
    if min(before, after) < 0 or not highest:
        return None
    return Bars(round(before / highest * BAR), round(after / highest * BAR))


def run_chart(
    series: Sequence[Sequence[Any]],
    *,
    changed: date | None = None,
    lower_is_better: bool | None = None,
) -> RunChart | None:
    """The chart of a series of (month, value), or None for fewer than six months.

    The rules of the median, the shift and the trend are those of `run_chart_rules`. A
    series in which a month comes twice is not drawn: its values are in the table.
    """
    if len(series) < ENOUGH_POINTS:
        return None
    try:
        found = rules.run_chart(
            rules.series_of(series), changed=changed, lower_is_better=lower_is_better
        )
    except ValueError:
        return None
    values = [float(point.value) for point in found.points]
    low, high = from_zero(values)
    places = [months_between(found.points[0].month, point.month) for point in found.points]
    span = max(places[-1], 1)

    def x(place: float) -> str:
        return f"{LEFT + place / span * (WIDTH - LEFT - RIGHT):.1f}"

    def y(value: float) -> str:
        return f"{TOP + (high - value) / (high - low) * (HEIGHT - TOP - BOTTOM):.1f}"

    dots = tuple((x(place), y(value)) for place, value in zip(places, values, strict=True))
    at = found.change_at
    return RunChart(
        points=" ".join(f"{left},{top}" for left, top in dots),
        dots=dots,
        medians=tuple(
            MedianLine(
                left=x(places[part.first]),
                right=x(places[part.last]),
                height=y(float(part.median)),
                label=short(float(part.median)),
                carried=part.carried,
            )
            for part in found.segments
        ),
        # Between the last month before the change and the first after it.
        change="" if at is None else x(places[at] - 0.5 if at else places[0]),
        change_label="" if at is None else month_in_words(found.points[at].month),
        ticks=tuple(Tick(y(value), short(value)) for value in (low, high)),
        months=(
            Tick(dots[0][0], month_in_words(found.points[0].month)),
            Tick(dots[-1][0], month_in_words(found.points[-1].month)),
        ),
        rows=tuple((month_in_words(one.month), short(float(one.value))) for one in found.points),
        words=found.words,
    )
