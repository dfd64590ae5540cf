"""`worker`: do the tasks that wait in the background."""

from __future__ import annotations

import logging
import sys
from datetime import timedelta
from time import monotonic
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import DatabaseError, close_old_connections, connections

from portal.background import jobs, threads
from portal.background.processes import Beat, Kind, Watch
from portal.background.running import Alarm, Runner
from portal.background.status import status

logger = logging.getLogger(__name__)

MACHINE_WORK_EVERY = 5.0


class Command(BaseCommand):
    help = (
        "Does the tasks that wait (letters, indexes, due work) until it is stopped. Run as many as "
        "you like, on any machine: nothing is done twice. SIGTERM lets it finish its task, or hand "
        "it back."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--interval", type=float, default=1.0, help="Seconds between two looks at the queue."
        )
        parser.add_argument(
            "--grace",
            type=float,
            default=20.0,
            help="Seconds that a task may go on for after SIGTERM, before it is handed back.",
        )
        parser.add_argument("--once", action="store_true", help="Do what waits now, then stop.")
        parser.add_argument(
            "--status",
            action="store_true",
            help="Say how many workers live and how far they are behind; do nothing. Ends with 1 "
            "where none lives.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["status"]:
            now = status()
            self.stdout.write(now.sentence)
            if not now.workers:
                sys.exit(1)
            return
        alarm = Alarm(timedelta(seconds=options["grace"]))
        with alarm.listening(), Beat(Kind.WORKER).beating() as beat:
            self.stdout.write("The worker has begun.")
            self.stdout.flush()
            runner, watch = Runner(beat, alarm), Watch()
            if options["once"]:
                while not alarm.is_stopping.is_set() and runner.run_one():
                    pass
            else:
                self._go_on(runner, watch, alarm, options["interval"])
        self.stdout.write("The worker has stopped.")

    def _go_on(self, runner: Runner, watch: Watch, alarm: Alarm, interval: float) -> None:
        machine_work_at = 0.0
        while not alarm.is_stopping.is_set():
            did = False
            try:
                close_old_connections()
                watch.look()
                did = runner.run_one()
            except DatabaseError as error:
                logger.warning("The database is away.", exc_info=error)
                connections.close_all()
            if monotonic() >= machine_work_at:
                machine_work_at = monotonic() + MACHINE_WORK_EVERY
                for name, work in jobs.for_each_machine():
                    threads.run_soon(name, work)
            if not did:
                alarm.is_stopping.wait(interval)
