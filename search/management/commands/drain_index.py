"""`drain_index`: bring the search indexes into step."""

from __future__ import annotations

import signal
import threading
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from search.engines.contract import EngineAway
from search.indexing import catching_up


class Command(BaseCommand):
    help = (
        "Brings this machine's search index, and Elasticsearch where there is one, into step with "
        "what changed. With --watch it goes on until it is stopped."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--watch", action="store_true", help="Go on until stopped.")
        parser.add_argument(
            "--every", type=float, default=1.0, help="Seconds between two looks, with --watch."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if not options["watch"]:
            if away := self._once():
                raise CommandError(f"{away} What is pending waits.")
            return
        stop = threading.Event()
        for wanted in (signal.SIGTERM, signal.SIGINT):
            signal.signal(wanted, lambda *_: stop.set())
        while not stop.is_set():
            if away := self._once():
                self.stderr.write(away)
            stop.wait(options["every"])

    def _once(self) -> str:
        """Returns why an engine could not be reached; blank if all were."""
        away = ""
        for engine in catching_up.kept_engines():
            try:
                taken = catching_up.bring_up_to_date(engine)
            except EngineAway as reason:
                away = str(reason)
            else:
                if taken:
                    self.stdout.write(f"{engine.name}: {taken} entries taken.")
        return away
