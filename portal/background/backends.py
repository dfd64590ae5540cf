"""The kinds of queue for the site's own tasks: django-tasks, with a limit and retries on each task.

django-tasks lets a backend name its class of tasks (`task_class`), and hands further arguments of
`@task` on to it. That is all that is ours here: storing, ordering and locking are the library's.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import django_tasks_db
from django_tasks.backends.immediate import ImmediateBackend as OriginalImmediateBackend
from django_tasks.base import Task

ALIAS = "background"
"""The queue in `TASKS` that is ours. Wagtail's own tasks use "default": see `portal.settings`."""

GAPS = (
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=3),
    timedelta(hours=12),
    timedelta(days=1),
)
"""How long a task waits after its first failure, its second, and so on. Then people decide."""

LIMIT = timedelta(minutes=10)
"""What takes longer is stopped and counts as failed, unless the task says otherwise."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BackgroundTask(Task):
    """A task with the time that it may take, and the waits before it is tried again."""

    limit: timedelta = LIMIT
    gaps: tuple[timedelta, ...] = GAPS


class DatabaseBackend(django_tasks_db.DatabaseBackend):
    """Tasks are rows of the site's database, written in the transaction of the change."""

    task_class = BackgroundTask


class ImmediateBackend(OriginalImmediateBackend):
    """Tasks run where they are enqueued: for tests."""

    task_class = BackgroundTask
