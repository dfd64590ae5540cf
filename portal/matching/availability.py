"""Telling search which case studies' teams have a place free now."""

from __future__ import annotations

from collections import defaultdict

from django.utils import timezone

from casestudies.areas import AreaTree
from portal.background import jobs
from portal.matching import places, proof
from portal.matching.models import ExemplarDesignation, Match, Offer, live_on
from search import entries


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
    free = places.taken_by_offer(offers=offers)
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
