"""`import_trusts [FILE.csv] [--figures FILE.csv]`: load or update the register."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from portal.trusts import register
from portal.trusts.register_csv import FIGURE_COLUMNS, TRUST_COLUMNS, RegisterError


class Command(BaseCommand):
    help = (
        "Load or update the trust register from a CSV file, all or nothing. Columns: "
        f"{', '.join(TRUST_COLUMNS)}; the first two are required. Without a file, or with the "
        "file that comes with the portal, its yearly figures are loaded too."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", nargs="?", type=Path, default=register.SHIPPED)
        parser.add_argument(
            "--figures",
            action="append",
            type=Path,
            default=[],
            metavar="FILE.csv",
            help=f"yearly figures; columns: {', '.join(FIGURE_COLUMNS)}; can be repeated",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            loaded = register.load(trusts=options["file"], figures=options["figures"])
        except RegisterError as error:
            for problem in error.problems:
                self.stderr.write(str(problem))
            count = len(error.problems)
            raise CommandError(
                f"Nothing was imported: {count} {'fault' if count == 1 else 'faults'} to mend."
            ) from error
        self.stdout.write(
            f"{loaded.created} trusts created, {loaded.updated} updated, "
            f"{loaded.unchanged} unchanged; {loaded.figures} figures loaded."
        )
