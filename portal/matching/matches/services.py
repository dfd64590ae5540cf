"""From a proposal to the work and its end. A pair begins only when both sides have accepted.

A proposal that nobody answers lapses, and the next best is offered. After 30 days the trust that
asked says whether the partner is right.
"""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from portal.accounts import audit
from portal.accounts.models import User
from portal.matching import capacity, notifications, permissions, policies, ruled_out
from portal.matching.choices import CheckInAnswer, DeclineReason, EndReason, MatchStatus, Side
from portal.matching.matches import free_places, next_best, states
from portal.matching.matches import notifications as match_notifications
from portal.matching.matches.work import (
    GoalValues,
    agree,
    complete,
    confirm_agreement,
    log_meeting,
    record_goal,
    reply,
    survey,
)
from portal.matching.models import (
    AllocationRun,
    ExemplarDesignation,
    HelpRequest,
    Match,
    Need,
    Offer,
)
from portal.matching.scoring.formula import Score
from portal.matching.suggestions import candidates


def lapse(match: Match, *, by: User | None = None, at: datetime | None = None) -> Match | None:
    """Close a proposal that is locked and checked. Returns the match that is offered next.

    Call it with the places held (`next_best.hold_places`); the caller tells people. `by` is None
    where a clock does it, `at` what that clock says.
    """
    states.close(match, status=MatchStatus.LAPSED, at=at)
    audit.record(by=by, action="match.lapsed", subject=match, trust=match.helper)
    capacity.announce(match)
    following = next_best.offer(need=match.need, after=match, by=by, at=at)
    free_places.pass_on(after=match, by=by, at=at)
    return following


__all__ = [
    "GoalValues",
    "accept",
    "agree",
    "call_off",
    "complete",
    "confirm_agreement",
    "decline",
    "end",
    "log_meeting",
    "propose",
    "record_goal",
    "reply",
    "survey",
]


@transaction.atomic
def propose(
    *,
    need: Need,
    offer: Offer,
    by: User,
    broker_note: str = "",
    score: Score | None = None,
    run: AllocationRun | None = None,
    override_reason: str = "",
) -> Match:
    """The broker brings a need and an offer together; both teams are asked.

    The proposal holds one of the exemplar's places until it is answered. Without `score` it is
    worked out here, so that every match can be explained. `run` is the round that it comes from,
    `override_reason` why the broker overrules the round, or what speaks against the pair
    (`ruled_out.against`): the two trusts do not see it. Raises PermissionDenied unless the
    person is a programme manager, ValidationError where the pair cannot be (`check_propose`), or
    is below the floor of fit and neither the note nor that reason says why (`check_fit`).
    """
    permissions.check_propose(by)
    # Two brokers must not give the same place away, nor two partners to the same need.
    ExemplarDesignation.objects.select_for_update().get(pk=offer.designation_id)
    HelpRequest.objects.select_for_update().get(pk=need.help_request_id)
    need.help_request.refresh_from_db()
    offer.refresh_from_db()
    against = ruled_out.against(need, offer)
    policies.check_propose(need, offer, broker_note, overruled=bool(override_reason.strip()))
    score = score or candidates.score_of(need, offer)
    policies.check_fit(score.value, offer, broker_note or override_reason)
    match = states.open_match(
        need=need,
        helper=offer.designation.trust,
        offer=offer,
        case_study=states.case_study_of(need, offer),
        proposed_by=by,
        score=score,
        broker_note=broker_note.strip(),
        run=run,
        override_reason=override_reason.strip(),
    )
    audit.record(
        by=by,
        action="match.proposed",
        subject=match,
        trust=match.helper,
        **({"overruled": len(against)} if against else {}),
    )
    capacity.announce(match)
    notifications.tell_proposed(match)
    return match


@transaction.atomic
def accept(*, match: Match, by: User, sponsor_name: str = "", sponsor_role: str = "") -> Match:
    """Say yes for the side that the person stands on; when both have, the work begins.

    The trust that asks names a sponsor where it accepts a long pairing. Raises PermissionDenied
    for people of other trusts, ValidationError where the match is not open, the side has
    answered, or the sponsor is missing.
    """
    side = permissions.check_answer(by, match)
    states.lock(match)
    policies.check_accept(match, side)
    policies.check_sponsor(match, side, sponsor_name, sponsor_role)
    if policies.needs_sponsor(match, side):
        match.sponsor_name, match.sponsor_role = sponsor_name.strip(), sponsor_role.strip()
        match.sponsored_at = timezone.now()
    both = states.accept(match, side=side, by=by)
    audit.record(by=by, action="match.accepted", subject=match, trust=match.trust_of(side))
    if both:
        notifications.tell_active(match)
    else:
        notifications.tell_accepted(match, side)
    return match


