"""Exemplars with their offers and places left, and what is seen of an application."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import Count, Prefetch, Q, QuerySet
from django.utils import timezone

from casestudies.choices import HelpKind
from casestudies.models import EfficiencyArea
from portal.accounts.models import User
from portal.accounts.permissions import trust_ids_of
from portal.matching import capacity, permissions, policies, proof
from portal.matching.choices import DesignationStatus
from portal.matching.designations import assessments, terms
from portal.matching.designations import policies as designation_policies
from portal.matching.designations.assessments import Line
from portal.matching.designations.policies import Finding
from portal.matching.models import (
    Assessment,
    DesignationVeto,
    ExemplarDesignation,
    Offer,
    Programme,
    live_on,
)
from portal.matching.requests import form_queries
from portal.matching.requests.form_queries import ReplyTime
from portal.matching.scoring.formula import area_fit
from portal.matching.scoring.weights import STANDARD, of_programme
from portal.trusts.models import Trust

# Whoever was an exemplar once, however it ended.
BEEN_EXEMPLAR = (
    DesignationStatus.DESIGNATED,
    DesignationStatus.PAUSED,
    DesignationStatus.ENDED,
)


def of_programmes() -> dict[int, int]:
    """The number of each programme, by its id. One query.

    A programme that runs has the exemplars that are designated today: paused ones and those
    whose term is over do not help now. A past one has all that it ever had.
    """
    today = timezone.localdate()
    live = live_on(today, prefix="designations__")
    been = Q(designations__status__in=BEEN_EXEMPLAR)
    rows = Programme.objects.order_by("pk").annotate(
        live=Count("designations", filter=live, distinct=True),
        been=Count("designations", filter=been, distinct=True),
    )
    return {
        pk: been if ends is not None and ends < today else live
        for pk, ends, live, been in rows.values_list("pk", "ends", "live", "been")
    }


def count_exemplars(programme: Programme) -> int:
    """The number of one programme."""
    return of_programmes()[programme.pk]


@dataclass(frozen=True)
class OfferRow:
    """One offer as it is shown: `left` places of `places`.

    `nearness` is how near its area is to the one that was chosen, as matching scores it: 1 for
    the same, nought for another tree. `beside` says so in words where it is not the same;
    `inside` is False for an area above or beside it.
    """

    offer: Offer
    left: int
    places: int
    kinds: list[str]
    nearness: float = 1.0
    beside: str = ""
    inside: bool = True


@dataclass(frozen=True)
class ExemplarRow:
    """One exemplar with the offers that fit what was asked for."""

    designation: ExemplarDesignation
    offers: list[OfferRow]
    reply_time: ReplyTime | None = None

    @property
    def left(self) -> int:
        """Places left in all, within the exemplar's ceiling."""
        return min([self.designation.ceiling, sum(row.left for row in self.offers)])

    @property
    def is_inside(self) -> bool:
        """True if it offers help in the chosen area or one below it; always without an area."""
        return any(row.inside for row in self.offers)


def designations() -> QuerySet[ExemplarDesignation]:
    """Designations with their trust, programme and offers."""
    offers = Offer.objects.select_related("area", "designation").order_by("area__name")
    return ExemplarDesignation.objects.select_related("trust", "programme").prefetch_related(
        Prefetch("offers", queryset=offers)
    )


def live_exemplars(chosen: dict[str, Any]) -> list[ExemplarRow]:
    """Designated exemplars with an offer that fits, those with most places left first.

    A chosen area brings in what matching would suggest for it: first the offers in the area and
    below it, then those above and beside it in the same tree. A fixed number of queries.
    """
    rows = designations().filter(live_on(timezone.localdate()))
    if chosen.get("trust_type"):
        rows = rows.filter(trust__type=chosen["trust_type"])
    if chosen.get("region"):
        rows = rows.filter(trust__region=chosen["region"])
    live = list(rows.order_by("trust__name", "pk"))
    counted = capacity.taken_by_offer(
        offers=[offer for designation in live for offer in designation.offers.all()]
    )
    near = _Nearness(chosen["area"]) if chosen.get("area") else None
    found = []
    for designation in live:
        offers = [_offer_row(offer, counted[offer.pk]) for offer in designation.offers.all()]
        if near is not None:
            offers = sorted(map(near.of, offers), key=lambda row: -row.nearness)
        fitting = [row for row in offers if _fits(row, chosen)]
        if fitting:
            found.append(ExemplarRow(designation, fitting))
    return sorted(found, key=lambda row: (not row.is_inside, -row.left, row.designation.trust.name))


