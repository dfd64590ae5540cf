"""Who invites a top performer, who reads the invitation, and who answers it."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied

from portal.accounts import permissions
from portal.accounts.permissions import Action
from portal.matching.models import ExemplarInvitation
from portal.matching.permissions import Person


def can_invite(user: Person) -> bool:
    """True for a programme manager."""
    return permissions.can(user, Action.INVITATION_SEND)


def check_invite(user: Person) -> None:
    """Raise PermissionDenied unless `can_invite`."""
    permissions.check(
        user,
        Action.INVITATION_SEND,
        message="Only a programme manager invites a trust to be an exemplar.",
    )


def can_read(user: Person, invitation: ExemplarInvitation) -> bool:
    """True for the members and authors of the trust, and for a programme manager."""
    return permissions.can(user, Action.INVITATION_READ, trust_ids=[invitation.trust_id])


def can_answer(user: Person, invitation: ExemplarInvitation) -> bool:
    """True for an author of the trust."""
    return permissions.can(user, Action.INVITATION_ANSWER, trust_ids=[invitation.trust_id])


def check_answer(user: Person, invitation: ExemplarInvitation) -> None:
    """Raise PermissionDenied unless `can_answer`."""
    if not can_answer(user, invitation):
        raise PermissionDenied("Only an author of the trust answers its invitation.")
