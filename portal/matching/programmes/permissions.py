"""Who sets programmes up, and who says with whom an exemplar will not be paired."""

from __future__ import annotations

from portal.accounts import permissions
from portal.accounts.permissions import Action
from portal.matching.models import ExemplarDesignation
from portal.matching.permissions import Person


def can_manage(user: Person) -> bool:
    """True for a programme manager."""
    return permissions.can(user, Action.PROGRAMME_MANAGE)


def check_manage(user: Person) -> None:
    """Raise PermissionDenied unless `can_manage`."""
    permissions.check(
        user, Action.PROGRAMME_MANAGE, message="Only a programme manager can change a programme."
    )


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
