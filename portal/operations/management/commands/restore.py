"""`restore FILE`: put a backup in the place of this site."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from portal.operations.backups import services
from portal.operations.backups.archive import ArchiveError, Manifest
from portal.text.dates import moment_in_words


class Command(BaseCommand):
    help = (
        "Puts a backup in the place of the database and the uploaded files. Stop the web server, "
        "the worker and the scheduler first. A restore that is broken off leaves the site as it "
        "was, or says so, and the same command goes on. The search index builds itself anew."
    )
    # The database may be empty, or of another version.
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="A file that `backup` wrote.")
        parser.add_argument(
            "--replace", action="store_true", help="Go on where the database holds a site already."
        )
        parser.add_argument(
            "--with-secrets", action="store_true", help="Bring the secret key back too."
        )
        parser.add_argument(
            "--check", action="store_true", help="Only read the file and say whether it is whole."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            if options["check"]:
                made = services.check_backup(file=options["file"])
                self.stdout.write(f"Whole, and fit for this site: {_in_words(made)}.")
                return
            restored = services.restore(
                file=options["file"],
                replace=options["replace"],
                with_secrets=options["with_secrets"],
            )
        except ArchiveError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"Restored: {_in_words(restored.manifest)}.")
        for note in restored.notes:
            self.stdout.write(note)


def _in_words(manifest: Manifest) -> str:
    rows, files = sum(manifest.tables.values()), sum(n.startswith("media/") for n in manifest.parts)
    return (
        f"the site of {moment_in_words(manifest.made_at)}, version {manifest.version}, "
        f"{rows:,} rows and {files:,} files"
    )
