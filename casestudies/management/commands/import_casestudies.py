"""`import_casestudies FILE.jsonl [--publish] [--dry-run] [--background]`: load case studies."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from casestudies import importing
from casestudies.importing import Loaded, Written
from casestudies.importing.progress import ProgressShown
from casestudies.importing.tasks import PAUSE
from casestudies.models import EfficiencyArea

NOT_SET_UP = " No efficiency area has been loaded. Run first: uv run manage.py setup"


class Command(BaseCommand):
    help = (
        "Load or update case studies from a file with one JSON object a line, all or nothing. "
        "A record is found again by its id. One that lacks what a case study needs becomes a "
        "signpost to its source; what is missing is listed, never invented."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", nargs="?", type=Path, metavar="FILE.jsonl")
        parser.add_argument("--publish", action="store_true", help="publish what passes the gate")
        parser.add_argument("--dry-run", action="store_true", help="check all, write nothing")
        parser.add_argument(
            "--background",
            action="store_true",
            help="let a worker do it; the editors’ desk shows how far it is",
        )
        parser.add_argument("--schema", action="store_true", help="print the schema of a line")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["schema"]:
            self.stdout.write(json.dumps(importing.json_schema(), indent=2))
            return
        if options["file"] is None:
            raise CommandError("Give the file to load, or --schema.")
        if options["background"] and options["dry_run"]:
            raise CommandError("A dry run writes nothing, so there is nothing to do for a worker.")
        try:
            if options["background"]:
                run = importing.queue(options["file"], publish=options["publish"])
                self.stdout.write(
                    f"Import {run.pk} is queued: {run.total:,} records. A worker does it; "
                    "the page Imports of the editors’ desk shows how far it is."
                )
                return
            loaded = self._load(options["file"], options)
        except importing.ImportUnderWay as refusal:
            raise CommandError(str(refusal)) from refusal
        except importing.UpdatesFailed as failed:
            self._report(failed.loaded, dry_run=False)
            for fault in failed.faults:
                self.stderr.write(fault)
            raise CommandError(
                "Not every record could be updated. Mend these, and run it again."
            ) from failed
        except OSError as error:
            raise CommandError(f"Cannot read {options['file']}: {error.strerror}.") from error
        except importing.ImportProblems as refusal:
            for problem in refusal.problems:
                self.stderr.write(str(problem))
            count = len(refusal.problems)
            faults = "1 fault" if count == 1 else f"{count} faults"
            first = "" if EfficiencyArea.objects.exists() else NOT_SET_UP
            raise CommandError(f"Nothing was imported: {faults} to mend.{first}") from refusal
        self._report(loaded, dry_run=options["dry_run"])

    def _load(self, file: Path, options: dict[str, Any]) -> Loaded:
        shown = ProgressShown(self.stderr)
        try:
            return importing.load(
                file,
                publish=options["publish"],
                dry_run=options["dry_run"],
                progress=shown.tell,
                pause=PAUSE,
            )
        except KeyboardInterrupt:
            raise CommandError(
                "Stopped. Nothing that was written is visible: run it again to go on."
            ) from None
        finally:
            shown.end()

    def _report(self, loaded: Loaded, *, dry_run: bool) -> None:
        for record in loaded.records:
            self.stdout.write(self._line(record))
        self.stdout.write(
            f"{loaded.created} created, {loaded.updated} updated; {loaded.signposts} of them "
            f"signposts; {loaded.live} published."
            + (" Dry run: nothing was written." if dry_run else "")
        )

    def _line(self, record: Written) -> str:
        kind = "signpost" if record.signpost else "case study"
        state = "published" if record.live else "draft"
        line = f"{record.id}: {kind}, {state}: {record.title}"
        for question in (gap for gap in record.missing if gap.line is not None):
            line += f"\n    asked: {question.label}."
        if record.missing:
            line += f"\n    missing: {', '.join(dict.fromkeys(g.field for g in record.missing))}"
        for difference in record.differences:
            line += f"\n    differs: {difference}"
        return line
