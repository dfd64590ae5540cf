"""What falls due while a pair is at work and after: the agreement, its tasks, how it went."""

from __future__ import annotations

from datetime import datetime

from django.db.models import QuerySet
from django.utils import timezone

from portal.accounts import audit, working_days
from portal.accounts.models import AuditEntry
from portal.background import jobs
from portal.matching import policies, work_notices, work_policies
from portal.matching.choices import BROKERED_HELP, MatchStatus, Side
from portal.matching.models import Match, Task

AGREED_WITHIN_WORKING_DAYS = 10
SURVEY_AGAIN_AFTER_WORKING_DAYS = 5


def register() -> None:
    """Add these clocks to those that `send_due` runs."""
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
    if work_policies.is_agreed(match) or noted(match, "agreement_overdue"):
        return False
    for side in Side:
        if not work_policies.has_agreed(match, side):
            work_notices.tell_agreement_overdue(match, side, days=AGREED_WITHIN_WORKING_DAYS)
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
    work_notices.tell_task_due(task)
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
        work_notices.tell_survey_again(match, side)
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
