"""Doing one task after the other, each under its time limit, and keeping what became of it.

The library's worker has no lease, no time limit and no retries, and locks SQLite to look whether
there is anything to do; so this takes its place. Claims are the library's.
"""

from __future__ import annotations

import logging
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from time import monotonic
from traceback import format_exception
from types import FrameType

from django.db import OperationalError, connections, models, transaction
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from django_tasks_db.utils import exclusive_transaction, is_locked_database_exception

from portal.background import queue
from portal.background.backends import GAPS, LIMIT
from portal.background.models import BackgroundProcess
from portal.background.processes import Beat

logger = logging.getLogger(__name__)

LONGEST_TRACEBACK = 20_000
AFTER_THE_LIMIT = timedelta(seconds=30)
"""How long past its limit a task that cannot be stopped keeps its lease."""


class Stopped(BaseException):
    """Raised inside a task that must end now. No task catches it by `except Exception`: what it
    had begun to send stays claimed, and is never sent twice.
    """


class TookTooLong(Stopped):
    """The task's time limit is over."""


class HandedBack(Stopped):
    """The process must stop: the task goes back to the queue, and this was no try."""


class Alarm:
    """Stops the task of the main thread: at its limit, or soon after the process was told to end.

    Outside a main thread nothing can be stopped; there the lease ends instead.
    """

    def __init__(self, grace: timedelta) -> None:
        self._grace = grace.total_seconds()
        self.is_stopping = threading.Event()
        self._why: type[Stopped] = TookTooLong
        self._is_armed = False

    @contextmanager
    def listening(self) -> Iterator[None]:
        """Listen to SIGTERM and SIGINT until the block ends. For the main thread."""
        handlers = {
            signal.SIGALRM: self._ring,
            signal.SIGTERM: self._on_stop,
            signal.SIGINT: self._on_stop,
        }
        before = {number: signal.signal(number, one) for number, one in handlers.items()}
        try:
            yield
        finally:
            for number, one in before.items():
                signal.signal(number, one)

    @contextmanager
    def armed(self, limit: timedelta) -> Iterator[None]:
        """Stop what is done inside at the limit, by raising TookTooLong or HandedBack in it."""
        self._why, self._is_armed = TookTooLong, True
        seconds = limit.total_seconds()
        if self.is_stopping.is_set():
            self._why, seconds = HandedBack, min(seconds, self._grace)
        signal.setitimer(signal.ITIMER_REAL, seconds)
        try:
            yield
        finally:
            self._is_armed = False
            signal.setitimer(signal.ITIMER_REAL, 0)

    def _ring(self, number: int, frame: FrameType | None) -> None:
        if self._is_armed:
            self._is_armed = False
            raise self._why

    def _on_stop(self, number: int, frame: FrameType | None) -> None:
        asked_again = self.is_stopping.is_set()
        self.is_stopping.set()
        if not self._is_armed:
            return
        left = signal.getitimer(signal.ITIMER_REAL)[0]
        if asked_again or left > self._grace:
            self._why = HandedBack
            signal.setitimer(signal.ITIMER_REAL, 0.01 if asked_again else self._grace)


class Runner:
    """Does tasks for the process of a beat."""

    def __init__(self, beat: Beat, alarm: Alarm | None = None) -> None:
        self._beat = beat
        self._alarm = alarm

    def run_one(self) -> bool:
        """Do the most urgent task. False if none could be had."""
        row = self._claim()
        if row is None:
            return False
        limit = LIMIT
        try:
            task = queue.function_of(row)
            limit = getattr(task, "limit", LIMIT)
            with self._within(limit):
                task.call(*row.args_kwargs["args"], **row.args_kwargs["kwargs"])
        except Exception as error:
            logger.exception("The task %s (%s) failed.", row.pk, queue.label_of(row))
            self._fail(row, error)
        except TookTooLong:
            # Stopped in the middle of anything: nothing that was open can be gone on with.
            connections.close_all()
            words = f"It took more than {limit.total_seconds():.0f} seconds."
            logger.error("The task %s (%s) was stopped. %s", row.pk, queue.label_of(row), words)
            self._fail(row, TookTooLong(words))
        except BaseException as stop:
            connections.close_all()
            self._finish(row, lambda: _hand_back(row))
            if not isinstance(stop, HandedBack):
                raise
        else:
            self._finish(row, row.delete)
        return True

    def _claim(self) -> DBTaskResult | None:
        # Looking needs no lock: most of the time there is nothing.
        if not queue.ready().exists():
            return None
        try:
            with exclusive_transaction():
                row = queue.ready().get_locked()
                if row is not None:
                    row.claim(str(self._beat.id))
                    if not self._mine().update(task=row.pk):
                        # Given up by the others meanwhile.
                        self._beat.beat()
                        self._mine().update(task=row.pk)
        except OperationalError as error:
            if is_locked_database_exception(error):
                return None
            raise
        return row

    @contextmanager
    def _within(self, limit: timedelta) -> Iterator[None]:
        self._beat.busy_until = monotonic() + (limit + AFTER_THE_LIMIT).total_seconds()
        try:
            if self._alarm is None:
                yield
            else:
                with self._alarm.armed(limit):
                    yield
        finally:
            self._beat.busy_until = None

    def _fail(self, row: DBTaskResult, error: BaseException) -> None:
        self._finish(row, lambda: _note_failure(row, error))

    def _finish(self, row: DBTaskResult, write: Callable[[], object]) -> None:
        """Keep what became of the task, unless it was taken back meanwhile: then another has it."""
        with transaction.atomic():
            if self._mine().filter(task=row.pk).update(task=None):
                write()
                return
        logger.warning("The task %s was taken back while it was being done.", row.pk)

    def _mine(self) -> models.QuerySet[BackgroundProcess]:
        return BackgroundProcess.objects.filter(pk=self._beat.id)


def do_what_waits() -> int:
    """Do every task that waits now, in this process. Returns how many."""
    done = 0
    with Beat(BackgroundProcess.Kind.WORKER).beating() as beat:
        runner = Runner(beat)
        while runner.run_one():
            done += 1
    return done


def _note_failure(row: DBTaskResult, error: BaseException) -> None:
    try:
        gaps = getattr(queue.function_of(row), "gaps", GAPS)
    except ImportError:
        # Of a newer version of the code perhaps, which another process has.
        gaps = GAPS
    tried, now = len(row.worker_ids), timezone.now()
    over = tried > len(gaps)
    row.status = queue.FAILED if over else queue.READY
    row.finished_at = now if over else None
    row.run_after = now if over else now + gaps[tried - 1]
    row.exception_class_path = f"{type(error).__module__}.{type(error).__qualname__}"
    row.traceback = "".join(format_exception(error))[-LONGEST_TRACEBACK:]
    row.save()


def _hand_back(row: DBTaskResult) -> None:
    row.status = queue.READY
    row.worker_ids = row.worker_ids[:-1]
    row.save(update_fields=["status", "worker_ids"])
