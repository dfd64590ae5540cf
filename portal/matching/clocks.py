"""What falls due in matching. Each clock may run at any time, and twice does nothing twice."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from portal.accounts import audit
from portal.accounts.models import AuditEntry
from portal.background import jobs
from portal.matching import (
    availability,
    lapses,
    match_states,
    next_best,
    notices,
    partner_notices,
    policies,
    reply_clock,
    work_clocks,
    work_notices,
)
from portal.matching.choices import MatchStatus, Side
from portal.matching.models import Match
from portal.matching.reads.progress import CHECK_IN_AFTER
from portal.matching.work_clocks import noted, with_names
from portal.matching.work_policies import INACTIVE_AFTER


def register() -> None:
    """Add matching's clocks to those that `send_due` runs."""
    jobs.register("matching-1-lapse", lapse, label="End proposals that nobody answered")
    jobs.register("matching-2-remind", remind, label="Remind people of proposals that wait")
    jobs.register("matching-3-inactive", flag_inactive, label="Flag pairs that have gone quiet")
    jobs.register("matching-4-check-in", check_in, label="Ask pairs how the first month went")
    jobs.register(
        "matching-5-availability", repair_availability, label="Mend the places that search shows"
    )
    work_clocks.register()


def lapse(now: datetime) -> int:
    """Close proposals that were due before today. Returns how many lapsed.

    Nobody loses a match because the reminder did not go out: where the clocks stood still on the
    last day, `remind` says it a day late, and the proposal lapses at the next run of another day.
    """
    today = timezone.localdate(now)
    late = with_names(Match.objects.filter(status=MatchStatus.PROPOSED, reply_due__lt=today))
    said = [match for match in late if _was_reminded(match, now)]
    return jobs.each(said, lambda match: _lapse(match, now))


def _was_reminded(match: Match, now: datetime) -> bool:
    said = AuditEntry.objects.filter(
        action="match.due", subject_type=match._meta.label_lower, subject_id=str(match.pk)
    ).first()
    return said is not None and said.detail.get("on", "") < timezone.localdate(now).isoformat()


def _lapse(match: Match, now: datetime) -> bool:
    next_best.hold_places(match)
    match_states.lock(match)
    if not policies.can_call_off(match):
        return False
    following = lapses.lapse(match, at=now)
    partner_notices.tell_lapsed(match, following)
    return True


def remind(now: datetime) -> int:
    """Remind who has not answered, on the third working day and on the sixth, once each.

    On a later day if the clocks stood still on that one.
    """
    waiting = with_names(Match.objects.filter(status=MatchStatus.PROPOSED))
    return jobs.each(waiting, lambda match: _remind(match, now))


def _remind(match: Match, now: datetime) -> bool:
    today = timezone.localdate(now)
    if today >= match.reply_due:
        event, tell = "due", work_notices.tell_due
    elif reply_clock.is_flagged_before(match.reply_due, today=today):
        event, tell = "flagged", notices.tell_flagged
    else:
        return False
    if noted(match, event):
        return False
    for side in Side:
        if not policies.has_accepted(match, side):
            tell(match, side)
    audit.record(by=None, action=f"match.{event}", subject=match, on=today.isoformat())
    return True


def flag_inactive(now: datetime) -> int:
    """Tell pairs, and the broker, that nothing has happened for 30 days. Returns how many."""
    quiet = with_names(
        Match.objects.filter(status=MatchStatus.ACTIVE, last_activity_at__lt=now - INACTIVE_AFTER)
    )
    return jobs.each(quiet, _flag_inactive)


def _flag_inactive(match: Match) -> bool:
    if noted(match, "inactive", after=match.last_activity_at):
        return False
    notices.tell_inactive(match, since=timezone.localdate(match.last_activity_at))
    audit.record(by=None, action="match.inactive", subject=match)
    return True


def check_in(now: datetime) -> int:
    """Ask the follower 30 days into a pairing whether the partner is right. Returns how many."""
    begun = with_names(
        Match.objects.filter(
            status=MatchStatus.ACTIVE,
            offer__isnull=False,
            started_at__lte=now - CHECK_IN_AFTER,
            checked_in_at=None,
        )
    )
    return jobs.each(begun, _check_in)


def _check_in(match: Match) -> bool:
    if noted(match, "check_in"):
        return False
    work_notices.tell_check_in(match)
    audit.record(by=None, action="match.check_in", subject=match)
    return True


def repair_availability(now: datetime) -> int:
    """Bring the places that search shows into line with the matches."""
    return availability.repair()
