"""Work of this process alone, in a thread of its own: one for each name, never two at once.

Nothing is stored: what is lost with the process must be noticed again by the next.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

from django.db import connections

logger = logging.getLogger(__name__)

_running: dict[str, threading.Thread] = {}
# The names for which another round is needed, because of what came since the last began.
_again: set[str] = set()
_lock = threading.Lock()


def run_soon(name: str, work: Callable[[], object]) -> None:
    """Do the work in a thread of this process. Where it is being done already, once more after.

    An error is logged: nobody waits for the thread.
    """
    with _lock:
        _again.add(name)
        if name not in _running:
            thread = threading.Thread(target=_in_rounds, args=(name, work), name=name, daemon=True)
            _running[name] = thread
            thread.start()


def wait() -> None:
    """Wait until no such thread is at work any more."""
    while threads := list(_running.values()):
        for thread in threads:
            thread.join()


def _in_rounds(name: str, work: Callable[[], object]) -> None:
    while _is_wanted(name):
        try:
            work()
        except Exception:
            logger.exception("The work %s of this process failed.", name)
        finally:
            connections.close_all()


def _is_wanted(name: str) -> bool:
    with _lock:
        if name not in _again:
            del _running[name]
            return False
        _again.remove(name)
        return True
