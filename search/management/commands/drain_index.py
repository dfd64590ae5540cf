"""`drain_index`: bring the search cluster up to date."""

from __future__ import annotations

import signal
import threading
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from search import draining


class Command(BaseCommand):
    help = "Sends what changed to Elasticsearch. With --watch it goes on until it is stopped."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--watch", action="store_true", help="Go on until stopped.")
        parser.add_argument(
            "--every", type=float, default=1.0, help="Seconds between two looks, with --watch."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if not draining.is_needed():
            raise CommandError("This site has no search cluster. Set ELASTICSEARCH_URL.")
        if options["watch"]:
            stop = threading.Event()
            for wanted in (signal.SIGTERM, signal.SIGINT):
                signal.signal(wanted, lambda *_: stop.set())
            draining.watch(stop, every=options["every"])
            return
        done = draining.drain()
        if done.away:
            raise CommandError(f"{done.away} What is pending waits.")
        self.stdout.write(f"{done.sent} entries sent, {done.refused} refused.")
