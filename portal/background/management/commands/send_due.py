"""Reminders, re-asks, digests and lapses: everything that falls due. Run it from a scheduler.

Each job and each letter fails alone and is tried again next time; administrators see what failed.
"""

from __future__ import annotations

from argparse import ArgumentParser
from datetime import date, datetime, time
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from portal.background import jobs


class Command(BaseCommand):
    """Runs every job, then e-mails what waits. A second run does nothing twice.

    A line for each job; an error at the end, with the jobs that failed, once all have had their
    turn.
    """

    help = "Does what is due (reminders, digests, lapses), then sends the notices that wait."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--at",
            metavar="YYYY-MM-DD",
            help="Act as if it were nine o'clock on this day. For demonstrations and tests only.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        failed = []
        for outcome in jobs.run_all(_now(options.get("at"))):
            self.stdout.write(str(outcome))
            failed += [outcome.name] if outcome.error else []
        if failed:
            raise CommandError(f"These jobs failed and run again next time: {', '.join(failed)}.")


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
