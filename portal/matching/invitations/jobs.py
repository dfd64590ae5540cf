"""Letters about an invitation that waits for its answer. Run twice, nothing is sent twice."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone

from portal.accounts import audit
from portal.accounts.models import AuditEntry
from portal.background import jobs
from portal.matching.choices import InvitationStatus
from portal.matching.invitations import notifications, policies
from portal.matching.models import ExemplarInvitation

REMIND_AFTER = timedelta(days=14)
"""Half of the time in which an invitation should be answered."""


def register() -> None:
    """Add these jobs to those of each morning."""
    jobs.register(
        "matching-invitations", remind, label="Remind trusts of invitations that wait for an answer"
    )


def remind(now: datetime) -> int:
    """Remind the trust after two weeks, and tell the managers after four, once each.

    Returns how many invitations a letter went out for.
    """
    today = timezone.localdate(now)
    waiting = (
        ExemplarInvitation.objects.filter(
            status=InvitationStatus.SENT, invited_on__lte=today - REMIND_AFTER
        )
        .select_related("programme", "trust", "area")
        .order_by("pk")
    )
    return jobs.each(waiting, lambda invitation: _remind(invitation, now))


def _remind(invitation: ExemplarInvitation, now: datetime) -> bool:
    # A scheduler that stood still for weeks says only what is true now.
    is_overdue = policies.is_overdue(invitation, timezone.localdate(now))
    event = "overdue" if is_overdue else "reminded"
    if AuditEntry.objects.filter(
        action=f"invitation.{event}",
        subject_type=invitation._meta.label_lower,
        subject_id=str(invitation.pk),
    ).exists():
        return False
    if is_overdue:
        notifications.tell_overdue(invitation)
    else:
        notifications.remind_invited(invitation)
    audit.record(by=None, action=f"invitation.{event}", subject=invitation, trust=invitation.trust)
    return True
