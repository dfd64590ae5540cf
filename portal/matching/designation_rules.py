"""State rules of designations: `check_x` raises a sentence; `can_x` answers, where a page asks."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.core.exceptions import ValidationError
from django.utils import timezone

from casestudies.areas import AreaTree
from casestudies.choices import AdoptionStatus
from casestudies.models import EfficiencyArea
from portal.matching import proof
from portal.matching.choices import DesignationStatus, MatchStatus
from portal.matching.models import ExemplarDesignation, Match, Programme
from portal.matching.policies import allowed, areas_of, check_programme_runs, is_historical
from portal.text.dates import day_in_words
from portal.trusts.models import Trust

KEPT_UP = (AdoptionStatus.SUSTAINED, AdoptionStatus.ADAPTED)


def check_apply(programme: Programme, trust: Trust, areas: Iterable[EfficiencyArea]) -> None:
    check_programme_runs(programme)
    if programme.illustrative != trust.illustrative:
        raise ValidationError({"programme": "Illustrative and real trusts are not mixed."})
    if trust.why_not_open:
        raise ValidationError({"trust": trust.why_not_open})
    if ExemplarDesignation.objects.filter(programme=programme, trust=trust).exists():
        raise ValidationError({"programme": f"{trust} has applied to {programme} already."})
    _check_areas(programme, list(areas))


def check_put_forward(match: Match) -> None:
    """Only who has finished, and keeps up what it took up, is put forward."""
    if match.status != MatchStatus.COMPLETED:
        raise ValidationError("Finish the work first, and record what came of it.")
    adoption = match.adoption
    if adoption is None or adoption.confirmed_at is None or adoption.status not in KEPT_UP:
        raise ValidationError("Only a trust that keeps up what it took up can be put forward.")


def can_put_forward(match: Match) -> bool:
    return allowed(check_put_forward, match)


def check_assess(designation: ExemplarDesignation) -> None:
    if designation.status != DesignationStatus.APPLIED:
        raise ValidationError("Only an application is assessed.")


def can_assess(designation: ExemplarDesignation) -> bool:
    return allowed(check_assess, designation)


def check_designate(designation: ExemplarDesignation) -> None:
    """Assessed or paused, with proof in every area; a programme of the past needs none."""
    if designation.status == DesignationStatus.APPLIED:
        raise ValidationError("Assess the application first.")
    if designation.status not in (DesignationStatus.ASSESSED, DesignationStatus.PAUSED):
        raise ValidationError(f"This designation is {designation.get_status_display().lower()}.")
    areas = [offer.area for offer in designation.offers.select_related("area")]
    if not areas:
        raise ValidationError("Say in which area it offers help.")
    check_proof(designation, areas)


def can_designate(designation: ExemplarDesignation) -> bool:
    return allowed(check_designate, designation)


def check_proof(designation: ExemplarDesignation, areas: list[EfficiencyArea]) -> None:
    """Raise ValidationError naming each area in which the trust has not proved itself."""
    if is_historical(designation.programme):
        return
    short = areas_without_proof(designation.trust, areas)
    if short:
        names = ", ".join(area.name for area in short)
        raise ValidationError(
            f"{names}: {designation.trust} needs a published case study there with a recurrent "
            "saving signed by finance and a contact who is still there."
        )


def areas_without_proof(trust: Trust, areas: list[EfficiencyArea]) -> list[EfficiencyArea]:
    """The areas in which no live case study of the trust can carry a designation."""
    tree = AreaTree()
    qualified = [one for one in proof.published_by([trust.pk]) if one.qualifies]
    return [
        area
        for area in areas
        if not any(one.area_ids & tree.ids_within(area.pk) for one in qualified)
    ]


def check_pause(designation: ExemplarDesignation, until: date | None = None) -> None:
    """Now, or until a day to come that still lies in its term."""
    if designation.status != DesignationStatus.DESIGNATED:
        raise ValidationError("Only a designated exemplar can pause.")
    if until is not None and until <= timezone.localdate():
        raise ValidationError({"until": "Enter a day that is to come."})
    if until is not None and designation.until is not None and until >= designation.until:
        raise ValidationError({"until": f"Its term ends on {day_in_words(designation.until)}."})


def can_pause(designation: ExemplarDesignation, until: date | None = None) -> bool:
    return allowed(check_pause, designation, until)


def check_end(designation: ExemplarDesignation) -> None:
    if designation.status == DesignationStatus.ENDED:
        raise ValidationError("This designation has ended already.")


def can_end(designation: ExemplarDesignation) -> bool:
    return allowed(check_end, designation)


def check_edit(designation: ExemplarDesignation, areas: list[EfficiencyArea]) -> None:
    check_end(designation)
    _check_areas(designation.programme, areas)
    if designation.status == DesignationStatus.DESIGNATED:
        held = set(designation.offers.values_list("area_id", flat=True))
        check_proof(designation, [area for area in areas if area.pk not in held])


def _check_areas(programme: Programme, areas: list[EfficiencyArea]) -> None:
    if not areas:
        raise ValidationError({"areas": "Choose at least one area."})
    if len(set(areas)) < len(areas):
        raise ValidationError({"areas": "Offer each area once."})
    outside = set(areas) - areas_of(programme)
    if outside:
        names = ", ".join(sorted(area.name for area in outside))
        raise ValidationError({"areas": f"{programme} does not cover {names}."})
