"""When jobs are added to the queue: each once for each of its times, whoever else plans too."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django_tasks.base import TaskResult

from portal.background import jobs, queue
from portal.background.models import ScheduledJob
from portal.background.tasks import run_job


def request(name: str) -> TaskResult | None:
    """Have a job run soon, besides its times. None if it waits for its turn already.

    Where tasks run at once, the result is finished. Raises KeyError for a name that nobody
    registered.
    """
    if name not in jobs.names():
        raise KeyError(name)
    row, _ = ScheduledJob.objects.get_or_create(name=name)
    return None if queue.is_waiting(row.task) else _add(name)


def add_due(now: datetime) -> int:
    """Add to the queue every job whose time has come. Returns how many were added.

    A job that nobody has planned yet begins with its next time. One that still waits or is being
    done is left out, however many of its times have passed: the queue never fills with the same.
    """
    rows = {row.name: row for row in ScheduledJob.objects.all()}
    added = 0
    for job in jobs.all_jobs():
        row = rows.get(job.name) or ScheduledJob.objects.get_or_create(name=job.name)[0]
        is_due = row.next_run_at is not None and row.next_run_at <= now
        if is_due or row.next_run_at is None or row.next_run_at > _far(job, now):
            added += _plan(job, row, now, is_due=is_due)
    return added


def _plan(job: jobs.Job, row: ScheduledJob, now: datetime, *, is_due: bool) -> int:
    """Set the next time and add the job, both or neither. 1 if it was added."""
    with transaction.atomic():
        # Only one of those who plan at the same moment finds the time that it read.
        mine = ScheduledJob.objects.filter(pk=row.pk, next_run_at=row.next_run_at)
        if not mine.update(next_run_at=job.next_time(now)) or not is_due:
            return 0
        if queue.is_unfinished(row.task):
            return 0
        _add(job.name)
        return 1


def _add(name: str) -> TaskResult:
    result = run_job.enqueue(name)
    if not result.is_finished:
        ScheduledJob.objects.filter(name=name).update(task=result.id)
    return result


def _far(job: jobs.Job, now: datetime) -> datetime:
    """A time that no plan of this job can have, unless the clock was set back or it was changed."""
    return job.next_time(job.next_time(now))
