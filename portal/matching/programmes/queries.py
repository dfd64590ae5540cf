"""What a programme publishes, and what its manager sees beside it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q
from django.utils import timezone

from portal.matching.choices import DesignationStatus, RunStatus
from portal.matching.designations import queries as designation_queries
from portal.matching.models import (
    ExemplarDesignation,
    Offer,
    Programme,
    ProgrammeReserve,
    Round,
    WeightsVersion,
)
from portal.matching.policies import is_historical
from portal.matching.programmes import policies as programme_policies
from portal.matching.scoring import weights
from portal.trusts.models import Trust


@dataclass(frozen=True)
class Criterion:
    """One thing that every exemplar is assessed against, whatever the programme."""

    title: str
    why: str


FIXED_CRITERIA = (
    Criterion(
        "A case study in the area",
        "Published here, so that a follower knows what it would take up.",
    ),
    Criterion(
        "A recurrent result that finance has signed",
        "The trust’s own finance team, or a higher check, signed the figure as it is shown. "
        "One-off savings never qualify: nobody can repeat them.",
    ),
    Criterion(
        "A live contact", "Somebody named on that case study who is still there and can answer."
    ),
)
TIE_RULE = (
    "Equal scores stand in the order of the trusts’ codes. In a round, needs of equal priority go "
    "by their score, then by the day they were asked, then by their number: never by chance."
)


@dataclass(frozen=True)
class Change:
    """One part whose share of the whole moved between two versions, in per cent."""

    label: str
    before: int
    after: int


@dataclass(frozen=True)
class VersionRow:
    """One version of the weights as it was published, with what it changed."""

    version: int
    at: datetime
    weakness: str
    note: str
    changes: list[Change]
    first: bool
    current: bool


@dataclass(frozen=True)
class RoundRow:
    """One round: planned, held, or past without having been sent."""

    round: Round
    sent: bool
    past: bool
    may_take_back: bool


@dataclass(frozen=True)
class Published:
    """Everything about its rules that a programme shows to anyone."""

    criteria: tuple[Criterion, ...]
    tie_rule: str
    reserves: list[ProgrammeReserve]
    versions: list[VersionRow]
    rounds: list[RoundRow]


def published(programme: Programme) -> Published:
    """The rules of a programme as its page shows them."""
    return Published(
        criteria=FIXED_CRITERIA,
        tie_rule=TIE_RULE,
        reserves=list(programme.reserves.all()),
        versions=versions_of(programme),
        rounds=rounds_of(programme),
    )


def reserves_of(offer: Offer) -> dict[str, int]:
    """The places of one offer that a trust type has first call on.

    The offer's own reserve for a type stands over the programme's. All together never go past
    the offer's places: its own come first, then the others by the name of the type.
    """
    own = {one.trust_type: one.places for one in offer.reserves.all()}
    shared = {one.trust_type: one.places for one in offer.designation.programme.reserves.all()}
    left, found = offer.places, {}
    for trust_type, places in [
        *sorted(own.items()),
        *sorted((kind, places) for kind, places in shared.items() if kind not in own),
    ]:
        kept = min(places, left)
        if kept:
            found[trust_type] = kept
            left -= kept
    return found


def versions_of(programme: Programme) -> list[VersionRow]:
    """The published weights, newest first, each with what it changed of the one before."""
    rows: list[VersionRow] = []
    before: WeightsVersion | None = None
    for version in programme.weights_history.order_by("version"):
        rows.insert(0, _version_row(version, before, current=programme.weights_version))
        before = version
    return rows


def _version_row(
    version: WeightsVersion, before: WeightsVersion | None, *, current: int
) -> VersionRow:
    return VersionRow(
        version=version.version,
        at=version.at,
        weakness=f"{version.weakness_weight.normalize():f}",
        note=version.note,
        changes=_changes(before.weights, version.weights) if before else [],
        first=before is None,
        current=version.version == current,
    )


def shares_of(chosen: dict[str, float]) -> dict[str, int]:
    """Each part's share of the whole, in per cent."""
    values = weights.of_programme(chosen)
    whole = sum(values.values())
    return {name: round(100 * value / whole) for name, value in values.items()}


def _changes(before: dict[str, float], after: dict[str, float]) -> list[Change]:
    was, now = shares_of(before), shares_of(after)
    return [
        Change(weights.STANDARD[name].label, was[name], now[name])
        for name in now
        if was[name] != now[name]
    ]


def rounds_of(programme: Programme) -> list[RoundRow]:
    """The rounds of a programme, newest first."""
    rounds = list(
        programme.rounds.annotate(sent=Count("runs", filter=Q(runs__status=RunStatus.SENT)))
    )
    today = timezone.localdate()
    last = max((one.number for one in rounds), default=0)
    return [
        RoundRow(
            round=one,
            sent=bool(one.sent),
            past=one.held_on < today,
            may_take_back=one.number == last and programme_policies.can_take_back_round(one),
        )
        for one in rounds
    ]


@dataclass(frozen=True)
class ProgrammeCard:
    """A programme in the manager's list: who waits, who helps, when the next round is."""

    programme: Programme
    waiting: int
    live: int
    is_history: bool


def cards() -> list[ProgrammeCard]:
    """All programmes with what waits in them: two queries."""
    waiting = Q(designations__status__in=[DesignationStatus.APPLIED, DesignationStatus.ASSESSED])
    rows = Programme.objects.annotate(waiting=Count("designations", filter=waiting))
    counted = designation_queries.of_programmes()
    return [ProgrammeCard(row, row.waiting, counted[row.pk], is_historical(row)) for row in rows]


@dataclass(frozen=True)
class ManagerPage:
    """One programme as its manager sees it."""

    programme: Programme
    may_change: bool
    published: Published
    reserves: list[tuple[str, int]]
    applications: list[ExemplarDesignation]
    standing: list[ExemplarDesignation]


def manager_page(programme: Programme) -> ManagerPage:
    """The manager's page of a programme."""
    found = list(programme.designations.select_related("trust").order_by("until", "trust__name"))
    waiting = (DesignationStatus.APPLIED, DesignationStatus.ASSESSED)
    standing = (DesignationStatus.DESIGNATED, DesignationStatus.PAUSED)
    shown = published(programme)
    return ManagerPage(
        programme=programme,
        may_change=programme_policies.can_change(programme),
        published=shown,
        reserves=[(str(Trust.Type(one.trust_type).label), one.places) for one in shown.reserves],
        applications=[one for one in found if one.status in waiting],
        standing=[one for one in found if one.status in standing],
    )
