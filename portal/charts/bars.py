"""Charts for a board as plain geometry, drawn by a template as SVG. Pure.

A label stands above its bar, so that the name of a trust has the whole width. Units are the
SVG's own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from portal.charts.scales import WIDTH, Tick, short

TOP = 4
ROW, BAR = 42, 16
LABEL_BELOW_TOP = 14
VALUE_ROOM = 94
LANE = WIDTH - VALUE_ROOM

CELL_WIDTH, CELL_HEIGHT = 76, 38
GRID_LEFT, GRID_TOP = 204, 44
LINE_HEIGHT = 13
# From how many on a cell of a grid is drawn darker.
SHADES = (1, 2, 4, 7)


@dataclass(frozen=True)
class Series:
    """One kind of value in all the bars. `tone` names its colour and pattern in the stylesheet."""

    label: str
    tone: str


@dataclass(frozen=True)
class Segment:
    """A stretch of a bar."""

    tone: str
    left: str
    width: str


@dataclass(frozen=True)
class Bar:
    """One bar: its stretches, left to right, and a mark across it (a ceiling), if any."""

    label: str
    label_y: int
    bar_y: int
    segments: tuple[Segment, ...]
    mark: str
    value: str
    value_x: str

    @property
    def mark_top(self) -> int:
        return self.bar_y - 1

    @property
    def mark_foot(self) -> int:
        return self.bar_y + BAR + 4


@dataclass(frozen=True)
class BarChart:
    """Bars on one scale from zero. `line` is a mark through all of them, with its label."""

    bars: tuple[Bar, ...]
    legend: tuple[Series, ...]
    height: int
    line: Tick | None
    kind: str = "bars"


@dataclass(frozen=True)
class Line:
    """What one bar is to show. `values` go with the series; `mark` is in the same unit."""

    label: str
    values: tuple[float, ...]
    value: str
    mark: float | None = None


@dataclass(frozen=True)
class Square:
    """A cell of a grid: its corner, the number in it, and how dark it is, 0 to 4."""

    left: int
    top: int
    text: str
    shade: int


@dataclass(frozen=True)
class Heading:
    """A label of a row or column, in one or two lines."""

    x: int
    y: int
    lines: tuple[Tick, ...]


@dataclass(frozen=True)
class Grid:
    """Counts of rows by columns."""

    squares: tuple[Square, ...]
    rows: tuple[Heading, ...]
    columns: tuple[Heading, ...]
    width: int
    height: int
    kind: str = "grid"


def bars(
    lines: Sequence[Line], series: Sequence[Series], *, line: tuple[float, str] | None = None
) -> BarChart | None:
    """The chart, or None where there is nothing above zero to draw."""
    highest = max(
        [
            *(sum(one.values) for one in lines),
            *(one.mark for one in lines if one.mark is not None),
            line[0] if line else 0,
        ],
        default=0,
    )
    if not highest:
        return None
    scale = LANE / highest
    return BarChart(
        bars=tuple(_bar(one, series, number, scale) for number, one in enumerate(lines)),
        legend=tuple(series),
        height=TOP + ROW * len(lines) + (18 if line else 4),
        line=Tick(f"{line[0] * scale:.1f}", line[1]) if line else None,
    )


def _bar(line: Line, series: Sequence[Series], number: int, scale: float) -> Bar:
    left, segments = 0.0, []
    for kind, value in zip(series, line.values, strict=True):
        if value > 0:
            segments.append(Segment(kind.tone, f"{left * scale:.1f}", f"{value * scale:.1f}"))
        left += value
    mark = "" if line.mark is None else f"{line.mark * scale:.1f}"
    top = TOP + ROW * number
    return Bar(
        label=line.label,
        label_y=top + LABEL_BELOW_TOP - 2,
        bar_y=top + LABEL_BELOW_TOP + 4,
        segments=tuple(segments),
        mark=mark,
        value=line.value,
        value_x=f"{max(left, line.mark or 0) * scale + 7:.1f}",
    )


def grid(
    rows: Sequence[str], columns: Sequence[str], counts: Sequence[Sequence[int]]
) -> Grid | None:
    """Counts as squares, darker for more; None where nothing is counted."""
    if not any(any(line) for line in counts):
        return None
    squares = [
        Square(
            left=GRID_LEFT + column * CELL_WIDTH,
            top=GRID_TOP + row * CELL_HEIGHT,
            text=str(count) if count else "",
            shade=sum(count >= start for start in SHADES),
        )
        for row, line in enumerate(counts)
        for column, count in enumerate(line)
    ]
    return Grid(
        squares=tuple(squares),
        rows=tuple(
            _heading(0, GRID_TOP + row * CELL_HEIGHT + CELL_HEIGHT // 2 + 4, label, 30)
            for row, label in enumerate(rows)
        ),
        columns=tuple(
            _heading(GRID_LEFT + column * CELL_WIDTH + CELL_WIDTH // 2, 30, label, 10)
            for column, label in enumerate(columns)
        ),
        width=GRID_LEFT + len(columns) * CELL_WIDTH,
        height=GRID_TOP + len(rows) * CELL_HEIGHT + 2,
    )


def _heading(x: int, y: int, label: str, room: int) -> Heading:
    """The label in one line, or broken once at the word that goes past `room` letters."""
    first: list[str] = []
    words = label.split()
    while words and (not first or len(" ".join([*first, words[0]])) <= room):
        first.append(words.pop(0))
    lines = [" ".join(first), *([" ".join(words)] if words else [])]
    start = y - LINE_HEIGHT * (len(lines) - 1) // 2
    return Heading(
        x, y, tuple(Tick(str(start + LINE_HEIGHT * n), text) for n, text in enumerate(lines))
    )


def number(value: float) -> str:
    """As people write it: thousands apart, at most one decimal."""
    return short(float(value))
