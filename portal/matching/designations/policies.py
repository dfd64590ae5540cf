"""State rules of designations, and how long a trust is an exemplar.

`check_x` raises a sentence for the user; `can_x` answers, where a page asks.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from dateutil.relativedelta import relativedelta
from django.core.exceptions import ValidationError
from django.utils import timezone

from casestudies.areas import AreaTree
from casestudies.choices import Recurrence
from casestudies.models import CaseStudyPage, EfficiencyArea, Saving
from portal.accounts import permissions
from portal.accounts.permissions import Action
from portal.matching import proof
from portal.matching.choices import DesignationStatus
from portal.matching.models import ExemplarDesignation, Programme
from portal.matching.permissions import Person
from portal.matching.policies import allowed, areas_of, check_programme_runs, is_historical
from portal.text.dates import day_in_words
from portal.trusts.models import Trust

CASE_STUDY, SIGNED_RECURRENT, LIVE_CONTACT = "case-study", "signed-recurrent", "live-contact"
TITLES = {
    CASE_STUDY: "A published case study in the area",
    SIGNED_RECURRENT: "A recurrent result that finance has signed",
    LIVE_CONTACT: "A live contact",
}


@dataclass(frozen=True)
class Finding:
    """One criterion in one area: whether it is met, and by what."""

    criterion: str
    met: bool
    found: str

    @property
    def title(self) -> str:
        return TITLES[self.criterion]


def first_term(designation: ExemplarDesignation) -> date | None:
    """The last day of the term that begins today; a programme of the past gives none."""
    if is_historical(designation.programme):
        return None
    return term_from(designation, timezone.localdate())


def term_from(designation: ExemplarDesignation, day: date) -> date:
    """The last day of a term from `day`, never past the end of the programme."""
    programme = designation.programme
    ends = day + relativedelta(months=programme.term_months)
    return ends if programme.ends is None else min(ends, programme.ends)


def findings(
    designation: ExemplarDesignation, areas: list[EfficiencyArea]
) -> dict[int, list[Finding]]:
    """Each fixed criterion in each of these areas, with what the published records show.

    An area includes those below it. Counted from what is live now: nobody ticks a box.
    """
    published = proof.published_by([designation.trust_id])
    tree = AreaTree()
    titles = dict(
        CaseStudyPage.objects.filter(pk__in=[one.page_id for one in published]).values_list(
            "pk", "title"
        )
    )
    recurrences: dict[int, set[str]] = {}
    for page_id, recurrence in Saving.objects.filter(page_id__in=titles).values_list(
        "page_id", "recurrence"
    ):
        recurrences.setdefault(page_id, set()).add(recurrence)
    found = {}
    for area in areas:
        inside = tree.ids_within(area.pk)
        here = [one for one in published if one.area_ids & inside]
        found[area.pk] = [
            _case_study(here, titles),
            _signed(here, titles, recurrences),
            _contact(here, titles),
        ]
    return found


def _case_study(here: list[proof.Published], titles: dict[int, str]) -> Finding:
    if not here:
        return Finding(CASE_STUDY, False, "Nothing is published here.")
    return Finding(CASE_STUDY, True, _named(here, titles))


def _signed(
    here: list[proof.Published], titles: dict[int, str], recurrences: dict[int, set[str]]
) -> Finding:
    signed = [one for one in here if one.recurrent_signed]
    if signed:
        return Finding(SIGNED_RECURRENT, True, f"Signed by finance: {_named(signed, titles)}")
    held = set().union(*(recurrences.get(one.page_id, set()) for one in here))
    if Recurrence.RECURRENT in held:
        return Finding(
            SIGNED_RECURRENT, False, "There is a recurrent saving, but finance has not signed it."
        )
    if held:
        return Finding(SIGNED_RECURRENT, False, "Only one-off savings: these never qualify.")
    return Finding(SIGNED_RECURRENT, False, "No saving is published here.")


def _contact(here: list[proof.Published], titles: dict[int, str]) -> Finding:
    """A contact counts on the case study that carries the signed result, if there is one."""
    carrying = [one for one in here if one.recurrent_signed] or here
    live = [one for one in carrying if one.live_contact]
    if live:
        return Finding(LIVE_CONTACT, True, f"Still there: {_named(live, titles)}")
    if any(one.live_contact for one in here):
        return Finding(
            LIVE_CONTACT, False, "Nobody who is still there stands on the one with the result."
        )
    return Finding(LIVE_CONTACT, False, "Nobody named here is still there.")


def _named(pages: list[proof.Published], titles: dict[int, str]) -> str:
    return ", ".join(f"“{titles[one.page_id]}”" for one in pages)


def check_apply(programme: Programme, trust: Trust, areas: Iterable[EfficiencyArea]) -> None:
    check_programme_runs(programme)
    if programme.illustrative != trust.illustrative:
        raise ValidationError({"programme": "Illustrative and real trusts are not mixed."})
    if trust.why_not_open:
        raise ValidationError({"trust": trust.why_not_open})
    if ExemplarDesignation.objects.filter(programme=programme, trust=trust).exists():
        raise ValidationError({"programme": f"{trust} has applied to {programme} already."})
    _check_areas(programme, list(areas))


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
    short = proof.areas_without_proof(designation.trust, areas)
    if short:
        names = ", ".join(area.name for area in short)
        raise ValidationError(
            f"{names}: {designation.trust} needs a published case study there with a recurrent "
            "saving signed by finance and a contact who is still there."
        )


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


def can_veto(user: Person, designation: ExemplarDesignation) -> bool:
    """True for the exemplar's authors and the broker."""
    return permissions.can(user, Action.VETO_SET, trust_ids=[designation.trust_id])


def check_veto(user: Person, designation: ExemplarDesignation) -> None:
    """Raise PermissionDenied unless `can_veto`."""
    permissions.check(
        user,
        Action.VETO_SET,
        trust_ids=[designation.trust_id],
        message="Only the exemplar’s authors and the broker can say whom it works with.",
    )
