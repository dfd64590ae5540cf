"""The spread of results as plain geometry for SVG: the origin above, its adopters below. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol

from portal.charts.scales import WIDTH, Tick, from_zero, short

LEFT, RIGHT = 16, 16
RADIUS = 7
# Two dots closer than this would hide each other, so that the later one stands above.
APART = 2 * RADIUS + 2
ORIGIN_AT = 42
LANE_TOP = 92
BELOW_LANE = 34


class Result(Protocol):
    """The result of one trust: the change in per cent, and in words."""

    @property
    def name(self) -> str: ...

    @property
    def percent(self) -> Decimal: ...

    @property
    def improved(self) -> bool: ...

    @property
    def stopped(self) -> bool: ...

    @property
    def words(self) -> str: ...


class Spread(Protocol):
    """The results of one measure, at the trust it came from and at those that took it up."""

    @property
    def origin(self) -> Result | None: ...

    @property
    def adopters(self) -> Sequence[Result]: ...

    @property
    def median(self) -> int: ...

    @property
    def lower_is_better(self) -> bool: ...


@dataclass(frozen=True)
class Dot:
    """One trust's result at (x, y); `shape` is "better", "worse" or "same", besides its colour."""

    x: str
    y: str
    shape: str
    stopped: bool
    points: str
    label: str


@dataclass(frozen=True)
class SpreadChart:
    """The drawing: heights in the SVG's own units, texts for its coordinates."""

    height: int
    origin: Dot | None
    adopters: tuple[Dot, ...]
    band_left: str
    band_width: str
    band_top: int
    band_height: int
    median: str
    axis: int
    labels: int
    zero: str
    zero_anchor: str
    label_at: int
    label_anchor: str
    ticks: tuple[Tick, ...]
    better: str


def chart_of(spread: Spread) -> SpreadChart:
    """The chart of one measure, on one scale that holds zero and every trust."""
    origin = spread.origin
    everyone = [*spread.adopters, *([origin] if origin is not None else [])]
    low, high = from_zero(float(one.percent) for one in everyone)

    def x(percent: float) -> float:
        return LEFT + (percent - low) / (high - low) * (WIDTH - LEFT - RIGHT)

    places = [x(float(one.percent)) for one in spread.adopters]
    levels = stack(places)
    floor = LANE_TOP + max(levels) * APART + RADIUS
    axis = floor + RADIUS + 8
    right = x(0) > WIDTH / 2
    return SpreadChart(
        height=axis + BELOW_LANE,
        origin=None if origin is None else _dot(origin, x(float(origin.percent)), ORIGIN_AT),
        adopters=tuple(
            _dot(one, place, floor - level * APART)
            for one, place, level in zip(spread.adopters, places, levels, strict=True)
        ),
        band_left=f"{min(places) - RADIUS:.1f}",
        band_width=f"{max(places) - min(places) + 2 * RADIUS:.1f}",
        band_top=LANE_TOP - RADIUS - 2,
        band_height=floor - LANE_TOP + 2 * RADIUS + 4,
        median=f"{x(spread.median):.1f}",
        axis=axis,
        labels=axis + 16,
        zero=f"{x(0):.1f}",
        # The lanes' names stand on the side that "no change" leaves free.
        zero_anchor="end" if right else "start",
        label_at=LEFT if right else WIDTH - RIGHT,
        label_anchor="start" if right else "end",
        ticks=tuple(
            Tick(f"{x(value):.1f}", f"{short(round(value))}%") for value in _ticks(low, high)
        ),
        better="start" if spread.lower_is_better else "end",
    )


def stack(places: Sequence[float]) -> list[int]:
    """A level for each place, the lowest at which it touches no other."""
    levels: list[int] = []
    for number, place in enumerate(places):
        taken = {
            level
            for other, level in zip(places[:number], levels, strict=True)
            if abs(other - place) < APART
        }
        levels.append(next(level for level in range(number + 1) if level not in taken))
    return levels


def _ticks(low: float, high: float) -> Iterable[float]:
    """Both ends, and zero where it is neither of them nor too near to be read."""
    near = (high - low) / 8
    return [low, *([0.0] if low < -near and high > near else []), high]


def _dot(result: Result, x: float, y: float) -> Dot:
    shape = ("better" if result.improved else "worse") if result.percent else "same"
    r = RADIUS
    return Dot(
        x=f"{x:.1f}",
        y=f"{y:.1f}",
        shape=shape,
        stopped=result.stopped,
        # A square on its corner, for a result that got no better.
        points=f"{x:.1f},{y - r:.1f} {x + r:.1f},{y:.1f} {x:.1f},{y + r:.1f} {x - r:.1f},{y:.1f}",
        label=f"{result.name}: {result.words}",
    )
