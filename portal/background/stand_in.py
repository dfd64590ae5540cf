"""A small site without a worker: a web process does the waiting tasks, in one thread of its own.

The thread begins with the first request. It is woken once an answer has been sent that left a
task, and looks by itself now and then for what was to be tried later. Where a worker lives it
leaves the tasks to it; where a scheduler does, it leaves the plan to that.
"""

from __future__ import annotations

import logging
import os
import threading
from typing import Any

from django.conf import settings
from django.core.signals import request_finished
from django.db import connections, transaction
from django.utils import timezone
from django_tasks.signals import task_enqueued

from portal.background import processes, queue, scheduling
from portal.background.processes import Beat, Kind, Watch
from portal.background.running import Runner

logger = logging.getLogger(__name__)
NAME = "background-in-web"


class StandIn:
    """The thread of one process, and what wakes it."""

    def __init__(self) -> None:
        self._wake = threading.Event()
        self._has_new = threading.Event()
        self._thread: threading.Thread | None = None
        self._pid = 0
        self._is_over = False
        self._lock = threading.Lock()
        self._watch = Watch()

    def note_new(self, **_: Any) -> None:
        """A task was enqueued: do it once its transaction is committed and the answer is sent."""
        transaction.on_commit(self._has_new.set)

    def after_answer(self, **_: Any) -> None:
        """Begin with the thread, or wake it. The answer is on its way to the reader."""
        if not settings.BACKGROUND_IN_WEB:
            return
        if self._has_new.is_set():
            self._has_new.clear()
            self._wake.set()
        if not self._is_running():
            with self._lock:
                if not self._is_running():
                    self._start()

    def do_what_waits(self) -> int:
        """One round: plan and do what no other process is there for. Returns how many tasks."""
        if not processes.is_alive(Kind.SCHEDULER):
            scheduling.add_due(timezone.now())
        if processes.is_alive(Kind.WORKER):
            return 0
        self._watch.look()
        if not queue.ready().exists():
            return 0
        done = 0
        with Beat(Kind.WEB).beating() as beat:
            runner = Runner(beat)
            while not processes.is_alive(Kind.WORKER) and runner.run_one():
                done += 1
        return done

    def stop(self) -> None:
        """End the thread once its task is done, and wait for it."""
        self._is_over = True
        self._wake.set()
        if self._thread is not None:
            self._thread.join()

    def _is_running(self) -> bool:
        # A server may fork after the first request: a thread does not come along.
        is_here = self._pid == os.getpid()
        return is_here and self._thread is not None and self._thread.is_alive()

    def _start(self) -> None:
        self._pid, self._is_over = os.getpid(), False
        self._thread = threading.Thread(target=self._go_on, name=NAME, daemon=True)
        self._thread.start()

    def _go_on(self) -> None:
        while not self._is_over:
            self._wake.wait(2 * processes.beat_every())
            self._wake.clear()
            try:
                self.do_what_waits()
            except Exception:
                logger.exception("The background work of this web process stopped for now.")
            finally:
                connections.close_all()


stand_in = StandIn()


def connect() -> None:
    """Listen to answers and new tasks. Called once, when the app is ready."""
    task_enqueued.connect(stand_in.note_new, dispatch_uid=NAME)
    request_finished.connect(stand_in.after_answer, dispatch_uid=NAME)
