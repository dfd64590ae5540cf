"""How many places and hours an exemplar has left, counted from the matches.

Search is told which case studies' teams have a place free now.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from dateutil.relativedelta import relativedelta
from django.db.models import Count, Q, Sum
from django.utils import timezone

from casestudies.areas import AreaTree
from portal.background import jobs
from portal.matching import proof
from portal.matching.choices import OPEN_STATUSES, DesignationStatus
from portal.matching.models import ExemplarDesignation, GroupSession, Match, Meeting, Offer, live_on
from search.indexing import entries

MONTHS_A_QUARTER = 3


@dataclass(frozen=True)
class Places:
    """Places of one offer. `left` is also bound by the exemplar's total ceiling."""

    places: int
    taken: int
    ceiling: int
    taken_in_all: int

    @property
    def left(self) -> int:
        return max(0, min(self.places - self.taken, self.ceiling - self.taken_in_all))


def taken_by_offer(*, offers: list[Offer]) -> dict[int, Places]:
    """The places of many offers, in one query. A proposal holds its place until answered."""
    open_ones = Q(status__in=OPEN_STATUSES)
    designation_ids = {offer.designation_id for offer in offers}
    matches = Match.objects.filter(open_ones, offer__designation_id__in=designation_ids)
    by_offer: dict[int, int] = {}
    by_designation: dict[int, int] = {}
    for offer_id, designation_id, number in matches.values_list(
        "offer_id", "offer__designation_id"
    ).annotate(number=Count("pk")):
        by_offer[offer_id] = number
        by_designation[designation_id] = by_designation.get(designation_id, 0) + number
    return {
        offer.pk: Places(
            places=offer.places,
            taken=by_offer.get(offer.pk, 0),
            ceiling=offer.designation.ceiling,
            taken_in_all=by_designation.get(offer.designation_id, 0),
        )
        for offer in offers
    }


def offer_places(offer: Offer) -> Places:
    """The places of one offer."""
    return taken_by_offer(offers=[offer])[offer.pk]


def quarter_of(day: date) -> tuple[date, date]:
    """The first day of the quarter a day lies in, and the first of the next."""
    first = MONTHS_A_QUARTER * ((day.month - 1) // MONTHS_A_QUARTER) + 1
    start = day.replace(month=first, day=1)
    return start, start + relativedelta(months=MONTHS_A_QUARTER)


def hours_given(designation: ExemplarDesignation, *, day: date) -> Decimal:
    """The hours an exemplar gave in the quarter of this day.

    Small help needs no designation, but the hours are the same people's: they count.
    """
    start, end = quarter_of(day)
    theirs = Q(match__offer__designation=designation) | Q(
        match__offer=None, match__helper=designation.trust_id
    )
    total = Meeting.objects.filter(theirs, held_on__gte=start, held_on__lt=end).aggregate(
        hours=Sum("helper_hours")
    )
    return (total["hours"] or Decimal(0)) + session_hours(
        [designation.pk], start=start, end=end
    ).get(designation.pk, Decimal(0))


def session_hours(designations: list[int], *, start: date, end: date) -> dict[int, Decimal]:
    """The hours of group sessions from `start` up to before `end`, by designation.

    A session counts once, however many followers came.
    """
    held = GroupSession.objects.filter(
        cohort__offer__designation__in=designations, held_on__gte=start, held_on__lt=end
    )
    return dict(
        held.order_by()
        .values_list("cohort__offer__designation")
        .annotate(hours=Sum("helper_hours"))
    )


def bounding_designations(match: Match) -> list[ExemplarDesignation]:
    """The designations whose hours a meeting of this match uses up."""
    if match.offer is not None:
        return [match.offer.designation]
    return list(
        ExemplarDesignation.objects.filter(
            trust=match.helper_id, status=DesignationStatus.DESIGNATED
        )
    )


def hours_beyond(designation: ExemplarDesignation, *, day: date) -> Decimal:
    """Hours given beyond the limit in the quarter of this day; nought without a limit."""
    if designation.hours_a_quarter is None:
        return Decimal(0)
    return max(Decimal(0), hours_given(designation, day=day) - designation.hours_a_quarter)


def words_beyond(designation: ExemplarDesignation, *, day: date) -> str:
    """A warning where an exemplar has given more than its hours; empty where it has not."""
    beyond = hours_beyond(designation, day=day)
    if not beyond:
        return ""
    hours = f"{beyond.normalize():f} hour{'' if beyond == 1 else 's'}"
    return (
        f"{designation.trust} has now given {hours} more than the "
        f"{designation.hours_a_quarter} that it gives in a quarter."
    )


def hours_left(designation: ExemplarDesignation, *, day: date) -> Decimal | None:
    """Hours left in the quarter of this day; None where the exemplar set no ceiling."""
    if designation.hours_a_quarter is None:
        return None
    return max(Decimal(0), designation.hours_a_quarter - hours_given(designation, day=day))


def announce(match: Match) -> None:
    """A match took or freed a place of an offer."""
    if match.offer is not None:
        announce_trust(match.offer.designation.trust_id)


def announce_trust(trust_id: int) -> int:
    """Say of each case study of a trust how many places are free in its areas.

    Returns how many search entries changed. A case study in several areas shows the most.
    """
    offers = list(
        Offer.objects.filter(
            live_on(timezone.localdate(), prefix="designation__"), designation__trust=trust_id
        ).select_related("designation")
    )
    free = taken_by_offer(offers=offers)
    tree = AreaTree()
    reach = [(tree.ids_within(one.area_id), free[one.pk].left) for one in offers]
    by_number: dict[int, list[int]] = defaultdict(list)
    for page_id, area_ids in proof.areas_of_published(trust_id).items():
        here = [left for areas, left in reach if areas & area_ids]
        by_number[max(here, default=0)].append(page_id)
    return sum(
        entries.set_availability(places=number, case_study_ids=pages)
        for number, pages in by_number.items()
    )


def repair() -> int:
    """Say it again for every trust that is or was an exemplar. Returns how many entries changed."""
    trusts = ExemplarDesignation.objects.order_by("trust").values_list("trust", flat=True)
    return jobs.each(trusts.distinct(), announce_trust)
