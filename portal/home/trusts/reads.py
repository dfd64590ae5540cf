"""What the register's pages read."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import FloatField, Q, TextChoices
from django.db.models.functions import Cast, Upper
from django.urls import reverse

from portal.trusts import facts
from portal.trusts.likeness import national
from portal.trusts.map import Map, Pin, draw
from portal.trusts.models import Trust, TrustFigure, TrustQuerySet
from portal.trusts.reads import (
    Fact,
    Likeness,
    Neighbour,
    NotInPeerFinder,
    distance_miles,
    likeness_between,
    similar_trusts,
    starting_position,
)

TYPE_NOT_KNOWN = "not-known"
SHOWN_AT_ONCE = 5


class Status(TextChoices):
    OPEN = "open", "Open trusts"
    CLOSED = "closed", "Closed trusts"
    ALL = "all", "Open and closed"


class Population(TextChoices):
    ALL = "all", "Real and illustrative"
    REAL = "real", "Real trusts only"
    ILLUSTRATIVE = "illustrative", "Illustrative trusts only"


@dataclass(frozen=True)
class Filters:
    """What a reader asks of the register."""

    words: tuple[str, ...] = ()
    type: str = ""
    region: str = ""
    icb: str = ""
    status: Status = Status.OPEN
    population: Population = Population.ALL


def boards() -> list[tuple[str, str]]:
    """The integrated care boards in the register, by name."""
    found = Trust.objects.exclude(icb_code="").values_list("icb_code", "icb").distinct()
    return sorted(dict(found.order_by()).items(), key=lambda board: board[1])


def has_illustrative() -> bool:
    """True while the register holds invented trusts."""
    return Trust.objects.illustrative().exists()


def trusts(filters: Filters) -> TrustQuerySet:
    """The trusts that pass every filter, by name; each word may stand in any of the names."""
    found = Trust.objects.all()
    for word in filters.words:
        former = TrustFigure.objects.filter(measure="former_name", text__icontains=word)
        found = found.filter(
            Q(name__icontains=word)
            | Q(ods_code__iexact=word)
            | Q(town__icontains=word)
            | Q(postcode__istartswith=word)
            | Q(pk__in=former.values("trust"))
        )
    if filters.type:
        found = found.filter(type="" if filters.type == TYPE_NOT_KNOWN else filters.type)
    if filters.region:
        found = found.filter(region=filters.region)
    if filters.icb:
        found = found.filter(icb_code=filters.icb)
    if filters.status != Status.ALL:
        found = found.filter(closed__isnull=filters.status == Status.OPEN)
    if filters.population != Population.ALL:
        found = found.filter(illustrative=filters.population == Population.ILLUSTRATIVE)
    return found.order_by("illustrative", Upper("name"), "ods_code")


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


@dataclass(frozen=True)
class History:
    """Where a trust comes from and what became of it."""

    former_name: str
    predecessors: list[Trust]
    successors: list[Trust]
    left_out: bool


def history_of(trust: Trust) -> History:
    """The trust's names and neighbours in time."""
    return History(
        former_name=facts.former_name(trust),
        predecessors=list(trust.predecessors.order_by("closed", "name")),
        successors=list(trust.successors.order_by("name")),
        left_out=facts.left_out_of_a_later_list(trust),
    )


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

    @property
    def similarity(self) -> int:
        """From 0 to 100; 0 where the likeness is not known."""
        return round(100 * self.likeness.similarity) if self.likeness else 0


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
