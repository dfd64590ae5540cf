"""What belongs to a programme: its needs, its pairs, and the small help of its exemplars.

Real trusts and illustrative ones are never counted together: a programme is of one population.
"""

from __future__ import annotations

from datetime import timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet

from casestudies.areas import AreaTree
from portal.matching.choices import BROKERED_HELP, DesignationStatus, MatchStatus, RequestStatus
from portal.matching.models import ExemplarDesignation, Match, Need, Programme

LIVE = (DesignationStatus.DESIGNATED, DesignationStatus.PAUSED)
BEEN_EXEMPLAR = (*LIVE, DesignationStatus.ENDED)
AT_WORK_OR_DONE = (MatchStatus.ACTIVE, MatchStatus.COMPLETED)


def needs_of(programme: Programme) -> QuerySet[Need]:
    """Needs for a review or a long pairing that name the programme, or none and lie in its areas.

    One that named no programme and found its partner in another one is that one's. Requests that
    were withdrawn are left out.
    """
    elsewhere = Match.objects.filter(
        need=OuterRef("pk"), status__in=AT_WORK_OR_DONE, offer__isnull=False
    ).exclude(offer__designation__programme=programme)
    unnamed = Q(help_request__programme=None, area__in=_areas(programme)) & ~Exists(elsewhere)
    return (
        Need.objects.filter(
            Q(help_request__programme=programme) | unnamed,
            _within(programme, "help_request__created_at__date"),
            help_request__help_kind__in=BROKERED_HELP,
            help_request__trust__illustrative=programme.illustrative,
        )
        .exclude(help_request__status=RequestStatus.WITHDRAWN)
        .select_related("help_request__trust")
    )


def matches_of(programme: Programme) -> QuerySet[Match]:
    """Every match of the programme's offers."""
    return Match.objects.filter(
        offer__designation__programme=programme,
        need__help_request__trust__illustrative=programme.illustrative,
    ).select_related("need__help_request__trust", "helper")


def small_help_of(programme: Programme) -> QuerySet[Match]:
    """Questions, talks and visits that the programme's exemplars were asked for while it runs."""
    return Match.objects.filter(
        _within(programme, "proposed_at__date"),
        offer=None,
        helper__in=_exemplars(programme).values("trust"),
        need__help_request__trust__illustrative=programme.illustrative,
    ).select_related("need__help_request__trust", "helper")


def live_exemplars(programme: Programme) -> list[ExemplarDesignation]:
    """Its exemplars that are designated or paused, by name."""
    rows = programme.designations.filter(
        status__in=LIVE, trust__illustrative=programme.illustrative
    )
    return list(rows.select_related("trust").order_by("trust__name"))


def _exemplars(programme: Programme) -> QuerySet[ExemplarDesignation]:
    return programme.designations.filter(status__in=BEEN_EXEMPLAR)


def _areas(programme: Programme) -> set[int]:
    tree = AreaTree()
    found: set[int] = set()
    for area in programme.areas.values_list("pk", flat=True):
        found |= tree.ids_within(area)
    return found


def _within(programme: Programme, field: str) -> Q:
    """From the programme's first day to its last; the last one counts."""
    dates = Q(**{f"{field}__gte": programme.starts})
    if programme.ends is not None:
        dates &= Q(**{f"{field}__lt": programme.ends + timedelta(days=1)})
    return dates
