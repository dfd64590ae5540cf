"""Build the index anew beside the live one, then swap."""

from __future__ import annotations

import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from search.engines.contract import EngineAway, NoSuchEngine
from search.indexing import entries
from search.site_engine import get_engine


class Command(BaseCommand):
    help = "Bring every entry up to date, build a new index beside the live one, and swap."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--engine", default="", help="embedded or elasticsearch (the site's by default)"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            engine = get_engine(options["engine"])
        except NoSuchEngine as error:
            raise CommandError(str(error)) from error
        started = time.monotonic()
        changed = entries.repair()
        try:
            count = engine.rebuild()
        except EngineAway as away:
            raise CommandError(str(away)) from away
        self.stdout.write(
            f"{engine.name}: {count} entries indexed, {changed} of them brought up to date, "
            f"in {time.monotonic() - started:.1f} s."
        )
