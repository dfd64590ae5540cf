"""Whose turn it is to import: one process at a time, and the next goes on where one ended.

A run is a row. Its process shows with each batch that it lives. One that ended, however it did, is
found out at once by the next import on the same machine, and within `SILENT` by another machine.
"""

from __future__ import annotations

import hashlib
import os
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.formats import date_format

from casestudies.models import ImportRun
from portal.accounts.models import User

State = ImportRun.State
UNDER_WAY = (State.STAGING, State.PUBLISHING)
SILENT = timedelta(seconds=60)
"""How long an import is believed to live without a sign of it. A batch takes less than a second."""

# An import that this process began and left in the middle is at nobody's hands.
_at_work: set[str] = set()
_lock = threading.Lock()


class ImportUnderWay(Exception):
    """Another import is under way: this one is refused, and nothing of it is written."""

    def __init__(self, run: ImportRun | None) -> None:
        self.run = run
        what = "Another import is under way"
        if run is not None:
            began = date_format(timezone.localtime(run.added_at), "H:i")
            what = (
                f"Another import is under way: {run.file_name or 'a file'}, since {began}, "
                f"{run.done:,} of {run.total:,} records done"
            )
        super().__init__(f"{what}. Run this one again when it is done.")


class RunLost(Exception):
    """Another process took this import over, because this one seemed to have ended."""

    def __init__(self) -> None:
        super().__init__("Another process goes on with this import.")


def digest_of(content: str) -> str:
    """What tells two files apart."""
    return hashlib.sha256(content.encode()).hexdigest()


def under_way() -> ImportRun | None:
    """The import that is under way, or that ended in the middle."""
    return ImportRun.objects.filter(state__in=UNDER_WAY).first()


def is_alive(run: ImportRun) -> bool:
    """True if the process that is at this import still works on it, as far as can be told."""
    if run.token is None or run.beat_at is None or timezone.now() - run.beat_at > SILENT:
        return False
    if run.host != _host():
        return True
    if run.pid == os.getpid():
        return str(run.token) in _at_work
    return _is_running(run.pid or 0)


@contextmanager
def turn(run: ImportRun) -> Iterator[ImportRun]:
    """Work on a run, as its only process. Raises ImportUnderWay if another is under way."""
    if is_alive(run):
        raise ImportUnderWay(run)
    token = uuid4()
    free = ImportRun.objects.filter(pk=run.pk, token=run.token)
    taken: dict[str, Any] = {
        "state": State.STAGING if run.state == State.WAITING else run.state,
        "token": token,
        "host": _host(),
        "pid": os.getpid(),
        "beat_at": timezone.now(),
    }
    with _lock:
        _at_work.add(str(token))
    try:
        try:
            with transaction.atomic():
                is_ours = free.filter(state=run.state).update(**taken)
        except IntegrityError:
            raise ImportUnderWay(under_way()) from None
        if not is_ours:
            raise ImportUnderWay(under_way())
        for name, value in taken.items():
            setattr(run, name, value)
        yield run
    finally:
        with _lock:
            _at_work.discard(str(token))


def new(content: str, *, file_name: str, total: int, publish: bool, by: User | None) -> ImportRun:
    """A run that nobody is at yet."""
    return ImportRun.objects.create(
        content=content,
        digest=digest_of(content),
        file_name=file_name[:200],
        total=total,
        publish=publish,
        by=by,
    )


def beat(run: ImportRun, **changed: Any) -> None:
    """Show that this run goes on, and note how far. Raises RunLost if another has it: call it in
    the transaction of the batch, so that nothing is written twice.
    """
    for name, value in changed.items():
        setattr(run, name, value)
    mine = ImportRun.objects.filter(pk=run.pk, token=run.token)
    if not mine.update(beat_at=timezone.now(), **changed):
        raise RunLost


def finish(
    run: ImportRun, state: ImportRun.State, *, faults: list[str] | None = None, **changed: Any
) -> None:
    """End a run. What it held of the file goes."""
    beat(
        run,
        state=state,
        faults=faults or [],
        content="",
        finished_at=timezone.now(),
        **changed,
    )


def _host() -> str:
    return socket.gethostname()[:200]


def _is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    # One that ended and was not yet collected by its parent does nothing any more.
    try:
        with open(f"/proc/{pid}/stat") as stat:
            return stat.read().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return True
