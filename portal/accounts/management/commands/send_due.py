"""Reminders, re-asks, digests and lapses: everything that falls due. Run it from a scheduler."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from portal.accounts import due, notices


class Command(BaseCommand):
    """Runs every clock, then e-mails what is waiting. A second run does nothing twice."""

    help = "Does what is due (reminders, digests, lapses), then sends the notices that wait."

    def handle(self, *args: Any, **options: Any) -> None:
        for name, number in due.run(timezone.now()).items():
            self.stdout.write(f"{name}: {number}")
        self.stdout.write(f"notices e-mailed: {notices.deliver_pending()}")
