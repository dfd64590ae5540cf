"""How a match moves from state to state, and its request with it. Commands call these."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from casestudies.models import CaseStudyPage
from portal.accounts.models import User
from portal.matching import reply_clock
from portal.matching.choices import DeclineReason, EndReason, MatchStatus, RequestStatus, Side
from portal.matching.models import AllocationRun, HelpRequest, Match, Need, Offer
from portal.matching.scoring.formula import Score, as_rows
from portal.trusts.models import Trust


def lock(match: Match) -> Match:
    """Hold the match until the transaction ends, and bring the object up to date.

    Its request is held first. Whoever holds several takes them in this order, or two people wait
    for each other: exemplars, then requests, then matches.
    """
    HelpRequest.objects.select_for_update().get(pk=match.need.help_request_id)
    Match.objects.select_for_update().get(pk=match.pk)
    match.refresh_from_db()
    return match


def open_match(
    *,
    need: Need,
    helper: Trust,
    proposed_by: User | None,
    offer: Offer | None = None,
    case_study: CaseStudyPage | None = None,
    score: Score | None = None,
    broker_note: str = "",
    seeker_accepts: bool = False,
    run: AllocationRun | None = None,
    follows: Match | None = None,
    override_reason: str = "",
    at: datetime | None = None,
) -> Match:
    """A new proposal, to be answered by the clock of `reply_clock`.

    `run` is the round that it comes from, `follows` the match that came to nothing before it.
    Its days count from `at`, where a clock says what time it is, and from now otherwise.
    """
    now = timezone.now()
    match = Match(
        need=need,
        helper=helper,
        offer=offer,
        case_study=case_study,
        broker_note=broker_note,
        proposed_by=proposed_by,
        proposed_at=now,
        reply_due=reply_clock.due_after(timezone.localdate(at or now)),
        last_activity_at=now,
        run=run,
        follows=follows,
        override_reason=override_reason,
        weights_version=offer.designation.programme.weights_version if offer else None,
    )
    if score is not None:
        match.score = round(score.value, 3)
        match.confidence = round(score.confidence, 3)
        match.parts = as_rows(score)
    if seeker_accepts:
        match.seeker_accepted_at, match.seeker_accepted_by = now, proposed_by
    match.save()
    return match


def case_study_of(need: Need, offer: Offer) -> CaseStudyPage | None:
    """The case study that was asked about, where it is the helper's own."""
    asked = need.case_study
    return asked if asked is not None and asked.trust_id == offer.designation.trust_id else None


def accept(match: Match, *, side: Side, by: User) -> bool:
    """Write down that a side says yes. Returns True if both now have, and the work begins."""
    now = timezone.now()
    if side == Side.SEEKER:
        match.seeker_accepted_at, match.seeker_accepted_by = now, by
    else:
        match.helper_accepted_at, match.helper_accepted_by = now, by
    both = match.seeker_accepted_at is not None and match.helper_accepted_at is not None
    if side == Side.HELPER and match.first_reply_at is None:
        match.first_reply_at = now
    if both:
        match.status = MatchStatus.ACTIVE
        match.started_at = now
    match.last_activity_at = now
    match.save()
    if both:
        settle(match.request)
    return both


def close(
    match: Match,
    *,
    status: MatchStatus,
    at: datetime | None = None,
    declined_side: Side | None = None,
    decline_reason: DeclineReason | None = None,
    end_reason: EndReason | None = None,
) -> None:
    """Close a match for good; its need is then free for another, its place for another trust."""
    match.status = status
    match.closed_at = match.last_activity_at = at or timezone.now()
    match.declined_side = declined_side or ""
    match.decline_reason = decline_reason or ""
    match.end_reason = end_reason or ""
    if declined_side == Side.HELPER and match.first_reply_at is None:
        match.first_reply_at = match.closed_at
    match.save()
    settle(match.request)


def touch(match: Match) -> None:
    """The pair is at work."""
    match.last_activity_at = timezone.now()
    match.save(update_fields=["last_activity_at"])


def settle(request: HelpRequest) -> None:
    """Bring the request's status into line with its matches.

    Small help is one conversation, so one match settles it; brokered help needs one for each
    of its areas.
    """
    if request.status == RequestStatus.WITHDRAWN:
        return
    done = {MatchStatus.COMPLETED}
    running = done | {MatchStatus.ACTIVE}
    statuses: dict[int, set[str]] = {pk: set() for pk in request.needs.values_list("pk", flat=True)}
    for need_id, status in Match.objects.filter(need__help_request=request).values_list(
        "need_id", "status"
    ):
        statuses[need_id].add(status)
    enough = all if request.brokered else any
    if enough(found & done for found in statuses.values()):
        request.status = RequestStatus.ANSWERED
    elif enough(found & running for found in statuses.values()):
        request.status = RequestStatus.MATCHED
    else:
        request.status = RequestStatus.OPEN
    request.save(update_fields=["status"])
