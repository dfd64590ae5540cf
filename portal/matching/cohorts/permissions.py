"""Who may lead a group, and who may read it. Followers see the group, but not one another."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied

from portal.accounts import permissions
from portal.accounts.permissions import Action
from portal.matching.choices import Side
from portal.matching.models import Cohort, Match, Offer
from portal.matching.permissions import Person, can_propose, side_of


def can_lead(user: Person, offer: Offer) -> bool:
    """True for the people who answer for the exemplar, and for the broker."""
    theirs = [offer.designation.trust_id]
    return permissions.can(user, Action.MATCH_ANSWER, trust_ids=theirs) or can_propose(user)


def check_lead(user: Person, offer: Offer) -> None:
    """Raise PermissionDenied unless `can_lead`."""
    if not can_lead(user, offer):
        raise PermissionDenied("Only the exemplar and the broker lead a group.")


def can_leave(user: Person, match: Match) -> bool:
    """True for both sides of the pair, and for the broker."""
    return side_of(user, match) is not None or can_propose(user)


def check_leave(user: Person, match: Match) -> None:
    """Raise PermissionDenied unless `can_leave`."""
    if not can_leave(user, match):
        raise PermissionDenied("Only the two trusts of this pair can take it out of the group.")


def own_match_in(user: Person, cohort: Cohort) -> Match | None:
    """The pair through which a follower takes part in a group; None for anyone else."""
    rows = cohort.matches.select_related("need__help_request__trust", "helper")
    return next((row for row in rows if side_of(user, row) == Side.SEEKER), None)


def can_read(user: Person, cohort: Cohort) -> bool:
    """True for who leads it, and for its followers."""
    return can_lead(user, cohort.offer) or own_match_in(user, cohort) is not None
