"""`manage.py demo`: from nothing to a served portal, in one command."""

from __future__ import annotations

import contextlib
import gc
import shutil
import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, connections

from portal.background.running import do_what_waits
from portal.demo import loading, people, server
from portal.setup import database
from portal.setup.steps import report_migrating, report_step

OTHER_VERSION = "Add --reset to begin anew; what was typed into it is lost."
REAL_SITE = (
    "A real site is set up here, and the demonstration's invented content never mixes with one. "
    "Name another folder in PORTAL_DATA_DIR, and run it again."
)


class Command(BaseCommand):
    help = (
        "Migrate, load the trust register and illustrative content, make one user per role, "
        "build the index and serve. Safe to run again."
    )
    # The database may not exist yet, and the search index is checked once it is built.
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--no-server", action="store_true", help="Load everything, then stop.")
        parser.add_argument("--port", type=int, default=8000, help="Serve here (default 8000).")
        parser.add_argument(
            "--reset", action="store_true", help="Empty the demonstration's data first."
        )
        parser.add_argument(
            "--force",
            action="store_true",
            help="Load illustrative content into the database that DATABASE_URL names.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        started = time.monotonic()
        # Migrations and imports make many objects that live to the end: looking for garbage
        # among them takes a third of the time.
        gc.disable()
        if settings.DATABASE_IS_CONFIGURED and not options["force"]:
            raise CommandError(
                "DATABASE_URL is set. The demonstration adds invented trusts and case studies, "
                "so it keeps to its own SQLite file. Unset DATABASE_URL, or add --force."
            )
        if not options["no_server"]:
            server.check_port(options["port"])
        if not settings.BASE_URL_IS_CONFIGURED:
            # Links in letters lead to where the demonstration is served.
            settings.PORTAL_BASE_URL = f"http://localhost:{options['port']}"
            settings.WAGTAILADMIN_BASE_URL = settings.PORTAL_BASE_URL
        if options["reset"]:
            report_step(self.stdout, "Empty the data folder", _reset)
        database.check_usable(other_version=OTHER_VERSION)
        if database.holds_real_site():
            raise CommandError(REAL_SITE)
        report_migrating(self.stdout)
        for label, load in loading.STEPS:
            report_step(self.stdout, label, load)
        report_step(self.stdout, "Do what waits", lambda: f"{do_what_waits()} tasks done")
        gc.enable()
        self.stdout.write(f"Ready after {time.monotonic() - started:.0f} seconds.\n\n")
        self.introduce(options["port"])
        if not options["no_server"]:
            connections.close_all()
            server.serve(options["port"])

    def introduce(self, port: int) -> None:
        """Print the address and one user per role."""
        password = people.password_of(settings.DATA_DIR)
        cast = people.people(loading.MEMBER_TRUST)
        width = max(len(person.email) for person in cast)
        self.stdout.write(f"  Portal:  http://localhost:{port}/")
        self.stdout.write(f"  Editor:  http://localhost:{port}/cms/\n\n")
        self.stdout.write(f"  Password of everyone below: {password}\n")
        for person in cast:
            where = f" ({person.trust})" if person.trust else ""
            self.stdout.write(f"  {person.email:<{width}}  {person.job_title}{where}")
            self.stdout.write(f"  {'':<{width}}  {person.comes_to}")
        self.stdout.write("")
        self.stdout.flush()


def _reset() -> str:
    """Remove what the demonstration made. Only ever inside the data folder."""
    if settings.DATABASE_IS_CONFIGURED:
        raise CommandError("--reset empties SQLite only. Unset DATABASE_URL first.")
    file = Path(settings.DATABASES["default"]["NAME"])
    # A file that cannot be read is what --reset is for.
    with contextlib.suppress(DatabaseError):
        if file.exists() and database.holds_real_site():
            raise CommandError(REAL_SITE)
    connections.close_all()
    gone = 0
    for path in [file, *(Path(f"{file}{end}") for end in ("-wal", "-shm", "-journal"))]:
        if path.exists():
            path.unlink()
            gone += 1
    for folder in (Path(settings.MEDIA_ROOT), settings.DATA_DIR / "mail"):
        if folder.is_relative_to(settings.DATA_DIR) and folder.exists():
            shutil.rmtree(folder)
            gone += 1
    return f"{gone} files and folders removed"
