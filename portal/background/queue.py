"""The tasks that wait, are being done, or failed: rows of django-tasks-db that are ours.

What went well is deleted, so the table is as long as what is still to do.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Count, Min, Q
from django.utils import timezone
from django.utils.module_loading import import_string
from django_tasks import TaskResultStatus
from django_tasks.base import Task
from django_tasks_db.models import DBTaskResult, DBTaskResultQuerySet

from portal.background import jobs
from portal.background.backends import ALIAS
from portal.background.tasks import run_job

READY, RUNNING, FAILED = (
    TaskResultStatus.READY,
    TaskResultStatus.RUNNING,
    TaskResultStatus.FAILED,
)
FAILED_KEPT = timedelta(days=30)
"""How long a task that failed for good stays to be looked at."""

_labels: dict[str, str] = {}


@dataclass(frozen=True)
class FailedTask:
    """A task that failed: the last time, or for good where `next_try_at` is None."""

    id: UUID
    label: str
    error: str
    attempts: int
    added_at: datetime
    next_try_at: datetime | None


@dataclass(frozen=True)
class Backlog:
    """How many tasks wait to be done now, and since when the first of them does."""

    waiting: int
    oldest: datetime | None


def ours() -> DBTaskResultQuerySet:
    """Every task of ours that is not done."""
    return DBTaskResult.objects.filter(backend_name=ALIAS)


def ready() -> DBTaskResultQuerySet:
    """The tasks that can be done now, the most urgent first."""
    return DBTaskResult.objects.ready().filter(backend_name=ALIAS)


def backlog() -> Backlog:
    """What could be done now. One query over the index of what waits."""
    found = ready().order_by().aggregate(waiting=Count("pk"), oldest=Min("enqueued_at"))
    return Backlog(**found)


def is_waiting(task_id: UUID | None) -> bool:
    """True if nobody has begun with this task yet."""
    return task_id is not None and ours().filter(pk=task_id, status=READY).exists()


def is_unfinished(task_id: UUID | None) -> bool:
    """True if this task waits or is being done."""
    return task_id is not None and ours().filter(pk=task_id, status__in=[READY, RUNNING]).exists()


def describe(task: Task, label: str) -> None:
    """Say in words what a task does, for administrators."""
    _labels[task.module_path] = label


def label_of(row: DBTaskResult) -> str:
    """What a task does, in words; the name of its function where it has none."""
    if row.task_path == run_job.module_path:
        return jobs.label_of(str(next(iter(row.args_kwargs["args"]), "")))
    return _labels.get(row.task_path, row.task_path.rpartition(".")[2].replace("_", " "))


def failing(most: int) -> list[FailedTask]:
    """The tasks that failed and have not gone well since, the oldest first."""
    return [_failed(row) for row in _failing().order_by("enqueued_at", "pk")[:most]]


def number_failing() -> int:
    """How many tasks failed and have not gone well since."""
    return _failing().count()


def try_again(task_id: UUID) -> bool:
    """Let a failed task be done again now. False if there is none."""
    return bool(
        _failing()
        .filter(pk=task_id)
        .update(status=READY, run_after=timezone.now(), worker_ids=[], finished_at=None)
    )


def forget_old_failures(now: datetime) -> int:
    """Delete tasks that failed for good a month ago. Returns how many."""
    old = ours().filter(status=FAILED, finished_at__lt=now - FAILED_KEPT)
    return old.delete()[0]


def function_of(row: DBTaskResult) -> Task:
    """The task as the code has it. Raises ImportError where it no longer exists."""
    found = import_string(row.task_path)
    if not isinstance(found, Task):
        raise ImportError(f"{row.task_path} is no task.")
    return found


def _failing() -> DBTaskResultQuerySet:
    failed = Q(status=FAILED) | (Q(status__in=[READY, RUNNING]) & ~Q(exception_class_path=""))
    return ours().filter(failed)


def _failed(row: DBTaskResult) -> FailedTask:
    lines = [line for line in row.traceback.splitlines() if line.strip()]
    return FailedTask(
        id=row.pk,
        label=label_of(row),
        error=lines[-1] if lines else row.exception_class_path,
        attempts=len(row.worker_ids),
        added_at=row.enqueued_at,
        next_try_at=None if row.status == FAILED else row.run_after,
    )
