"""The rules of a run chart, as improvement teams use them, and a chart ready to be drawn.

Source: Perla RJ, Provost LP, Murray SK. The run chart: a simple analytical tool for learning from
variation in healthcare processes. BMJ Quality & Safety 2011;20:46–51. A shift is six or more points
in a row on one side of the median; points on the median neither break nor add to it. A trend is
five or more points in a row all going up or all going down; a point that repeats the one before
neither breaks nor adds to it.

The shift rule is the stronger of the two: a simulation (Anhøj J, Olesen AV. PLoS ONE
2014;9:e113825) found that the trend rule tells little about a slow drift.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from itertools import pairwise
from statistics import median

from dateutil.relativedelta import relativedelta

from portal.text.dates import month_in_words

A_MONTH = relativedelta(months=1)
SHIFT = 6
TREND = 5
FEWEST_FOR_MEDIAN = 3
# With fewer points than this, the paper's rules are not to be relied on.
FEWEST_FOR_RULES = 10


class SignalKind(StrEnum):
    """The two signals of the rules that are used here."""

    SHIFT = "shift"
    TREND = "trend"


@dataclass(frozen=True)
class Point:
    """A value in a month, and what stands in the chart about it."""

    month: date
    value: Decimal
    after_change: bool
    signals: tuple[SignalKind, ...] = ()


@dataclass(frozen=True)
class Segment:
    """A stretch of the median, over points `first` to `last`, counted from 0.

    The baseline's median goes on, `carried`, over the points after the change: a shift is read
    against it.
    """

    first: int
    last: int
    median: Decimal
    carried: bool


@dataclass(frozen=True)
class Signal:
    """A shift or trend over points `first` to `last`, and its sentence.

    `better` is None where the direction is not known to be good or bad.
    """

    kind: SignalKind
    first: int
    last: int
    better: bool | None
    sentence: str


@dataclass(frozen=True)
class RunChart:
    """All that a drawing and its table need. `change_at` is the first point after the change."""

    points: tuple[Point, ...]
    change_at: int | None
    segments: tuple[Segment, ...]
    signals: tuple[Signal, ...]
    missing: tuple[date, ...]
    cautions: tuple[str, ...]

    @property
    def words(self) -> str:
        """What the chart shows, in sentences: its text alternative."""
        said = [signal.sentence for signal in self.signals] or ["There is no shift or trend."]
        return " ".join([*said, *self.cautions])


def run_chart(
    series: Sequence[tuple[date, Decimal]],
    *,
    changed: date | None = None,
    lower_is_better: bool | None = None,
) -> RunChart:
    """A run chart of months and values, in any order.

    The median is that of the points before the month of the change, and of all points where no
    change is given or fewer than three points lie before it. Raises ValueError for an empty
    series and for a month that comes twice.
    """
    ordered = sorted((month.replace(day=1), Decimal(value)) for month, value in series)
    if not ordered:
        raise ValueError("A run chart needs at least one month.")
    if any(before[0] == after[0] for before, after in pairwise(ordered)):
        raise ValueError("A month comes twice. Keep one value for each month.")
    months, values = [month for month, _ in ordered], [value for _, value in ordered]
    change_at = _change_at(months, changed)
    baseline = change_at if change_at and change_at >= FEWEST_FOR_MEDIAN else None
    segments = _segments(values, baseline)
    signals = _signals(values, months, segments[0].median, lower_is_better)
    return RunChart(
        points=_points(ordered, change_at, signals),
        change_at=change_at,
        segments=segments,
        signals=signals,
        missing=tuple(_missing(months)),
        cautions=tuple(_cautions(months, change_at, baseline)),
    )


def series_of(stored: Sequence[Sequence[str | float]]) -> list[tuple[date, Decimal]]:
    """Months and values from the stored form: pairs of a month such as 2023-04 and a number."""
    return [(date.fromisoformat(f"{month}-01"), Decimal(str(value))) for month, value in stored]


def _change_at(months: list[date], changed: date | None) -> int | None:
    """The first point in or after the month of the change, None if it lies outside the series."""
    if changed is None:
        return None
    first_day = changed.replace(day=1)
    after = [number for number, month in enumerate(months) if month >= first_day]
    return after[0] if after else None


def _segments(values: list[Decimal], baseline: int | None) -> tuple[Segment, ...]:
    if baseline is None:
        return (Segment(0, len(values) - 1, median(values), carried=False),)
    middle = median(values[:baseline])
    return (
        Segment(0, baseline - 1, middle, carried=False),
        Segment(baseline, len(values) - 1, middle, carried=True),
    )


def shifts(values: Sequence[Decimal], middle: Decimal) -> list[tuple[int, int]]:
    """First and last point of each run of six or more on one side of a median.

    Points on the median are passed over; they do not open or close a run.
    """
    runs: list[list[int]] = []
    side = None
    for number, value in enumerate(values):
        if value == middle:
            continue
        if (value > middle) != side:
            runs.append([])
            side = value > middle
        runs[-1].append(number)
    return [(run[0], run[-1]) for run in runs if len(run) >= SHIFT]


def trends(values: Sequence[Decimal]) -> list[tuple[int, int]]:
    """First and last point of each run of five or more all rising or all falling.

    A point equal to the one before it is passed over.
    """
    runs: list[list[int]] = []
    way = None
    last = 0
    for number in range(1, len(values)):
        if values[number] == values[last]:
            continue
        rising = values[number] > values[last]
        if rising != way:
            runs.append([last])
            way = rising
        runs[-1].append(number)
        last = number
    return [(run[0], run[-1]) for run in runs if len(run) >= TREND]


def _signals(
    values: list[Decimal], months: list[date], middle: Decimal, lower_is_better: bool | None
) -> tuple[Signal, ...]:
    found = []
    for first, last in shifts(values, middle):
        low = values[first] < middle
        side = "below" if low else "above"
        count = sum(value != middle for value in values[first : last + 1])
        start = f"Shift: {count} points in a row {side} the median of {_number(middle)}"
        found.append((SignalKind.SHIFT, first, last, low, start))
    for first, last in trends(values):
        low = values[last] < values[first]
        count = 1 + sum(a != b for a, b in pairwise(values[first : last + 1]))
        start = f"Trend: {count} points in a row {'falling' if low else 'rising'}"
        found.append((SignalKind.TREND, first, last, low, start))
    found.sort(key=lambda one: (one[1], one[0]))
    return tuple(
        Signal(
            kind=kind,
            first=first,
            last=last,
            better=None if lower_is_better is None else low == lower_is_better,
            sentence=(
                f"{start}, from {month_in_words(months[first])} to {month_in_words(months[last])}."
            ),
        )
        for kind, first, last, low, start in found
    )


def _points(
    ordered: list[tuple[date, Decimal]], change_at: int | None, signals: tuple[Signal, ...]
) -> tuple[Point, ...]:
    return tuple(
        Point(
            month=month,
            value=value,
            after_change=change_at is not None and number >= change_at,
            signals=tuple(
                dict.fromkeys(one.kind for one in signals if one.first <= number <= one.last)
            ),
        )
        for number, (month, value) in enumerate(ordered)
    )


def _missing(months: list[date]) -> list[date]:
    """The months inside the series for which there is no value."""
    found = []
    for before, after in pairwise(months):
        month = before + A_MONTH
        while month < after:
            found.append(month)
            month += A_MONTH
    return found


def _cautions(months: list[date], change_at: int | None, baseline: int | None) -> list[str]:
    said = []
    if len(months) < FEWEST_FOR_RULES:
        said.append(
            f"There are {len(months)} points; the rules need {FEWEST_FOR_RULES} to be relied on."
        )
    if change_at is not None and baseline is None:
        said.append(
            f"Fewer than {FEWEST_FOR_MEDIAN} points lie before the change: too few for a median "
            "of their own."
        )
    if gap := len(_missing(months)):
        said.append(f"{gap} {'month is' if gap == 1 else 'months are'} missing.")
    return said


def _number(value: Decimal) -> str:
    """A number as people write it: no zeros at its end, thousands marked."""
    text = f"{value:,.2f}"
    return text.rstrip("0").rstrip(".")
