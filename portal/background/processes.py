"""Which processes live: each beats while it does, and one that fell silent loses its task.

A beat is compared with the clock, and that it does not move is seen twice before anybody acts on
it: a clock that jumps, or differs between machines, takes no task from a process that lives.
"""

from __future__ import annotations

import logging
import os
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from time import monotonic
from uuid import UUID, uuid4

from django.conf import settings
from django.db import DatabaseError, connections, transaction
from django.utils import timezone

from portal.background import queue
from portal.background.models import BackgroundProcess

logger = logging.getLogger(__name__)
Kind = BackgroundProcess.Kind

MOST_INTERRUPTIONS = 3
"""A task whose process ended under it so often is not begun again: it may be what ends them."""
INTERRUPTED = "The process that did it ended before it was done."


def lease() -> timedelta:
    """How long a process may be silent before its task is taken back."""
    return timedelta(seconds=settings.BACKGROUND_LEASE)


def beat_every() -> float:
    """Seconds between two beats: several fit into a lease."""
    return float(settings.BACKGROUND_LEASE) / 6


def is_alive(kind: BackgroundProcess.Kind) -> bool:
    """True if a process of this kind has beaten lately."""
    since = timezone.now() - lease()
    return BackgroundProcess.objects.filter(kind=kind, beat_at__gte=since).exists()


def alive() -> list[BackgroundProcess]:
    """The processes that have beaten lately."""
    return list(BackgroundProcess.objects.filter(beat_at__gte=timezone.now() - lease()))


class Beat:
    """This process among those at work, beating in a thread until it is left.

    `busy_until` (a monotonic time) is when its task must be over: a process that hangs in it stops
    beating, so that another takes the task.
    """

    def __init__(self, kind: BackgroundProcess.Kind) -> None:
        self.id = uuid4()
        self.busy_until: float | None = None
        self._kind = kind
        self._started_at = timezone.now()
        self._stop = threading.Event()

    def beat(self) -> None:
        """Show that this process lives. One that was given up meanwhile joins again."""
        now = timezone.now()
        if not BackgroundProcess.objects.filter(pk=self.id).update(beat_at=now):
            BackgroundProcess.objects.create(
                id=self.id,
                kind=self._kind,
                host=socket.gethostname()[:200],
                pid=os.getpid(),
                started_at=self._started_at,
                beat_at=now,
            )

    @contextmanager
    def beating(self) -> Iterator[Beat]:
        """Beat until the block ends, then be gone from the list."""
        self.beat()
        thread = threading.Thread(target=self._go_on, name="background-beat", daemon=True)
        thread.start()
        try:
            yield self
        finally:
            self._stop.set()
            thread.join()
            with _forgiven("leave the list of processes"):
                BackgroundProcess.objects.filter(pk=self.id).delete()

    def _go_on(self) -> None:
        while not self._stop.wait(beat_every()):
            if self.busy_until is None or monotonic() < self.busy_until:
                with _forgiven("beat"):
                    self.beat()
        connections.close_all()


class Watch:
    """An eye on the others: whoever is silent at two looks in a row is given up."""

    def __init__(self) -> None:
        self._silent: dict[UUID, datetime] = {}
        self._looked = 0.0

    def look(self) -> int:
        """Take back the tasks of processes that are gone, if the last look was a while ago.

        Returns how many tasks.
        """
        if monotonic() - self._looked < 2 * beat_every():
            return 0
        self._looked = monotonic()
        now = timezone.now()
        seen = {one.pk: one.beat_at for one in BackgroundProcess.objects.all()}
        silent = {pk: beat for pk, beat in seen.items() if abs(now - beat) > lease()}
        for pk, beat in silent.items():
            if self._silent.get(pk) == beat:
                BackgroundProcess.objects.filter(pk=pk, beat_at=beat).delete()
        self._silent = silent
        return take_back_orphans()


def take_back_orphans() -> int:
    """Put tasks that no process has any more back into the queue. Returns how many."""
    held = BackgroundProcess.objects.exclude(task=None).values("task")
    running = queue.ours().filter(status=queue.RUNNING)
    taken = 0
    for row in running.exclude(pk__in=held):
        ended = len(row.worker_ids) >= MOST_INTERRUPTIONS
        now = timezone.now()
        with transaction.atomic():
            # Whoever looks at the same moment finds it taken.
            taken += running.filter(pk=row.pk).update(
                status=queue.FAILED if ended else queue.READY,
                run_after=now,
                finished_at=now if ended else None,
                exception_class_path="Interrupted",
                traceback=INTERRUPTED,
            )
        logger.warning("The task %s was interrupted (%s).", row.pk, queue.label_of(row))
    return taken


@contextmanager
def _forgiven(what: str) -> Iterator[None]:
    """A database that is away for a moment ends no process."""
    try:
        yield
    except DatabaseError:
        logger.warning("Could not %s.", what, exc_info=True)
        connections.close_all()
