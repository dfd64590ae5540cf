"""What a command that works in steps prints: a line for each, with the time it took."""

from __future__ import annotations

import time
from collections.abc import Callable

from django.core.management.base import OutputWrapper
from django.db import connection

from portal.setup import database


def report_step(stdout: OutputWrapper, label: str, work: Callable[[], str]) -> None:
    """Write the label at once, run the step, then write what it said and the seconds."""
    begun = time.monotonic()
    stdout.write(f"{label} ... ", ending="")
    stdout.flush()
    said = work()
    stdout.write(f"{said} ({time.monotonic() - begun:.1f} s)")
    stdout.flush()


def report_migrating(stdout: OutputWrapper) -> bool:
    """Bring the database up to date, as the first step. Returns whether anything was to do."""
    ran = 0

    def work() -> str:
        nonlocal ran
        ran = database.migrate()
        done = f"{ran} migrations run" if ran else "already up to date"
        return f"{connection.display_name}, {done}"

    report_step(stdout, "Set up the database", work)
    return bool(ran)
