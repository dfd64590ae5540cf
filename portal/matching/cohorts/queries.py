"""What the page of a group shows, as finished values for one person."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import QuerySet
from django.utils import timezone

from portal.accounts.models import User
from portal.matching import capacity
from portal.matching.choices import MatchStatus
from portal.matching.cohorts import permissions
from portal.matching.models import Cohort, GroupSession, Match, Offer


@dataclass(frozen=True)
class SessionRow:
    """One session; `names` are those who came, for who leads the group only."""

    session: GroupSession
    came: int
    names: list[str]


@dataclass(frozen=True)
class CohortPage:
    """A group as who leads it, or one follower, sees it. A follower sees how many, not who."""

    cohort: Cohort
    leads: bool
    own: Match | None
    members: list[Match]
    number: int
    could_join: list[Match]
    planned: list[SessionRow]
    held: list[SessionRow]
    hours_left: Decimal | None

    @property
    def is_open(self) -> bool:
        return self.cohort.closed_at is None


def cohort_page(cohort: Cohort, user: User) -> CohortPage:
    """The page of a group for this person, who may read it."""
    leads = permissions.can_lead(user, cohort.offer)
    members = list(_rows().filter(cohort=cohort))
    rows = [_session(session, leads) for session in _sessions(cohort)]
    return CohortPage(
        cohort=cohort,
        leads=leads,
        own=permissions.own_match_in(user, cohort),
        members=members if leads else [],
        number=len(members),
        could_join=could_join(cohort.offer) if leads else [],
        planned=[row for row in reversed(rows) if row.session.held_on is None],
        held=[row for row in rows if row.session.held_on is not None],
        hours_left=capacity.hours_left(cohort.offer.designation, day=timezone.localdate())
        if leads
        else None,
    )


def _rows() -> QuerySet[Match]:
    return Match.objects.select_related(
        "need__help_request__trust", "need__area", "helper", "offer__designation"
    ).order_by("pk")


def _sessions(cohort: Cohort) -> list[GroupSession]:
    rows = cohort.sessions.prefetch_related("present__need__help_request__trust")
    return list(rows.order_by("-held_on", "-planned_for", "-pk"))


def _session(session: GroupSession, leads: bool) -> SessionRow:
    came = list(session.present.all())
    return SessionRow(session, len(came), [m.seeker.name for m in came] if leads else [])


def could_join(offer: Offer) -> list[Match]:
    """Pairs at work under an offer that are in no group."""
    return list(_rows().filter(offer=offer, status=MatchStatus.ACTIVE, cohort=None))


def cohorts() -> QuerySet[Cohort]:
    """Groups with the trust that leads them."""
    return Cohort.objects.select_related("offer__designation__trust", "offer__area")
