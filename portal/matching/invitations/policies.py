"""Whether a top performer can be invited, and an invitation answered.

`check_x` raises a sentence for the user; `can_x` answers, where a page asks.
"""

from __future__ import annotations

from datetime import date, timedelta

from dateutil.relativedelta import relativedelta
from django.core.exceptions import ValidationError
from django.utils import timezone

from casestudies.models import EfficiencyArea
from portal.matching.choices import InvitationDecline, InvitationStatus
from portal.matching.designations import policies as designation_policies
from portal.matching.invitations.evidence import Evidence
from portal.matching.models import ExemplarInvitation, Programme
from portal.matching.notifications import team
from portal.matching.policies import allowed
from portal.text.dates import day_in_words
from portal.trusts.models import Trust

ANSWER_WITHIN = timedelta(days=28)
"""After so long without an answer a trust may be invited anew."""

REST_AFTER_DECLINE = relativedelta(years=1)
"""For so long a trust that declined is left in peace, unless the manager confirms."""

DECLINED_LATELY = "declined-lately"
"""The code of the refusal that a confirmation lifts."""

NOBODY_THERE = (
    "Nobody at %(trust)s has an account here, so nobody would get the letter. Ask an administrator "
    "to invite an author of the trust, then invite the trust."
)


def open_invitation(programme: Programme, trust: Trust) -> ExemplarInvitation | None:
    """The invitation that waits for the trust's answer, however old."""
    return ExemplarInvitation.objects.filter(
        programme=programme, trust=trust, status=InvitationStatus.SENT
    ).first()


def is_overdue(invitation: ExemplarInvitation, today: date) -> bool:
    """True if it waits for an answer, and has for more than four weeks."""
    return invitation.is_open and invitation.invited_on + ANSWER_WITHIN < today


def declined_lately(programme: Programme, trust: Trust) -> ExemplarInvitation | None:
    """The last invitation to the programme that the trust declined within a year."""
    since = timezone.localdate() - REST_AFTER_DECLINE
    return (
        ExemplarInvitation.objects.filter(
            programme=programme,
            trust=trust,
            status=InvitationStatus.DECLINED,
            answered_on__gt=since,
        )
        .order_by("-answered_on", "-pk")
        .first()
    )


def rests(invitation: ExemplarInvitation, today: date) -> bool:
    """True if a trust's last invitation stands in the way of another: it waits for its answer, was
    accepted, or was declined within a year.
    """
    if invitation.is_open:
        return not is_overdue(invitation, today)
    if invitation.status == InvitationStatus.DECLINED and invitation.answered_on is not None:
        return invitation.answered_on > today - REST_AFTER_DECLINE
    return invitation.status == InvitationStatus.ACCEPTED


def check_evidence(evidence: Evidence | None, trust: Trust) -> Evidence:
    """The evidence, if it grounds an invitation: a top performer of fresh figures."""
    if evidence is None:
        raise ValidationError(f"{trust} is no top performer of this measure by the published rule.")
    if evidence.is_history:
        raise ValidationError(
            f"The last figures are of {evidence.years[-1].year}: that is history, and no ground "
            "to invite anybody."
        )
    return evidence


def check_invite(
    programme: Programme, evidence: Evidence | None, trust: Trust, *, is_confirmed: bool = False
) -> tuple[Evidence, EfficiencyArea]:
    """The evidence and the area of an invitation that can be sent now.

    `is_confirmed` says that the manager knows that the trust declined within a year. Raises
    ValidationError, with the code DECLINED_LATELY where a confirmation would lift it.
    """
    good = check_evidence(evidence, trust)
    if good.area is None:
        raise ValidationError(f"The site has no area to which {good.measure.name} belongs.")
    designation_policies.check_apply(programme, trust, [good.area])
    waiting = open_invitation(programme, trust)
    if waiting is not None and not is_overdue(waiting, timezone.localdate()):
        raise ValidationError(
            f"{trust} was invited to {programme} on {day_in_words(waiting.invited_on)} and has "
            "not answered yet."
        )
    declined = declined_lately(programme, trust)
    if declined is not None and declined.answered_on is not None and not is_confirmed:
        raise ValidationError(
            f"{trust} declined on {day_in_words(declined.answered_on)}: "
            f"{declined.get_decline_reason_display()}. Tick the box if it wants to be asked again.",
            code=DECLINED_LATELY,
        )
    if not team([trust]):
        raise ValidationError(NOBODY_THERE, params={"trust": trust})
    return good, good.area


def check_answer(invitation: ExemplarInvitation) -> None:
    """Only what waits for an answer is answered."""
    if not invitation.is_open:
        status = invitation.get_status_display().lower()
        raise ValidationError(f"This invitation waits for no answer: it is {status}.")


def check_decline(invitation: ExemplarInvitation, reason: str) -> None:
    """As `check_answer`, with one of the reasons that there are."""
    check_answer(invitation)
    if reason not in InvitationDecline.values:
        raise ValidationError({"reason": "Choose a reason."})


def can_answer(invitation: ExemplarInvitation) -> bool:
    return allowed(check_answer, invitation)
