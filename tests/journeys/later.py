"""The site, run as if it were some days later: its clock is moved on, and nothing else.

`python -m tests.journeys.later 190 demo --port 8001` serves the demonstration 190 days from now.
"""

from __future__ import annotations

import os
import sys
from datetime import timedelta

from django.utils import timezone


def move_on(days: int) -> None:
    """Every moment of the site is told by this clock. Call it before the site is loaded."""
    now = timezone.now
    timezone.now = lambda: now() + timedelta(days=days)


if __name__ == "__main__":
    move_on(int(sys.argv.pop(1)))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings.dev")

    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)
