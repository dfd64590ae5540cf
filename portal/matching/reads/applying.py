"""What an applicant and the broker see of a designation: the proof, area by area."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from casestudies.models import EfficiencyArea
from portal.accounts.models import User
from portal.accounts.permissions import trust_ids_of
from portal.matching import (
    assessments,
    designation_rules,
    designation_terms,
    permissions,
    places,
    policies,
    terms_of_office,
)
from portal.matching.assessments import Line
from portal.matching.choices import DesignationStatus
from portal.matching.models import (
    Assessment,
    DesignationVeto,
    ExemplarDesignation,
    Programme,
)
from portal.matching.programmes.permissions import can_veto
from portal.matching.reads.helping import OfferRow, designations_of, offer_rows
from portal.matching.terms_of_office import Finding
from portal.trusts.models import Trust

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
    rules = designation_rules
    is_history = policies.is_historical(designation.programme)
    assessed = assessed_of(designation)
    waits = designation.status == DesignationStatus.ASSESSED
    return DesignationPage(
        designation=designation,
        checks=checks(designation),
        own_criteria=assessments.own_criteria(designation.programme),
        assessed=assessed,
        needs_reason=waits and assessed is not None and assessed.unmet > 0,
        hours_given=places.hours_given(designation, day=today),
        hours_left=places.hours_left(designation, day=today),
        may_assess=broker and rules.can_assess(designation),
        may_designate=broker and rules.can_designate(designation),
        may_pause=rules.can_pause(designation),
        may_end=rules.can_end(designation),
        may_edit=rules.can_end(designation) and not is_history,
        may_renew=broker and designation_terms.can_renew(designation),
        next_until=None if is_history else designation_terms.next_until(designation),
        may_veto=can_veto(user, designation)
        and designation.status != DesignationStatus.ENDED
        and not is_history,
        vetoes=list(designation.vetoes.select_related("trust")),
        is_history=is_history,
    )


def assessed_of(designation: ExemplarDesignation) -> Assessed | None:
    """The record of its assessment, in the words of that day; None where there is none."""
    record = assessments.of(designation)
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
    short = set(designation_rules.areas_without_proof(designation.trust, areas))
    found = terms_of_office.findings(designation, areas)
    return [Check(row, row.offer.area not in short, found[row.offer.area_id]) for row in rows]


def proven_areas(trust: Trust) -> list[EfficiencyArea]:
    """The areas in which the trust could be designated today."""
    areas = list(EfficiencyArea.objects.all())
    short = set(designation_rules.areas_without_proof(trust, areas))
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
