"""What the register's pages read."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import FloatField
from django.db.models.functions import Cast
from django.urls import reverse

from portal.trusts.likeness import national
from portal.trusts.likeness.queries import (
    Fact,
    Likeness,
    Neighbour,
    NotInPeerFinder,
    distance_miles,
    likeness_between,
    similar_trusts,
    starting_position,
)
from portal.trusts.map import Map, Pin, draw
from portal.trusts.models import Trust
from portal.trusts.queries import Filters, trusts

SHOWN_AT_ONCE = 5


@dataclass(frozen=True)
class Found:
    """How many trusts pass the filters: the two populations are never added up."""

    real: int
    illustrative: int
    map: Map


def found(filters: Filters) -> Found:
    """The counts and the map of every trust that passes, in one query."""
    labels = dict(Trust.Type.choices)
    pins = [
        Pin(
            code,
            name,
            kind,
            labels.get(kind, "Type not known"),
            invented,
            north,
            east,
            url=reverse("home:trust", args=[code]),
        )
        for code, name, kind, invented, north, east in trusts(filters).values_list(
            "ods_code",
            "name",
            "type",
            "illustrative",
            Cast("latitude", FloatField()),
            Cast("longitude", FloatField()),
        )
    ]
    illustrative = sum(pin.illustrative for pin in pins)
    return Found(len(pins) - illustrative, illustrative, draw(pins))


def facts_of(trust: Trust) -> list[Fact]:
    """The facts a reader judges a trust by, latest first known."""
    return starting_position(trust, year=None)


@dataclass(frozen=True)
class Peers:
    """Trusts like this one by both methods; `national` is None for one outside 2018/19."""

    ours: list[Neighbour]
    national: list[Neighbour] | None
    year: str = national.YEAR

    @property
    def first(self) -> list[Neighbour]:
        return self.ours[:SHOWN_AT_ONCE]

    @property
    def more(self) -> list[Neighbour]:
        return self.ours[SHOWN_AT_ONCE:]


def peers_of(trust: Trust) -> Peers:
    """The ten nearest by each method."""
    try:
        by_national = similar_trusts(trust, method="national")
    except NotInPeerFinder:
        by_national = None
    return Peers(ours=similar_trusts(trust), national=by_national)


@dataclass(frozen=True)
class Beside:
    """A trust beside the one that the reader acts for."""

    name: str
    likeness: Likeness | None
    miles: int | None


def beside(trust: Trust, mine: Trust | None) -> Beside | None:
    """How this trust compares with the reader's own; None for the same, or for mixed kinds."""
    if mine is None or mine == trust or mine.illustrative != trust.illustrative:
        return None
    miles = distance_miles(mine, trust)
    return Beside(
        name=mine.name,
        likeness=likeness_between(mine, trust),
        miles=None if miles is None else round(miles),
    )
