"""What falls due in matching. Each job may run at any time, and twice does nothing twice."""

from __future__ import annotations

from datetime import datetime

from django.db.models import QuerySet
from django.utils import timezone

from portal.accounts import audit, working_days
from portal.accounts.models import AuditEntry
from portal.background import jobs
from portal.matching import capacity, notifications, policies, reply_clock
from portal.matching.choices import BROKERED_HELP, MatchStatus, Side
from portal.matching.matches import next_best, states
from portal.matching.matches import notifications as match_notifications
from portal.matching.matches import services as match_services
from portal.matching.matches.progress import CHECK_IN_AFTER
from portal.matching.models import Match, Task
from portal.matching.policies import INACTIVE_AFTER

AGREED_WITHIN_WORKING_DAYS = 10
SURVEY_AGAIN_AFTER_WORKING_DAYS = 5


def register_work_jobs() -> None:
    """Add these jobs to those that `send_due` runs."""
    jobs.register("matching-7-agreement", ask_to_agree, label="Ask pairs to agree on a page")
    jobs.register("matching-8-tasks", remind_of_tasks, label="Remind pairs of tasks that are late")
    jobs.register("matching-9-survey", ask_again_how_it_went, label="Ask again how a pairing went")


def ask_to_agree(now: datetime) -> int:
    """Ask the sides that have not agreed the page ten working days in, once. Returns how many."""
    today = timezone.localdate(now)
    begun = with_names(
        Match.objects.filter(
            status=MatchStatus.ACTIVE, need__help_request__help_kind__in=BROKERED_HELP
        )
    )
    late = [
        match
        for match in begun
        if _days_since(match.started_at, today) >= AGREED_WITHIN_WORKING_DAYS
    ]
    return jobs.each(late, _ask_to_agree)


def _ask_to_agree(match: Match) -> bool:
    if policies.is_agreed(match) or noted(match, "agreement_overdue"):
        return False
    for side in Side:
        if not policies.has_agreed(match, side):
            match_notifications.tell_agreement_overdue(match, side, days=AGREED_WITHIN_WORKING_DAYS)
    audit.record(by=None, action="match.agreement_overdue", subject=match)
    return True


def remind_of_tasks(now: datetime) -> int:
    """Tell who has a task on the day it is due, once for each day set. Returns how many."""
    today = timezone.localdate(now)
    late = Task.objects.filter(match__status=MatchStatus.ACTIVE, done_at=None, due__lte=today)
    rows = late.select_related("match__need__help_request__trust", "match__helper").order_by("pk")
    return jobs.each(rows, _remind_of_task)


def _remind_of_task(task: Task) -> bool:
    if AuditEntry.objects.filter(
        action="task.due", subject_type=task._meta.label_lower, subject_id=str(task.pk)
    ).exists():
        return False
    match_notifications.tell_task_due(task)
    audit.record(by=None, action="task.due", subject=task)
    return True


def ask_again_how_it_went(now: datetime) -> int:
    """Ask the sides that said nothing five working days after the end, once. Returns how many."""
    today = timezone.localdate(now)
    over = with_names(
        Match.objects.filter(status__in=policies.FINISHED, started_at__isnull=False)
    ).prefetch_related("surveys")
    quiet = [
        match
        for match in over
        if _days_since(match.closed_at, today) >= SURVEY_AGAIN_AFTER_WORKING_DAYS
    ]
    return jobs.each(quiet, _ask_again)


def _ask_again(match: Match) -> bool:
    heard = {survey.side for survey in match.surveys.all()}
    silent = [side for side in Side if side not in heard]
    if not silent or noted(match, "survey_again"):
        return False
    for side in silent:
        match_notifications.tell_survey_again(match, side)
    audit.record(by=None, action="match.survey_again", subject=match)
    return True


def _days_since(at: datetime | None, today: object) -> int:
    """Working days since a moment; nought where it never came."""
    return working_days.between(timezone.localdate(at), today) if at else 0


def noted(match: Match, event: str, *, after: datetime | None = None) -> bool:
    """True if the audit trail has this event of the match already (later than `after`)."""
    entries = AuditEntry.objects.filter(
        action=f"match.{event}", subject_type=match._meta.label_lower, subject_id=str(match.pk)
    )
    return (entries.filter(at__gt=after) if after else entries).exists()


def with_names(matches: QuerySet[Match]) -> QuerySet[Match]:
    """Matches with what their letters name."""
    return matches.select_related(
        "need__help_request__trust", "need__area", "helper", "offer__designation"
    ).order_by("pk")


def register() -> None:
    """Add matching's jobs to those that `send_due` runs."""
    jobs.register("matching-1-lapse", lapse, label="End proposals that nobody answered")
    jobs.register("matching-2-remind", remind, label="Remind people of proposals that wait")
    jobs.register("matching-3-inactive", flag_inactive, label="Flag pairs that have gone quiet")
    jobs.register("matching-4-check-in", check_in, label="Ask pairs how the first month went")
    jobs.register(
        "matching-5-availability", repair_availability, label="Mend the places that search shows"
    )
    register_work_jobs()


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
    states.lock(match)
    if not policies.can_call_off(match):
        return False
    following = match_services.lapse(match, at=now)
    match_notifications.tell_lapsed(match, following)
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
        event, tell = "due", match_notifications.tell_due
    elif reply_clock.is_flagged_before(match.reply_due, today=today):
        event, tell = "flagged", notifications.tell_flagged
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
    notifications.tell_inactive(match, since=timezone.localdate(match.last_activity_at))
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
    match_notifications.tell_check_in(match)
    audit.record(by=None, action="match.check_in", subject=match)
    return True


def repair_availability(now: datetime) -> int:
    """Bring the places that search shows into line with the matches."""
    return capacity.repair()
