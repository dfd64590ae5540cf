"""A map of England as plain numbers: latitude and longitude to points of an SVG.

Pure. The projection is equirectangular, true to scale at 53° north. London has a frame of its
own, four times as large: a sixth of all trusts stand within twenty miles of each other there.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from portal.trusts.england import REGION_NAMES, SHAPES, Place

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
