"""Scheduled jobs: apps register them in `ready()`; each runs alone and keeps how it fared.

A job does what is due once, so that nothing is done twice however often it runs. `scheduler` adds
each to the queue at its time; `send_due` runs them all at once.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import TypeVar

from django.db import transaction
from django.utils import timezone

from portal.background.models import ScheduledJob
from portal.text.normalising import clean_line

logger = logging.getLogger(__name__)

Work = Callable[[datetime], int]
Row = TypeVar("Row")

MORNING = time(6)
"""When a job of each day runs, by the clock of the site."""

GAPS = (
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=3),
    timedelta(hours=12),
)
"""How soon a job of each day that failed once, twice, and so on, runs again before its time."""

LONGEST_GAP = timedelta(minutes=15)
"""A job that runs every so often waits twice as long after each failure, up to this."""

MOST_ERRORS_SHOWN = 5


@dataclass(frozen=True)
class Job:
    """Work that falls due: every so often, or each morning where `every` is not given."""

    name: str
    work: Work
    label: str
    every: timedelta | None = None
    runs_last: bool = False

    def next_time(self, after: datetime) -> datetime:
        """The first time for it after this one."""
        if self.every:
            return after + self.every
        day = timezone.localdate(after)
        if timezone.localtime(after).time() >= MORNING:
            day += timedelta(days=1)
        return timezone.make_aware(datetime.combine(day, MORNING))

    def time_after_failure(self, now: datetime, failures: int) -> datetime:
        """When it runs again after so many failures, one after the other."""
        if self.every:
            doubled = self.every * 2 ** min(failures - 1, 10)
            return now + max(self.every, min(doubled, LONGEST_GAP))
        return min(self.next_time(now), now + GAPS[min(failures, len(GAPS)) - 1])


_jobs: dict[str, Job] = {}
_for_each_machine: dict[str, Callable[[], object]] = {}


class RowsFailed(Exception):
    """Some rows of a job could not be done. `done` is what came of the others."""

    def __init__(self, done: int, errors: list[Exception]) -> None:
        self.done, self.errors = done, errors
        shown = "\n".join(in_words(one) for one in errors[:MOST_ERRORS_SHOWN])
        more = len(errors) - MOST_ERRORS_SHOWN
        super().__init__(f"{shown}\nand {more} more" if more > 0 else shown)


@dataclass(frozen=True)
class Outcome:
    """What came of one job: how many it did, and what went wrong, empty if nothing did."""

    name: str
    done: int = 0
    error: str = ""

    def __str__(self) -> str:
        failed = f" done, failed: {clean_line(self.error)}" if self.error else ""
        return f"{self.name}: {self.done}{failed}"


def register(
    name: str,
    work: Work,
    *,
    label: str = "",
    every: timedelta | None = None,
    runs_last: bool = False,
) -> None:
    """Add a job: `work` takes the time now, does what is due once, and returns how many it did.

    `label` says to administrators what it does. It runs each morning, or `every` so often.
    `send_due` runs the jobs by name, those that run last at the end.
    """
    _jobs[name] = Job(name, work, label or name, every, runs_last)


def register_for_each_machine(name: str, work: Callable[[], object]) -> None:
    """Add what each machine must see to by itself, such as an index in a folder of its own.

    Each worker does it every few seconds, in a thread beside its tasks.
    """
    _for_each_machine[name] = work


def for_each_machine() -> list[tuple[str, Callable[[], object]]]:
    """What each machine sees to by itself, by name."""
    return list(_for_each_machine.items())


def names() -> list[str]:
    """The jobs in the order in which `send_due` runs them."""
    return [job.name for job in all_jobs()]


def all_jobs() -> list[Job]:
    """The jobs in the order of `names`."""
    return sorted(_jobs.values(), key=lambda job: (job.runs_last, job.name))


def label_of(name: str) -> str:
    """What a job does, in words; its name where nobody registered it."""
    return _jobs[name].label if name in _jobs else name


def run_all(now: datetime) -> list[Outcome]:
    """Run every job, each whatever became of those before it. A second run does nothing twice."""
    return [run(name, now) for name in names()]


def run(name: str, now: datetime) -> Outcome:
    """Run one job and keep how it fared: its error is in the answer, not raised.

    Raises KeyError for a name that nobody registered.
    """
    job = _jobs[name]
    try:
        outcome = Outcome(name, job.work(now))
    except RowsFailed as failed:
        outcome = Outcome(name, failed.done, str(failed))
    except Exception as error:
        logger.exception("The job %s failed.", name)
        outcome = Outcome(name, 0, in_words(error))
    keep(outcome)
    return outcome


def each(rows: Iterable[Row], do: Callable[[Row], int]) -> int:
    """Do each row in a transaction of its own; a row that fails stops none behind it.

    Returns the sum of what `do` returned. Raises RowsFailed at the end if a row failed.
    """
    done, errors = 0, []
    for row in rows:
        try:
            with transaction.atomic():
                did = do(row)
        except Exception as error:
            logger.exception("%r could not be done; the others go on.", row)
            errors.append(error)
        else:
            done += did
    if errors:
        raise RowsFailed(done, errors)
    return done


def all_of(*parts: Callable[[], int]) -> int:
    """Do several parts of one job, each whatever became of the one before. As `each` otherwise."""
    done, errors = 0, []
    for part in parts:
        try:
            done += part()
        except RowsFailed as failed:
            done += failed.done
            errors += failed.errors
        except Exception as error:
            logger.exception("A part of a job could not be done; the others go on.")
            errors.append(error)
    if errors:
        raise RowsFailed(done, errors)
    return done


def failing() -> list[ScheduledJob]:
    """The jobs whose last run failed, without those that no longer exist."""
    return list(ScheduledJob.objects.filter(failures__gt=0, name__in=names()))


def keep(outcome: Outcome) -> None:
    """Store how a run fared. One that failed is planned anew, with growing gaps."""
    now = timezone.now()
    with transaction.atomic():
        row, _ = ScheduledJob.objects.select_for_update().get_or_create(name=outcome.name)
        row.last_run_at, row.last_error = now, outcome.error
        if outcome.error:
            row.failures += 1
            job = _jobs.get(outcome.name)
            if job and row.next_run_at:
                row.next_run_at = job.time_after_failure(now, row.failures)
        else:
            row.failures, row.last_success_at = 0, now
        row.save()


def in_words(error: BaseException) -> str:
    """An error as its kind and what it says."""
    return f"{type(error).__name__}: {error}".strip()
