"""`describe_fields [--write]`: the table of a case study's fields, for the documentation."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from casestudies.schema.document import PATH, field_document


class Command(BaseCommand):
    help = f"Print the table of a case study's fields, which stands in {PATH}."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--write", action="store_true", help=f"write it to {PATH}")

    def handle(self, *args: Any, **options: Any) -> None:
        if not options["write"]:
            self.stdout.write(field_document(), ending="")
            return
        path = settings.BASE_DIR / PATH
        path.parent.mkdir(exist_ok=True)
        path.write_text(field_document())
        self.stdout.write(f"Written: {PATH}.")