def with_reply_times(rows: Iterable[ExemplarRow]) -> list[ExemplarRow]:
    """The same, each with its team's usual reply time where that is known. One query."""
    shown = list(rows)
    usual = form_queries.usual_reply_time(row.designation.trust_id for row in shown)
    return [replace(row, reply_time=usual[row.designation.trust_id]) for row in shown]


def offer_rows(designation: ExemplarDesignation) -> list[OfferRow]:
    """The offers of one exemplar with their places."""
    offers = list(designation.offers.all())
    counted = capacity.taken_by_offer(offers=offers)
    return [_offer_row(offer, counted[offer.pk]) for offer in offers]


class _Nearness:
    """How offers stand to one area, by the rule that matching scores them with. One query."""

    def __init__(self, slug: str) -> None:
        rows = EfficiencyArea.objects.values_list("pk", "parent", "slug", "name")
        self.areas = {pk: (parent, own, name) for pk, parent, own, name in rows}
        self.chosen = next((pk for pk, row in self.areas.items() if row[1] == slug), None)

    def of(self, row: OfferRow) -> OfferRow:
        if self.chosen is None:
            return replace(row, nearness=0.0)
        wanted, offered = self._path(self.chosen), self._path(row.offer.area_id)
        fit, name = area_fit(wanted, offered), self.areas[self.chosen][2]
        if offered[: len(wanted)] == wanted:
            beside = "" if offered == wanted else f"a part of {name}"
            return replace(row, nearness=fit, beside=beside)
        is_above = wanted[: len(offered)] == offered
        beside = f"the area above {name}" if is_above else f"an area beside {name}"
        return replace(row, nearness=fit, beside=beside, inside=False)

    def _path(self, pk: int) -> tuple[str, ...]:
        path: list[str] = []
        at: int | None = pk
        while at is not None:
            at, slug, _ = self.areas[at]
            path.insert(0, slug)
        return tuple(path)


def _offer_row(offer: Offer, counted: capacity.Places) -> OfferRow:
    kinds = [str(HelpKind(kind).label) for kind in offer.help_offered]
    return OfferRow(offer, counted.left, counted.places, kinds)


def _fits(row: OfferRow, chosen: dict[str, Any]) -> bool:
    if row.nearness <= 0:
        return False
    # An offer that names no kinds of help is open to all of them.
    kind, kinds = chosen.get("help"), row.offer.help_offered
    if kind and kinds and kind not in kinds:
        return False
    return not chosen.get("places") or row.left > 0


@dataclass(frozen=True)
class ProgrammeRow:
    """A programme in a list, with how many exemplars it has or had."""

    programme: Programme
    exemplars: int
    is_history: bool


def programmes() -> list[ProgrammeRow]:
    """All programmes, newest first."""
    counted = of_programmes()
    return [
        ProgrammeRow(row, counted[row.pk], policies.is_historical(row))
        for row in Programme.objects.all()
    ]


@dataclass(frozen=True)
class WeightRow:
    """One published weight: its share of the whole in per cent, and why it counts."""

    label: str
    percent: int
    why: str
    changed: bool


def weights_of(programme: Programme) -> list[WeightRow]:
    """The published weights of a programme, the heaviest first."""
    chosen = of_programme(programme.weights)
    whole = sum(chosen.values())
    rows = [
        WeightRow(
            STANDARD[name].label,
            round(100 * value / whole),
            STANDARD[name].why,
            abs(value - STANDARD[name].value) > 1e-9,
        )
        for name, value in chosen.items()
    ]
    return sorted(rows, key=lambda row: (-row.percent, row.label))


def exemplars_of(programme: Programme) -> list[ExemplarDesignation]:
    """Every exemplar the programme has or had; applications are not public."""
    been = BEEN_EXEMPLAR
    rows = designations().filter(programme=programme, status__in=been)
    return list(rows.order_by("group", "trust__name"))


def applications_of(programme: Programme) -> list[ExemplarDesignation]:
    """Trusts that applied and wait for the broker."""
    waiting = [DesignationStatus.APPLIED, DesignationStatus.ASSESSED]
    return list(designations().filter(programme=programme, status__in=waiting))


def designations_of(trust_ids: set[int] | frozenset[int]) -> list[ExemplarDesignation]:
    """Every designation of these trusts, whatever its state."""
    return list(designations().filter(trust__in=trust_ids).order_by("programme", "trust__name"))


