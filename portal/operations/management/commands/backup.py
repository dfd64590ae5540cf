"""`backup FILE`: everything that cannot be made again, in one file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.template.defaultfilters import filesizeformat
from django.utils import timezone

from portal.operations.backups import services
from portal.operations.backups.archive import ArchiveError


class Command(BaseCommand):
    help = (
        "Writes the database and the uploaded files to one new file, while the site is in use. "
        "The search index is left out: it is made again from the database."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "file", type=Path, help="A new file, or a folder in which it is named after the time."
        )
        parser.add_argument(
            "--with-secrets",
            action="store_true",
            help="Add SECRET_KEY, without which second factors cannot be read. Whoever has the "
            "file can then sign in as anybody: keep it as you keep the key.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        file: Path = options["file"]
        if file.is_dir():
            file /= f"exemplar-{timezone.now():%Y-%m-%dT%H%M%SZ}.zip"
        try:
            made = services.make_backup(file=file, with_secrets=options["with_secrets"])
        except ArchiveError as error:
            raise CommandError(str(error)) from error
        rows = sum(made.tables.values())
        files = sum(name.startswith("media/") for name in made.parts)
        self.stdout.write(
            f"{file}: {rows:,} rows of {len(made.tables):,} tables and {files:,} files, "
            f"{filesizeformat(file.stat().st_size)}."
        )
        if not made.holds_media:
            self.stdout.write("The uploaded files are in a service, which has its own backups.")
        if not made.holds_secrets:
            self.stdout.write("Without secrets: keep SECRET_KEY elsewhere, or say --with-secrets.")
