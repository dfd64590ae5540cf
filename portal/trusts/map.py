"""A map of England as plain numbers: latitude and longitude to points of an SVG.

Pure. The projection is equirectangular, true to scale at 53° north. London has a frame of its
own, four times as large: a sixth of all trusts stand within twenty miles of each other there. The
outline is drawn by hand for this project, good for showing roughly where a trust is.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

Place = tuple[float, float]

NORTH_SEA: tuple[Place, ...] = (
    (-2.03, 55.81), (-1.98, 55.75), (-1.86, 55.65), (-1.78, 55.67), (-1.65, 55.58),
    (-1.62, 55.48), (-1.58, 55.39), (-1.57, 55.33), (-1.50, 55.18), (-1.46, 55.08),
    (-1.41, 55.02), (-1.36, 54.91), (-1.32, 54.83), (-1.23, 54.73), (-1.17, 54.70),
    (-1.20, 54.64), (-1.05, 54.62), (-0.97, 54.59), (-0.79, 54.56), (-0.60, 54.49),
    (-0.52, 54.42), (-0.44, 54.33), (-0.39, 54.28), (-0.28, 54.21), (-0.08, 54.12),
    (-0.19, 54.08), (-0.21, 54.00), (-0.16, 53.91), (-0.06, 53.80), (0.04, 53.73),
    (0.12, 53.63), (0.11, 53.58), (-0.02, 53.64), (-0.22, 53.71), (-0.33, 53.74),
    (-0.50, 53.71), (-0.68, 53.70), (-0.44, 53.69), (-0.25, 53.67), (-0.12, 53.61),
    (-0.02, 53.55), (0.15, 53.48), (0.26, 53.34), (0.34, 53.18), (0.34, 53.09),
    (0.20, 53.03), (0.08, 52.93), (0.06, 52.89), (0.18, 52.82), (0.36, 52.80),
    (0.44, 52.86), (0.49, 52.95), (0.64, 52.98), (0.85, 52.97), (0.98, 52.98),
    (1.21, 52.95), (1.30, 52.93), (1.54, 52.82), (1.69, 52.72), (1.74, 52.60),
    (1.76, 52.48), (1.68, 52.33), (1.62, 52.22), (1.60, 52.12), (1.55, 52.08),
    (1.42, 51.99), (1.33, 51.94), (1.22, 51.95), (1.29, 51.87), (1.16, 51.79),
    (0.98, 51.78), (0.88, 51.75), (0.94, 51.73), (0.95, 51.62), (0.82, 51.53),
)  # fmt: skip
SOUTH_COAST: tuple[Place, ...] = (
    (0.71, 51.535), (0.58, 51.51), (0.46, 51.49), (0.37, 51.45), (0.45, 51.47),
    (0.60, 51.48), (0.72, 51.46), (0.70, 51.42), (0.76, 51.44), (0.95, 51.37),
    (1.13, 51.375), (1.38, 51.39), (1.45, 51.37), (1.42, 51.33), (1.38, 51.27),
    (1.40, 51.20), (1.37, 51.14), (1.18, 51.08), (1.05, 51.05), (0.98, 50.91),
    (0.85, 50.92), (0.77, 50.93), (0.59, 50.85), (0.47, 50.83), (0.33, 50.78),
    (0.24, 50.735), (0.10, 50.77), (-0.14, 50.82), (-0.37, 50.81), (-0.54, 50.80),
    (-0.67, 50.78), (-0.79, 50.72), (-0.90, 50.77), (-1.03, 50.78), (-1.15, 50.78),
    (-1.27, 50.83), (-1.40, 50.90), (-1.33, 50.82), (-1.42, 50.77), (-1.55, 50.71),
    (-1.72, 50.73), (-1.88, 50.715), (-1.97, 50.69), (-2.02, 50.70), (-1.93, 50.64),
    (-1.95, 50.60), (-2.06, 50.58), (-2.25, 50.62), (-2.42, 50.63), (-2.43, 50.54),
    (-2.48, 50.57), (-2.63, 50.66), (-2.76, 50.71), (-2.93, 50.72), (-3.10, 50.69),
    (-3.24, 50.68), (-3.42, 50.61), (-3.48, 50.56), (-3.50, 50.50), (-3.53, 50.46),
    (-3.49, 50.40), (-3.58, 50.34), (-3.64, 50.22), (-3.74, 50.20), (-3.87, 50.25),
    (-3.95, 50.30), (-4.06, 50.30), (-4.14, 50.36), (-4.22, 50.31), (-4.36, 50.36),
    (-4.45, 50.35), (-4.64, 50.33), (-4.75, 50.31), (-4.80, 50.22), (-4.97, 50.20),
    (-5.05, 50.15), (-5.09, 50.02), (-5.20, 49.96), (-5.28, 50.04), (-5.40, 50.10),
    (-5.53, 50.12), (-5.56, 50.07), (-5.71, 50.06), (-5.71, 50.13),
)  # fmt: skip
SEVERN_AND_WALES: tuple[Place, ...] = (
    (-5.58, 50.20), (-5.45, 50.21), (-5.38, 50.25), (-5.22, 50.32), (-5.15, 50.40),
    (-5.05, 50.44), (-5.04, 50.54), (-4.91, 50.59), (-4.78, 50.66), (-4.64, 50.74),
    (-4.56, 50.83), (-4.56, 50.94), (-4.53, 51.02), (-4.37, 50.99), (-4.24, 51.04),
    (-4.22, 51.12), (-4.21, 51.19), (-4.11, 51.21), (-3.96, 51.22), (-3.79, 51.25),
    (-3.60, 51.23), (-3.45, 51.21), (-3.33, 51.19), (-3.13, 51.21), (-3.01, 51.21),
    (-3.02, 51.32), (-2.97, 51.38), (-2.87, 51.44), (-2.75, 51.50), (-2.65, 51.57),
    (-2.55, 51.65), (-2.44, 51.74), (-2.53, 51.73), (-2.67, 51.63), (-2.68, 51.75),
    (-2.65, 51.83), (-2.78, 51.89), (-2.95, 51.93), (-3.05, 51.99), (-3.13, 52.07),
    (-3.10, 52.20), (-2.99, 52.28), (-3.05, 52.34), (-3.22, 52.43), (-3.08, 52.47),
    (-3.13, 52.57), (-3.00, 52.70), (-3.09, 52.78), (-3.16, 52.86), (-3.05, 52.93),
    (-2.90, 52.95), (-2.73, 52.94), (-2.77, 52.99), (-2.88, 53.05), (-2.95, 53.17),
    (-3.06, 53.25), (-3.10, 53.30), (-3.20, 53.39), (-3.04, 53.44), (-2.98, 53.37),
    (-2.86, 53.31), (-2.74, 53.33), (-2.86, 53.34), (-2.98, 53.40),
)  # fmt: skip
IRISH_SEA_AND_SCOTLAND: tuple[Place, ...] = (
    (-3.05, 53.47), (-3.10, 53.55), (-3.02, 53.66), (-2.86, 53.73), (-2.98, 53.735),
    (-3.06, 53.80), (-3.05, 53.92), (-2.92, 53.94), (-2.87, 54.00), (-2.91, 54.04),
    (-2.84, 54.10), (-2.81, 54.20), (-2.93, 54.17), (-3.02, 54.20), (-3.08, 54.12),
    (-3.16, 54.08), (-3.25, 54.07), (-3.20, 54.18), (-3.23, 54.24), (-3.30, 54.19),
    (-3.41, 54.33), (-3.50, 54.42), (-3.63, 54.51), (-3.60, 54.56), (-3.57, 54.65),
    (-3.50, 54.72), (-3.42, 54.83), (-3.37, 54.91), (-3.21, 54.95), (-3.04, 54.97),
    (-3.06, 55.03), (-2.94, 55.07), (-2.83, 55.13), (-2.69, 55.20), (-2.62, 55.27),
    (-2.48, 55.35), (-2.34, 55.37), (-2.22, 55.43), (-2.18, 55.47), (-2.23, 55.52),
    (-2.24, 55.59), (-2.34, 55.63), (-2.22, 55.66), (-2.15, 55.72), (-2.08, 55.78),
)  # fmt: skip
MAINLAND = NORTH_SEA + SOUTH_COAST + SEVERN_AND_WALES + IRISH_SEA_AND_SCOTLAND
ISLE_OF_WIGHT: tuple[Place, ...] = (
    (-1.58, 50.665), (-1.50, 50.70), (-1.40, 50.725), (-1.30, 50.765), (-1.16, 50.74),
    (-1.08, 50.69), (-1.16, 50.65), (-1.20, 50.595), (-1.30, 50.575), (-1.43, 50.62),
)  # fmt: skip
SHAPES = (MAINLAND, ISLE_OF_WIGHT)
# Where a region's name stands clear of most trusts.
REGION_NAMES: tuple[tuple[str, Place], ...] = (
    ("North East and Yorkshire", (0.62, 54.75)),
    ("North West", (-4.15, 54.05)),
    ("Midlands", (-3.75, 52.62)),
    ("East of England", (1.3, 53.2)),
    ("South East", (0.35, 50.52)),
    ("South West", (-4.6, 51.45)),
)


EAST_TO_NORTH = math.cos(math.radians(53.0))
STEPS_APART = 12
# Marks by trust type, centred on 0,0, of about equal area: shape and colour both tell the type.
MARKS: dict[str, str] = {
    "acute": "M-4.4 0a4.4 4.4 0 1 0 8.8 0a4.4 4.4 0 1 0-8.8 0z",
    "acute-specialist": "M0-5.4 4.8-2.6V2.8L0 5.6-4.8 2.8V-2.6z",
    "mental-health": "M0-5.8 5.8 0 0 5.8-5.8 0z",
    "community": "M-4.1-4.1H4.1V4.1H-4.1z",
    "ambulance": "M0-5.6 5.6 4.4H-5.6z",
    "care-trust": "M0 5.6 5.6-4.4H-5.6z",
    "combined": "M-1.8-5.2H1.8V-1.8H5.2V1.8H1.8V5.2H-1.8V1.8H-5.2V-1.8H-1.8z",
    "": "M-3.2 0a3.2 3.2 0 1 0 6.4 0a3.2 3.2 0 1 0-6.4 0z",
}


@dataclass(frozen=True)
class Frame:
    """A window on England. `scale`: SVG units to a degree of latitude."""

    west: float
    north: float
    east: float
    south: float
    scale: float

    @property
    def width(self) -> float:
        return round((self.east - self.west) * EAST_TO_NORTH * self.scale, 1)

    @property
    def height(self) -> float:
        return round((self.north - self.south) * self.scale, 1)

    def holds(self, latitude: float, longitude: float) -> bool:
        """True if the place lies within the window."""
        return self.south <= latitude <= self.north and self.west <= longitude <= self.east

    def point(self, latitude: float, longitude: float) -> tuple[float, float]:
        """Where the place stands, from the upper left corner."""
        return (
            round((longitude - self.west) * EAST_TO_NORTH * self.scale, 1),
            round((self.north - latitude) * self.scale, 1),
        )


ENGLAND = Frame(west=-5.95, north=55.95, east=2.0, south=49.8, scale=100)
LONDON = Frame(west=-0.52, north=51.70, east=0.30, south=51.33, scale=620)


@dataclass(frozen=True)
class Mark:
    """One trust on the map."""

    ods_code: str
    name: str
    type: str
    type_label: str
    illustrative: bool
    x: float
    y: float
    shape: str
    url: str = ""
    note: str = ""
    count: int | None = None


@dataclass(frozen=True)
class Pin:
    """A trust to put on the map; the coordinates may not be known.

    `url` is where its mark leads, `note` what is said of it beside its name and type,
    `count` how many records its link opens, if it opens records.
    """

    ods_code: str
    name: str
    type: str
    type_label: str
    illustrative: bool
    latitude: float | None
    longitude: float | None
    url: str = ""
    note: str = ""
    count: int | None = None


@dataclass(frozen=True)
class Map:
    """What a template draws. `missing`: how many trusts have no known place."""

    england: Sequence[Mark]
    london: Sequence[Mark]
    missing: int


@dataclass(frozen=True)
class LegendEntry:
    """A type of trust, how it is drawn, and how many marks it has."""

    type: str
    label: str
    shape: str
    number: int


@dataclass(frozen=True)
class MapShown:
    """Everything that the template of a map needs."""

    map: Map
    legend: list[LegendEntry]
    illustrative: int
    outline: str
    regions: list[tuple[str, float, float]]
    england: Frame
    london: Frame
    london_box: tuple[float, float, float, float]


def shown(pins: Map) -> MapShown:
    """A map with the land it stands on and its legend."""
    marks = [*pins.england, *pins.london]
    numbers = Counter(mark.type for mark in marks)
    labels = {mark.type: mark.type_label for mark in marks}
    legend = [
        LegendEntry(kind, labels[kind], shape, numbers[kind])
        for kind, shape in MARKS.items()
        if numbers[kind]
    ]
    invented = sum(mark.illustrative for mark in marks)
    regions, box = region_labels(), london_box()
    return MapShown(pins, legend, invented, outline(), regions, ENGLAND, LONDON, box)


def outline(frame: Frame = ENGLAND) -> str:
    """The coast and borders as the `d` of one SVG path."""
    return " ".join(_path(shape, frame) for shape in SHAPES)


def _path(shape: Sequence[Place], frame: Frame) -> str:
    points = [frame.point(latitude, longitude) for longitude, latitude in shape]
    return "M" + "L".join(f"{x:g} {y:g}" for x, y in points) + "z"


def region_labels() -> list[tuple[str, float, float]]:
    """The names of the regions and where they stand."""
    return [(name, *ENGLAND.point(north, east)) for name, (east, north) in REGION_NAMES]


def london_box() -> tuple[float, float, float, float]:
    """x, y, width and height of London's frame on the map of England."""
    left, top = ENGLAND.point(LONDON.north, LONDON.west)
    right, bottom = ENGLAND.point(LONDON.south, LONDON.east)
    return left, top, round(right - left, 1), round(bottom - top, 1)


