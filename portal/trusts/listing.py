"""The register as a list that can be narrowed, and where a trust comes from."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q, TextChoices
from django.db.models.functions import Upper

from portal.trusts import facts
from portal.trusts.models import Trust, TrustFigure, TrustQuerySet

TYPE_NOT_KNOWN = "not-known"


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
