"""Tasks that the tests of the queue have done."""

from __future__ import annotations

import time
from datetime import timedelta
from pathlib import Path

from django_tasks import task

from portal.background.backends import ALIAS


@task(backend=ALIAS)
def write_line(path: str, line: str) -> None:
    with Path(path).open("a") as file:
        file.write(f"{line}\n")


@task(backend=ALIAS)
def fail(words: str) -> None:
    raise ValueError(words)


@task(backend=ALIAS)
def begin_and_sleep(path: str, seconds: float) -> None:
    """Leaves a line when it begins and one when it is done."""
    write_line.func(path, "began")
    time.sleep(seconds)
    write_line.func(path, "done")


@task(backend=ALIAS, limit=timedelta(seconds=0.3))
def take_too_long() -> None:
    try:
        time.sleep(20)
    except Exception:
        # What a task catches itself does not keep it from being stopped.
        time.sleep(20)
