"""Reminders, re-asks, digests and lapses: everything that falls due. Run it from a scheduler."""

from __future__ import annotations

from argparse import ArgumentParser
from datetime import date, datetime, time
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from portal.accounts import due, notices


class Command(BaseCommand):
    """Runs every clock, then e-mails what is waiting. A second run does nothing twice."""

    help = "Does what is due (reminders, digests, lapses), then sends the notices that wait."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--at",
            metavar="YYYY-MM-DD",
            help="Act as if it were nine o'clock on this day. For demonstrations and tests only.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        for name, number in due.run(_now(options.get("at"))).items():
            self.stdout.write(f"{name}: {number}")
        self.stdout.write(f"notices e-mailed: {notices.deliver_pending()}")


def _now(at: str | None) -> datetime:
    """The time now, or the morning of the day asked for. Raises CommandError in production."""
    if at is None:
        return timezone.now()
    if not settings.CLOCK_MAY_BE_MOVED:
        raise CommandError("--at is for demonstrations and tests: real people are told real days.")
    try:
        day = date.fromisoformat(at)
    except ValueError as error:
        raise CommandError(f"{at} is not a day. Write it as 2027-01-31.") from error
    return timezone.make_aware(datetime.combine(day, time(9)))
