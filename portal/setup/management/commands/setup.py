"""`manage.py setup`: from an empty database to a real site and its first administrator."""

from __future__ import annotations

import gc
import sys
from argparse import ArgumentParser
from functools import partial
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from portal.accounts import invitations
from portal.setup import database
from portal.setup.steps import STEPS, Step, index_step, report_migrating, report_step
from portal.text.dates import moment_in_words

DEMONSTRATION = (
    "This {place} holds the demonstration, and invented content never mixes with a real site. "
    "Set up in another: name it in {variable}."
)
OTHER_VERSION = "Run that version of the portal, or give this one a database of its own."
ASK = "E-mail address of the first administrator (empty: later): "
NO_ADMINISTRATOR = (
    "Nobody is an administrator yet, so nobody can be given a role. "
    "Run: uv run manage.py setup --admin name@trust.nhs.uk"
)


class Command(BaseCommand):
    help = (
        "Set up a real site: migrations, register, areas, pages, programmes, search index and, "
        "with --admin, the first administrator. Safe to run again: it keeps what people changed."
    )
    # The database may not exist yet, and the search index is checked once it is built.
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--admin",
            metavar="EMAIL",
            help="Make this person an administrator and print a one-time link for a password.",
        )
        parser.add_argument("--no-input", action="store_true", help="Ask nothing.")

    def handle(self, *args: Any, **options: Any) -> None:
        # Migrations make many objects that live to the end: looking for garbage among them takes
        # a third of the time.
        gc.disable()
        address = "" if options["admin"] is None else _cleaned(options["admin"])
        database.check_usable(other_version=OTHER_VERSION)
        if database.holds_demonstration():
            raise CommandError(_refusal())
        migrated = report_migrating(self.stdout)
        notices: list[str] = []
        # What a new version changed about the index shows in no count of its entries.
        for step in (*STEPS, index_step(anew=migrated)):
            report_step(self.stdout, step.label, partial(_run, step, notices))
        if not address and not options["no_input"] and sys.stdin.isatty():
            address = self._ask()
        if address:
            self._appoint(address, notices)
        elif not invitations.current_administrators().exists():
            notices.append(NO_ADMINISTRATOR)
        self._close(notices)
        gc.enable()

    def _ask(self) -> str:
        """The address that is typed, asked again until it is one; blank for none."""
        if invitations.current_administrators().exists():
            return ""
        while typed := input(ASK).strip():
            try:
                return invitations.clean_address(typed)
            except ValidationError as error:
                self.stderr.write(" ".join(error.messages))
        return ""

    def _appoint(self, address: str, notices: list[str]) -> None:
        try:
            appointment = invitations.appoint(address)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        person = appointment.user.email
        if not appointment.link:
            state = "is an administrator now" if appointment.is_new else "already there"
            self.stdout.write(f"Administrator ... {person}, {state}; signs in as before.")
            return
        self.stdout.write(f"Administrator ... {person} chooses a password by this link.")
        self.stdout.write(
            f"It works once, until {moment_in_words(invitations.link_ends())}:\n\n"
            f"  {appointment.link}\n\n"
        )
        if not settings.EMAIL_CONFIGURED:
            self.stdout.write("It was not mailed: EMAIL_URL is not set. Pass it on yourself.")
        elif invitations.send_link(appointment.user, appointment.link):
            self.stdout.write(f"It was mailed to {person} too.")
        else:
            notices.append(
                f"The link could not be mailed to {person} (the log says why). Pass it on, and "
                "mend EMAIL_URL: without e-mail nobody else can open an account."
            )

    def _close(self, notices: list[str]) -> None:
        for notice in notices:
            self.stderr.write(self.style.WARNING(f"Still to do: {notice}"))
        self.stdout.write(f"The site is set up. It is served at {settings.PORTAL_BASE_URL}/")
        self.stdout.flush()


def _run(step: Step, notices: list[str]) -> str:
    outcome = step.run()
    if outcome.notice:
        notices.append(outcome.notice)
    return outcome.words


def _cleaned(typed: str) -> str:
    try:
        return invitations.clean_address(typed)
    except ValidationError as error:
        raise CommandError(" ".join(error.messages)) from error


def _refusal() -> str:
    if settings.DATABASE_IS_CONFIGURED:
        return DEMONSTRATION.format(place="database", variable="DATABASE_URL")
    return DEMONSTRATION.format(place="data folder", variable="PORTAL_DATA_DIR")
