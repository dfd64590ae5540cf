"""`scheduler`: add the due jobs to the queue, each at its time."""

from __future__ import annotations

import logging
import signal
import threading
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import DatabaseError, close_old_connections, connections
from django.utils import timezone

from portal.background import jobs, scheduling
from portal.background.models import ScheduledJob
from portal.background.processes import Beat, Kind

logger = logging.getLogger(__name__)


class Command(BaseCommand):
    help = (
        "Adds the due jobs to the queue at their times, until it is stopped; a worker does them. "
        "Where several run, each job is still added once."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--interval", type=float, default=10.0, help="Seconds between two looks at the plan."
        )
        parser.add_argument(
            "--list", action="store_true", help="Print the jobs with their next times, and stop."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["list"]:
            self._list()
            return
        stop = threading.Event()
        for wanted in (signal.SIGTERM, signal.SIGINT):
            signal.signal(wanted, lambda *_: stop.set())
        with Beat(Kind.SCHEDULER).beating():
            self.stdout.write("The scheduler has begun.")
            self.stdout.flush()
            while not stop.is_set():
                try:
                    close_old_connections()
                    scheduling.add_due(timezone.now())
                except DatabaseError as error:
                    logger.warning("The database is away.", exc_info=error)
                    connections.close_all()
                stop.wait(options["interval"])
        self.stdout.write("The scheduler has stopped.")

    def _list(self) -> None:
        planned = dict(ScheduledJob.objects.values_list("name", "next_run_at"))
        for job in jobs.all_jobs():
            at = planned.get(job.name) or job.next_time(timezone.now())
            self.stdout.write(f"{timezone.localtime(at):%Y-%m-%d %H:%M}  {job.name}: {job.label}")
