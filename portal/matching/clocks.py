"""What falls due in matching. Each clock may run at any time, and twice does nothing twice."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from portal.accounts import audit, due, working_days
from portal.accounts.models import AuditEntry
from portal.matching import availability, match_states, notices, policies
from portal.matching.choices import MatchStatus, Side
from portal.matching.models import Match

FLAGGED_AFTER_WORKING_DAYS = 3
INACTIVE_AFTER = timedelta(days=30)
CHECK_IN_AFTER = timedelta(days=30)


def register() -> None:
    """Add matching's clocks to those that `send_due` runs."""
    due.register("matching-1-lapse", lapse)
    due.register("matching-2-remind", remind)
    due.register("matching-3-inactive", flag_inactive)
    due.register("matching-4-check-in", check_in)
    due.register("matching-5-availability", repair_availability)


def lapse(now: datetime) -> int:
    """Close proposals that were due before today. Returns how many lapsed."""
    today = timezone.localdate(now)
    late = _with_names(Match.objects.filter(status=MatchStatus.PROPOSED, reply_due__lt=today))
    return sum(_lapse(match, now) for match in late)


@transaction.atomic
def _lapse(match: Match, now: datetime) -> bool:
    match_states.lock(match)
    if not policies.can_call_off(match):
        return False
    match_states.close(match, status=MatchStatus.LAPSED, at=now)
    audit.record(by=None, action="match.lapsed", subject=match, trust=match.helper)
    availability.announce(match)
    notices.tell_lapsed(match)
    return True


def remind(now: datetime) -> int:
    """Remind who has not answered, on the third working day and on the sixth, once each."""
    today = timezone.localdate(now)
    waiting = _with_names(Match.objects.filter(status=MatchStatus.PROPOSED, reply_due__gte=today))
    return sum(_remind(match, now) for match in waiting)


@transaction.atomic
def _remind(match: Match, now: datetime) -> bool:
    today = timezone.localdate(now)
    proposed_on = timezone.localdate(match.proposed_at)
    if today == match.reply_due:
        event, tell = "due", notices.tell_due
    elif working_days.between(proposed_on, today) >= FLAGGED_AFTER_WORKING_DAYS:
        event, tell = "flagged", notices.tell_flagged
    else:
        return False
    if _noted(match, event):
        return False
    for side in Side:
        if not policies.has_accepted(match, side):
            tell(match, side)
    audit.record(by=None, action=f"match.{event}", subject=match)
    return True


def flag_inactive(now: datetime) -> int:
    """Tell pairs, and the broker, that nothing has happened for 30 days. Returns how many."""
    quiet = _with_names(
        Match.objects.filter(status=MatchStatus.ACTIVE, last_activity_at__lt=now - INACTIVE_AFTER)
    )
    return sum(_flag_inactive(match) for match in quiet)


@transaction.atomic
def _flag_inactive(match: Match) -> bool:
    if _noted(match, "inactive", after=match.last_activity_at):
        return False
    notices.tell_inactive(match, since=timezone.localdate(match.last_activity_at))
    audit.record(by=None, action="match.inactive", subject=match)
    return True


def check_in(now: datetime) -> int:
    """Ask the follower 30 days into a pairing whether the partner is right. Returns how many."""
    begun = _with_names(
        Match.objects.filter(
            status=MatchStatus.ACTIVE,
            offer__isnull=False,
            seeker_accepted_at__lte=now - CHECK_IN_AFTER,
            helper_accepted_at__lte=now - CHECK_IN_AFTER,
        )
    )
    return sum(_check_in(match) for match in begun)


@transaction.atomic
def _check_in(match: Match) -> bool:
    if _noted(match, "check_in"):
        return False
    notices.tell_check_in(match)
    audit.record(by=None, action="match.check_in", subject=match)
    return True


def repair_availability(now: datetime) -> int:
    """Bring the places that search shows into line with the matches."""
    return availability.repair()


def is_inactive(match: Match, *, now: datetime) -> bool:
    """True for a pair at work that has done nothing for 30 days."""
    return match.status == MatchStatus.ACTIVE and match.last_activity_at < now - INACTIVE_AFTER


def _noted(match: Match, event: str, *, after: datetime | None = None) -> bool:
    """True if the audit trail has this event of the match already (later than `after`)."""
    entries = AuditEntry.objects.filter(
        action=f"match.{event}", subject_type=match._meta.label_lower, subject_id=str(match.pk)
    )
    return (entries.filter(at__gt=after) if after else entries).exists()


def _with_names(matches: QuerySet[Match]) -> QuerySet[Match]:
    return matches.select_related(
        "need__help_request__trust", "need__area", "helper", "offer__designation"
    ).order_by("pk")
