"""Tasks of the background as they stand in the queue."""

from __future__ import annotations

from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from portal.background import queue
from portal.background.backends import ALIAS
from portal.background.tasks import run_job


def make_failed_task():
    """A task that was tried until nobody tries it any more."""
    return DBTaskResult.objects.create(
        task_path=run_job.module_path,
        args_kwargs={"args": ["background.forget"], "kwargs": {}},
        backend_name=ALIAS,
        queue_name="default",
        priority=0,
        status=queue.FAILED,
        finished_at=timezone.now(),
        exception_class_path="builtins.ValueError",
        traceback="ValueError: no",
    )
