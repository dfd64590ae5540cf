"""Rows of requests, needs and matches, with what the screens draw from each, in few queries."""

from __future__ import annotations

from django.db.models import Prefetch, Q, QuerySet

from portal.accounts.models import User
from portal.accounts.permissions import Action, trust_ids_for
from portal.matching.choices import OPEN_STATUSES, RequestStatus
from portal.matching.models import HelpRequest, Match, Need
from portal.matching.permissions import HELPER_READS_REQUEST


def requests() -> QuerySet[HelpRequest]:
    """Help requests with their trust, members, needs and matches."""
    return HelpRequest.objects.select_related("trust", "asked_by", "programme").prefetch_related(
        "members", "not_these", Prefetch("needs", queryset=needs())
    )


def needs() -> QuerySet[Need]:
    """Needs with their area, case study, request and matches, newest match first."""
    return Need.objects.select_related(
        "area", "case_study__trust", "help_request__trust"
    ).prefetch_related(
        "help_request__members",
        Prefetch("matches", queryset=Match.objects.select_related("helper", "case_study")),
    )


def matches() -> QuerySet[Match]:
    """Matches with both trusts, the request, the area and the case study."""
    return Match.objects.select_related(
        "helper",
        "case_study__trust",
        "adoption",
        "cohort",
        "offer__designation__programme",
        "need__area",
        "need__case_study__trust",
        "need__help_request__trust",
        "need__help_request__asked_by",
    ).prefetch_related("need__help_request__members")


def listed_matches() -> QuerySet[Match]:
    """Matches with what a line in a list says: both trusts, the request and the area.

    PostgreSQL takes a second to plan the joins of all that `matches` brings along.
    """
    return Match.objects.select_related("helper", "need__area", "need__help_request__trust")


def requests_of(user: User) -> QuerySet[HelpRequest]:
    """What the trusts of this person ask, as lead or as member of a place."""
    mine = trust_ids_for(user, Action.HELP_READ)
    led = requests().filter(trust__in=mine)
    shared = requests().filter(members__in=mine)
    return (led | shared).distinct()


def matches_helped_by(user: User) -> QuerySet[Match]:
    """What the trusts of this person are asked for, were or are helping with."""
    return matches().filter(
        helper__in=trust_ids_for(user, Action.MATCH_READ), status__in=HELPER_READS_REQUEST
    )


def open_matches_of(user: User) -> QuerySet[Match]:
    """Matches in progress on either side of this person's trusts, as a list says them."""
    mine = trust_ids_for(user, Action.MATCH_READ)
    involved = Match.objects.filter(
        Q(need__help_request__trust__in=mine)
        | Q(need__help_request__members__in=mine)
        | Q(helper__in=mine),
        status__in=OPEN_STATUSES,
    )
    return listed_matches().filter(pk__in=involved.order_by().values("pk"))


def open_requests() -> QuerySet[HelpRequest]:
    """What the broker watches: open and matched requests, oldest first."""
    return (
        requests()
        .filter(status__in=[RequestStatus.OPEN, RequestStatus.MATCHED])
        .order_by("created_at", "pk")
    )
