"""Scheduled jobs: apps register them in `ready()`, and `send_due` runs them all, each alone."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from portal.accounts import notices
from portal.accounts.models import ScheduledJob
from portal.text.normalising import clean_line

logger = logging.getLogger(__name__)

Job = Callable[[datetime], int]
Row = TypeVar("Row")
_jobs: dict[str, Job] = {}
DELIVERY = "notices e-mailed"
MOST_ERRORS_SHOWN = 5


class RowsFailed(Exception):
    """Some rows of a job could not be done. `done` is what came of the others."""

    def __init__(self, done: int, errors: list[Exception]) -> None:
        self.done, self.errors = done, errors
        shown = "\n".join(_words(one) for one in errors[:MOST_ERRORS_SHOWN])
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


def register(name: str, job: Job) -> None:
    """Add a job: it takes the time now, does what is due once, and returns how many it did."""
    _jobs[name] = job


def names() -> list[str]:
    """The jobs in the order in which they run; what they wrote to people goes out last."""
    return [*sorted(_jobs), DELIVERY]


def run_all(now: datetime) -> list[Outcome]:
    """Run every job, each whatever became of those before it. A second run does nothing twice."""
    return [run(name, now) for name in names()]


def run(name: str, now: datetime) -> Outcome:
    """Run one job and keep how it fared: its error is in the answer, not raised.

    Raises KeyError for a name that nobody registered.
    """
    job = notices.deliver_pending if name == DELIVERY else _jobs[name]
    try:
        outcome = Outcome(name, job(now))
    except RowsFailed as failed:
        outcome = Outcome(name, failed.done, str(failed))
    except Exception as error:
        logger.exception("The job %s failed.", name)
        outcome = Outcome(name, 0, _words(error))
    _keep(outcome)
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


def _keep(outcome: Outcome) -> None:
    now = timezone.now()
    kept = {"last_run_at": now, "last_error": outcome.error}
    if outcome.error:
        row, is_new = ScheduledJob.objects.get_or_create(
            name=outcome.name, defaults={**kept, "failures": 1}
        )
        if not is_new:
            ScheduledJob.objects.filter(pk=row.pk).update(**kept, failures=F("failures") + 1)
    else:
        ScheduledJob.objects.update_or_create(
            name=outcome.name, defaults={**kept, "failures": 0, "last_success_at": now}
        )


def _words(error: Exception) -> str:
    return f"{type(error).__name__}: {error}".strip()