@transaction.atomic
def decline(*, match: Match, by: User, reason: str) -> Match:
    """Say no before the work begins. The other side learns that, the broker also the reason.

    For brokered help the next best exemplar is offered, unless the seeker wants nobody now; the
    place of a round's pair goes to who waits for it, unless the exemplar has no time.
    Raises PermissionDenied for people of other trusts, ValidationError for an unknown reason or
    a match that is not a proposal.
    """
    side = permissions.check_answer(by, match)
    next_best.hold_places(match)
    states.lock(match)
    policies.check_decline(match)
    if reason not in DeclineReason.values:
        raise ValidationError({"reason": "Choose a reason from the list."})
    states.close(
        match,
        status=MatchStatus.DECLINED,
        declined_side=side,
        decline_reason=DeclineReason(reason),
    )
    # The reason stays out of the audit trail: administrators read that, and not this.
    audit.record(by=by, action="match.declined", subject=match, trust=match.trust_of(side))
    capacity.announce(match)
    following = next_best.offer(need=match.need, after=match, by=by)
    match_notifications.tell_declined(match, side, following)
    free_places.pass_on(after=match, by=by)
    return match


@transaction.atomic
def end(*, match: Match, by: User, reason: str) -> Match:
    """Stop work that has begun. The need is open again; on a change of partner the next best
    exemplar is offered for it.

    Either side may, and the broker. Raises PermissionDenied for others, ValidationError for an
    unknown reason or a match that is not active.
    """
    side = permissions.side_of(by, match)
    if side is None:
        permissions.check_propose(by)
    next_best.hold_places(match)
    states.lock(match)
    policies.check_end(match)
    if reason not in EndReason.values:
        raise ValidationError({"reason": "Choose a reason from the list."})
    states.close(match, status=MatchStatus.ENDED, end_reason=EndReason(reason))
    audit.record(
        by=by, action="match.ended", subject=match, trust=match.trust_of(side) if side else None
    )
    capacity.announce(match)
    following = next_best.offer(need=match.need, after=match, by=by)
    match_notifications.tell_ended(match, side, following)
    free_places.pass_on(after=match, by=by)
    return match


@transaction.atomic
def call_off(*, match: Match, by: User) -> Match:
    """The broker takes back a proposal that is not answered yet. Raises as `end`."""
    permissions.check_propose(by)
    states.lock(match)
    policies.check_call_off(match)
    states.close(match, status=MatchStatus.ENDED, end_reason=EndReason.OTHER)
    audit.record(by=by, action="match.called_off", subject=match, trust=match.helper)
    capacity.announce(match)
    notifications.tell_called_off(match)
    return match


@transaction.atomic
def answer(*, match: Match, by: User, answer: str) -> Match:
    """Say how it goes. The helper learns of no answer; a change ends the match without why.

    "We need help" tells the broker. A change of partner offers the next best exemplar. Raises
    PermissionDenied unless the person answers for the trust that asked, ValidationError for an
    unknown or repeated answer, or where the match is not active.
    """
    if permissions.check_answer(by, match) != Side.SEEKER:
        raise PermissionDenied("Only the trust that asked says whether the partner is right.")
    states.lock(match)
    if answer not in CheckInAnswer.values:
        raise ValidationError({"answer": "Choose an answer from the list."})
    policies.check_check_in(match, answer)
    match.check_in_answer, match.checked_in_at = answer, timezone.now()
    match.save(update_fields=["check_in_answer", "checked_in_at"])
    states.touch(match)
    # The answer stays out of the audit trail, as the reason of a decline does.
    entry = audit.record(by=by, action="match.checked_in", subject=match, trust=match.seeker)
    if answer == CheckInAnswer.NEEDS_HELP:
        match_notifications.tell_needs_help(match, version=entry.pk)
    if answer == CheckInAnswer.CHANGE:
        end(match=match, by=by, reason=EndReason.CHANGE_PARTNER)
    return match