def draw(pins: Iterable[Pin]) -> Map:
    """Every trust with a place once, on the map of England or in London's frame."""
    inside: list[tuple[Pin, tuple[float, float]]] = []
    outside: list[tuple[Pin, tuple[float, float]]] = []
    missing = 0
    for pin in pins:
        if pin.latitude is None or pin.longitude is None:
            missing += 1
        elif LONDON.holds(pin.latitude, pin.longitude):
            inside.append((pin, LONDON.point(pin.latitude, pin.longitude)))
        else:
            outside.append((pin, ENGLAND.point(pin.latitude, pin.longitude)))
    return Map(_marks(outside, 8.5), _marks(inside, 12.0), missing)


def _marks(placed: list[tuple[Pin, tuple[float, float]]], apart: float) -> list[Mark]:
    points = spread([point for _, point in placed], apart=apart)
    return [
        Mark(
            pin.ods_code,
            pin.name,
            pin.type,
            pin.type_label,
            pin.illustrative,
            x,
            y,
            MARKS.get(pin.type, MARKS[""]),
            pin.url,
            pin.note,
            pin.count,
        )
        for (pin, _), (x, y) in zip(placed, points, strict=True)
    ]


def spread(points: Sequence[tuple[float, float]], *, apart: float) -> list[tuple[float, float]]:
    """The points moved a little, so that those on top of each other can be told apart.

    Deterministic; points already `apart` stay where they are.
    """
    moved = [list(point) for point in points]
    for _ in range(STEPS_APART):
        cells: dict[tuple[int, int], list[int]] = defaultdict(list)
        for index, (x, y) in enumerate(moved):
            cells[int(x // apart), int(y // apart)].append(index)
        pushed = False
        for (column, row), members in list(cells.items()):
            near = [
                other
                for across in (-1, 0, 1)
                for down in (-1, 0, 1)
                for other in cells.get((column + across, row + down), ())
            ]
            for one in members:
                for other in near:
                    if one < other:
                        pushed |= _push(moved[one], moved[other], apart, turn=one)
        if not pushed:
            break
    return [(round(x, 1), round(y, 1)) for x, y in moved]


def _push(one: list[float], other: list[float], apart: float, *, turn: int) -> bool:
    across, down = other[0] - one[0], other[1] - one[1]
    distance = math.hypot(across, down)
    if distance >= apart - 0.05:
        return False
    if distance < 1e-6:
        # The same place: any direction will do, as long as it is the same one each time.
        across, down, distance = math.cos(turn * 2.4), math.sin(turn * 2.4), 1.0
        step = apart / 2
    else:
        step = (apart - distance) / 2
    for point, sign in ((one, -1), (other, 1)):
        point[0] += sign * step * across / distance
        point[1] += sign * step * down / distance
    return True
