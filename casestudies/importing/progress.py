"""How far an import is: one line on a terminal, and one in a log now and then."""

from __future__ import annotations

from datetime import timedelta
from time import monotonic
from typing import Any

from casestudies.models import ImportRun

LOG_EVERY = timedelta(seconds=10)
STEPS = {
    ImportRun.State.STAGING: "Written, not visible yet",
    ImportRun.State.PUBLISHING: "Visible; updated",
}


class ProgressShown:
    """Writes progress to a stream of a command: over and over the same line on a terminal."""

    def __init__(self, stream: Any) -> None:
        self._stream = stream
        self._began = monotonic()
        self._told = monotonic()
        self._is_line_open = False

    def tell(self, step: ImportRun.State, done: int, total: int) -> None:
        """Say how many records are done in this step, of how many, and since when."""
        elapsed = timedelta(seconds=int(monotonic() - self._began))
        line = f"{STEPS[step]}: {done:,} of {total:,} records, {elapsed}"
        if self._stream.isatty():
            self._stream.write(f"\r{line}   ", ending="")
            self._stream.flush()
            self._is_line_open = True
        elif done == total or monotonic() - self._told >= LOG_EVERY.total_seconds():
            self._told = monotonic()
            self._stream.write(line)

    def end(self) -> None:
        """Leave the line, so that what follows has one of its own."""
        if self._is_line_open:
            self._stream.write("")