NO_PROOF = (
    "A published case study in this area is needed, with a recurrent saving signed by finance "
    "and a contact who is still there. One-off savings do not count."
)


@dataclass(frozen=True)
class Check:
    """Whether one offered area has the proof that designation needs, criterion by criterion."""

    row: OfferRow
    proven: bool
    findings: list[Finding]


@dataclass(frozen=True)
class Assessed:
    """What an assessment found: area by area, then on the programme's own criteria."""

    record: Assessment
    areas: list[tuple[str, list[Line]]]
    own: list[Line]

    @property
    def unmet(self) -> int:
        """How many of the programme's own criteria were not met."""
        return sum(line.is_unmet for line in self.own)


@dataclass(frozen=True)
class DesignationPage:
    """A designation as its authors and the broker see it. The `may_` flags say what can be done."""

    designation: ExemplarDesignation
    checks: list[Check]
    own_criteria: list[str]
    assessed: Assessed | None
    needs_reason: bool
    hours_given: Decimal
    hours_left: Decimal | None
    may_assess: bool
    may_designate: bool
    may_pause: bool
    may_end: bool
    may_edit: bool
    may_renew: bool
    next_until: date | None
    may_veto: bool
    vetoes: list[DesignationVeto]
    is_history: bool


def page_of(designation: ExemplarDesignation, user: User) -> DesignationPage:
    """The page of a designation for a person who may manage it."""
    broker = permissions.can_assess(user)
    today: date = timezone.localdate()
    rules = designation_policies
    is_history = policies.is_historical(designation.programme)
    assessed = assessed_of(designation)
    waits = designation.status == DesignationStatus.ASSESSED
    return DesignationPage(
        designation=designation,
        checks=checks(designation),
        own_criteria=assessments.own_criteria(designation.programme),
        assessed=assessed,
        needs_reason=waits and assessed is not None and assessed.unmet > 0,
        hours_given=capacity.hours_given(designation, day=today),
        hours_left=capacity.hours_left(designation, day=today),
        may_assess=broker and rules.can_assess(designation),
        may_designate=broker and rules.can_designate(designation),
        may_pause=rules.can_pause(designation),
        may_end=rules.can_end(designation),
        may_edit=rules.can_end(designation) and not is_history,
        may_renew=broker and terms.can_renew(designation),
        next_until=None if is_history else terms.next_until(designation),
        may_veto=designation_policies.can_veto(user, designation)
        and designation.status != DesignationStatus.ENDED
        and not is_history,
        vetoes=list(designation.vetoes.select_related("trust")),
        is_history=is_history,
    )


def assessed_of(designation: ExemplarDesignation) -> Assessed | None:
    """The record of its assessment, in the words of that day; None where there is none."""
    record = assessments.assessment_of(designation)
    if record is None:
        return None
    areas: dict[str, list[Line]] = {}
    for line in assessments.lines(record):
        areas.setdefault(line.area, []).append(line)
    own = areas.pop("", [])
    return Assessed(record, list(areas.items()), own)


def checks(designation: ExemplarDesignation) -> list[Check]:
    """Each offer, and whether the trust has proved itself in its area."""
    rows = offer_rows(designation)
    areas = [row.offer.area for row in rows]
    short = set(proof.areas_without_proof(designation.trust, areas))
    found = designation_policies.findings(designation, areas)
    return [Check(row, row.offer.area not in short, found[row.offer.area_id]) for row in rows]


def proven_areas(trust: Trust) -> list[EfficiencyArea]:
    """The areas in which the trust could be designated today."""
    areas = list(EfficiencyArea.objects.all())
    short = set(proof.areas_without_proof(trust, areas))
    return [area for area in areas if area not in short]


def trusts_to_put_forward(user: User | AnonymousUser) -> Any:
    """The trusts whose author this person is."""
    ids = trust_ids_of(user)
    trusts = Trust.objects.open().filter(pk__in=ids)
    allowed = [trust.pk for trust in trusts if permissions.can_apply(user, trust)]
    return trusts.filter(pk__in=allowed)


def open_programmes(trusts: Any) -> Any:
    """Programmes that run, for the population of these trusts."""
    populations = {trust.illustrative for trust in trusts}
    running = [
        programme.pk
        for programme in Programme.objects.filter(illustrative__in=populations)
        if policies.can_run(programme)
    ]
    return Programme.objects.filter(pk__in=running)


def standing_of(user: User) -> list[ExemplarDesignation]:
    """The designations of this person's trusts."""
    return designations_of(trust_ids_of(user))
