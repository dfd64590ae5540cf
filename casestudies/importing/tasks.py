"""Imports that a worker does, and those that nobody goes on with."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from pathlib import Path

from django.db import transaction
from django_tasks import task

from casestudies.importing import loading, runs
from casestudies.importing.parsing import ImportProblems
from casestudies.importing.steps import UpdatesFailed
from casestudies.models import ImportRun
from portal.accounts.models import User
from portal.background import jobs
from portal.background import queue as background_queue
from portal.background.backends import ALIAS

logger = logging.getLogger(__name__)

LONGEST = timedelta(hours=3)
GAPS = (timedelta(minutes=1), *[timedelta(minutes=5)] * 6, *[timedelta(minutes=30)] * 12)
"""An import waits for the one before it, and is tried again as often."""

PAUSE = 0.1
"""Seconds between two batches: whoever waits to write to SQLite looks this often."""

JOB = "casestudies.imports"


@task(backend=ALIAS, limit=LONGEST, gaps=GAPS)
def run_import(run_id: int) -> None:
    """Do an import that waits, or go on with it. Its row says what became of it.

    Raises ImportUnderWay where it has to wait for another.
    """
    run = ImportRun.objects.filter(pk=run_id).first()
    if run is None or run.is_finished:
        return
    try:
        loading.go_on(run, pause=PAUSE)
    except (ImportProblems, UpdatesFailed):
        # Another try mends nothing: people do, by the run's list of faults.
        logger.exception("The import %s has faults.", run_id)


background_queue.describe(run_import, "Import case studies")


@transaction.atomic
def queue(path: Path | str, *, publish: bool, by: User | None = None) -> ImportRun:
    """Keep a file for a worker to import. Raises ImportProblems and OSError as `load`."""
    path = Path(path)
    total = len(loading.read(path))
    content = path.read_text("utf-8")
    run = runs.new(content, file_name=path.name, total=total, publish=publish, by=by)
    run_import.enqueue(run.pk)
    return run


def register() -> None:
    """Add the job that finishes imports whose process ended while their updates were under way."""
    jobs.register(
        JOB,
        finish_left,
        label="Finish imports that ended while records were being updated",
        every=timedelta(minutes=5),
    )


def finish_left(now: datetime) -> int:
    """Finish such an import. Returns how many there were.

    One that ended before anything was visible is left: whoever imports next goes on with it, or
    takes it away.
    """
    run = runs.under_way()
    if run is None or run.state != ImportRun.State.PUBLISHING or runs.is_alive(run):
        return 0
    loading.go_on(run, pause=PAUSE)
    return 1
