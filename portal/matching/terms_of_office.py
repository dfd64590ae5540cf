"""How long a trust is an exemplar, and what it is assessed against. Reads records only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from dateutil.relativedelta import relativedelta
from django.utils import timezone

from casestudies.areas import AreaTree
from casestudies.choices import Recurrence
from casestudies.models import CaseStudyPage, EfficiencyArea, Saving
from portal.matching import proof
from portal.matching.models import ExemplarDesignation
from portal.matching.policies import is_historical

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
