"""The one task of this app: running a scheduled job."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone
from django_tasks import task

from portal.background import jobs
from portal.background.backends import ALIAS

LONGEST_JOB = timedelta(hours=1)


@task(backend=ALIAS, limit=LONGEST_JOB)
def run_job(name: str) -> dict[str, int | str]:
    """Run one scheduled job. Returns how many it `done`, and its `error`, empty if none.

    A job that fails is kept as failed and planned again, so the task itself went well. Raises
    KeyError for a job that no longer exists.
    """
    outcome = jobs.run(name, timezone.now())
    return {"done": outcome.done, "error": outcome.error}
