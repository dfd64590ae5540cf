"""`manage.py clean_text`: text that was stored before the gate for text goes through it."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from portal.setup.stored_text import clean_stored
from search import site_engine


class Command(BaseCommand):
    help = (
        "Take out of stored text what cannot be seen or breaks a page, and tell the index. "
        "Signatures stay valid. `setup` does the same. Safe to run again."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        done = clean_stored()
        self.stdout.write(f"{done.rows} rows cleaned, {done.signatures} signatures moved along.")
        for line in done.left:
            self.stderr.write(self.style.WARNING(f"Left as it was: {line}."))
        if done.rows:
            built = site_engine.ensure_index(anew=False)
            self.stdout.write(f"{built.engine}: {built.entries} entries in step.")
