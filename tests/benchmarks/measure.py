"""Timing: percentiles, and several clients at once.

A client is a thread, as in the site's own server (waitress): all of them share the process, its
caches and Python's lock, and each has its own connection to the database.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass

from django.db import connection

from search.evaluation import percentile

Work = Callable[[str], object]


@dataclass(frozen=True)
class Times:
    """Milliseconds an answer, and answers a second of all clients together."""

    p50: float
    p95: float
    p99: float
    per_second: float
    answers: int


@dataclass(frozen=True)
class CappedTimes:
    """The same of work that is cut off at a limit: an answer that was cut counts as the limit."""

    times: Times
    cut: int


def timed(work: Work, texts: Sequence[str], *, clients: int = 1) -> Times:
    """Ask every text once, shared out among the clients. Each warms up first."""
    waiting = iter(texts)
    lock = threading.Lock()
    taken: list[float] = []
    failures: list[BaseException] = []
    # The clock starts when the last client is ready.
    ready = threading.Barrier(clients + 1)

    def client() -> None:
        try:
            work(texts[0])
            ready.wait()
            for text in _shared(waiting, lock):
                started = time.perf_counter()
                work(text)
                taken.append(1000 * (time.perf_counter() - started))
        except BaseException as failure:
            failures.append(failure)
            ready.abort()
        finally:
            connection.close()

    threads = [threading.Thread(target=client) for _ in range(clients)]
    for thread in threads:
        thread.start()
    with suppress(threading.BrokenBarrierError):
        ready.wait()
    started = time.perf_counter()
    for thread in threads:
        thread.join()
    if failures:
        raise failures[0]
    return of(taken, seconds=time.perf_counter() - started)


def of(taken: Sequence[float], *, seconds: float) -> Times:
    """The percentiles of these milliseconds, which together took so many seconds."""
    return Times(
        p50=percentile(taken, 50),
        p95=percentile(taken, 95),
        p99=percentile(taken, 99),
        per_second=len(taken) / seconds,
        answers=len(taken),
    )


def _shared(waiting: Iterator[str], lock: threading.Lock) -> Iterator[str]:
    while True:
        with lock:
            text = next(waiting, None)
        if text is None:
            return
        yield text
