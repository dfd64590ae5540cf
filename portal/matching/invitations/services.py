"""Inviting a top performer to be an exemplar, and the trust's answer."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone

from casestudies.models import CaseStudyPage
from portal.accounts import audit
from portal.accounts.models import User
from portal.matching.choices import InvitationStatus
from portal.matching.designations import services as designation_services
from portal.matching.designations.services import OfferTerms
from portal.matching.invitations import drafting, notifications, permissions, policies
from portal.matching.invitations.evidence import Evidence, evidence_for
from portal.matching.models import ExemplarDesignation, ExemplarInvitation, Programme
from portal.performance.measures import Measure
from portal.trusts.models import Trust


@transaction.atomic
def invite(
    *,
    programme: Programme,
    trust: Trust,
    measure: Measure,
    by: User,
    note: str = "",
    is_confirmed: bool = False,
) -> ExemplarInvitation:
    """Invite a top performer of a measure: its people get a letter, and a draft case study.

    The figures are looked up again now, and kept as the letter says them. An invitation that was
    not answered for four weeks is closed as unanswered. `is_confirmed`: the manager knows that
    the trust declined within a year. Raises PermissionDenied for others, ValidationError where
    the rule or the state of things does not allow it.
    """
    permissions.check_invite(by)
    # Two managers at once: the second waits here, and then finds the first one's invitation.
    Programme.objects.select_for_update().get(pk=programme.pk)
    good, area = policies.check_invite(
        programme, evidence_for(trust, measure), trust, is_confirmed=is_confirmed
    )
    waiting = policies.open_invitation(programme, trust)
    if waiting is not None:
        _close(waiting, InvitationStatus.UNANSWERED)
    invitation = unsent(programme, good, by=by, note=note)
    invitation.area = area
    invitation.full_clean(exclude=["doubts"])
    invitation.case_study = _draft(good)
    invitation.save()
    audit.record(
        by=by,
        action="invitation.sent",
        subject=invitation,
        trust=trust,
        programme=programme.slug,
        measure=measure.key,
        years=[one.year for one in good.years],
        again=is_confirmed,
    )
    notifications.tell_invited(invitation)
    return invitation


def unsent(
    programme: Programme, evidence: Evidence, *, by: User, note: str = ""
) -> ExemplarInvitation:
    """An invitation in memory, as it would be sent today: for the letter to be read before."""
    return ExemplarInvitation(
        programme=programme,
        trust=evidence.trust,
        area=evidence.area,
        measure_key=evidence.measure.key,
        measure_name=evidence.measure.name,
        figures=[one.as_stored() for one in evidence.years],
        doubts=list(evidence.doubts),
        note=note.strip(),
        invited_by=by,
        invited_on=timezone.localdate(),
    )


@transaction.atomic
def accept(
    *,
    invitation: ExemplarInvitation,
    by: User,
    ceiling: int,
    evidence: str,
    hours_a_quarter: int | None = None,
) -> ExemplarDesignation:
    """Send the application that the invitation filled in; the programme managers are told.

    Raises PermissionDenied unless the person is an author of the trust, ValidationError where it
    was answered already or the programme takes no application of the trust any more.
    """
    permissions.check_answer(by, invitation)
    _lock(invitation)
    policies.check_answer(invitation)
    designation = designation_services.apply(
        programme=invitation.programme,
        trust=invitation.trust,
        offers=[OfferTerms(invitation.area)],
        by=by,
        ceiling=ceiling,
        hours_a_quarter=hours_a_quarter,
        evidence=evidence,
    )
    invitation.refresh_from_db()
    return designation


def accept_by_application(
    sender: Any, designation: ExemplarDesignation, by: User, **kwargs: Any
) -> None:
    """An application answers the trust's open invitation to that programme, however it was sent.

    Called for each application, in its transaction.
    """
    invitation = (
        ExemplarInvitation.objects.select_for_update()
        .filter(
            programme=designation.programme,
            trust=designation.trust,
            status=InvitationStatus.SENT,
        )
        .first()
    )
    if invitation is not None:
        invitation.designation = designation
        _answer(invitation, InvitationStatus.ACCEPTED, by)


@transaction.atomic
def decline(*, invitation: ExemplarInvitation, by: User, reason: str, note: str = "") -> None:
    """Decline, with a reason; the programme managers are told. The draft stays the trust's.

    Raises PermissionDenied unless the person is an author of the trust, ValidationError without a
    reason of the list or where it was answered already.
    """
    permissions.check_answer(by, invitation)
    _lock(invitation)
    policies.check_decline(invitation, reason)
    invitation.decline_reason, invitation.decline_note = reason, note.strip()
    invitation.full_clean(exclude=["doubts"])
    _answer(invitation, InvitationStatus.DECLINED, by, reason=reason)
    notifications.tell_declined(invitation)


def _answer(
    invitation: ExemplarInvitation, status: InvitationStatus, by: User, **detail: str
) -> None:
    invitation.answered_by, invitation.answered_on = by, timezone.localdate()
    _close(invitation, status, by=by, **detail)


def _close(
    invitation: ExemplarInvitation,
    status: InvitationStatus,
    *,
    by: User | None = None,
    **detail: str,
) -> None:
    invitation.status = status
    invitation.save()
    audit.record(
        by=by,
        action=f"invitation.{status}",
        subject=invitation,
        trust=invitation.trust,
        programme=invitation.programme.slug,
        **detail,
    )


def _lock(invitation: ExemplarInvitation) -> None:
    """Wait for whoever answers at the same time, and read what became of it."""
    ExemplarInvitation.objects.select_for_update().get(pk=invitation.pk)
    invitation.refresh_from_db()


def _draft(evidence: Evidence) -> CaseStudyPage:
    """The draft of an earlier invitation that nobody has published yet, else a new one."""
    earlier = (
        ExemplarInvitation.objects.filter(
            trust=evidence.trust, measure_key=evidence.measure.key, case_study__live=False
        )
        .select_related("case_study")
        .first()
    )
    if earlier is not None and earlier.case_study is not None:
        return earlier.case_study
    return drafting.draft_for(evidence)
