"""`load_programmes`: the programmes of the past that come with the portal."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from portal.matching.history import load_global_digital_exemplars


class Command(BaseCommand):
    help = "Loads the Global Digital Exemplars as history. Safe to run again."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            made = load_global_digital_exemplars()
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        self.stdout.write(f"Global Digital Exemplars: {made} designations new")
