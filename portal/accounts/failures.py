"""What failed and waits for a person: letters that did not go out, scheduled jobs and tasks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from portal.accounts.models import Letter, Notice
from portal.background import jobs, queue
from portal.background.models import ScheduledJob
from portal.background.queue import FailedTask
from portal.background.status import Status, status

MOST_SHOWN = 100


@dataclass(frozen=True)
class FailedLetter:
    """A notice or letter that did not go out. `type` is its key in `tasks.KINDS`."""

    type: str
    row: Notice | Letter
    address: str
    can_be_sent: bool


@dataclass(frozen=True)
class FailedJob:
    """A job whose last run failed, and what it does in words."""

    row: ScheduledJob
    label: str


@dataclass(frozen=True)
class WaitingLetters:
    """How many letters wait for their first try, and since when the first of them does."""

    number: int
    oldest: datetime | None


@dataclass(frozen=True)
class Failures:
    """The failed letters and tasks, the oldest first and not more than can be read; the failed
    jobs; and how the work in the background stands.
    """

    letters: list[FailedLetter]
    number_of_letters: int
    jobs: list[FailedJob]
    tasks: list[FailedTask]
    number_of_tasks: int
    waiting_letters: WaitingLetters
    status: Status

    @property
    def number(self) -> int:
        return self.number_of_letters + len(self.jobs) + self.number_of_tasks


def failures() -> Failures:
    """Everything that failed and has not gone well since, and what waits. Eleven queries."""
    now = status()
    return Failures(
        letters=_letters(),
        number_of_letters=_number_of_letters(),
        jobs=[FailedJob(row, jobs.label_of(row.name)) for row in jobs.failing()],
        tasks=queue.failing(MOST_SHOWN),
        number_of_tasks=now.failed,
        waiting_letters=_waiting_letters(),
        status=now,
    )


def number() -> int:
    """How many letters, jobs and tasks failed. Four queries."""
    return _number_of_letters() + len(jobs.failing()) + queue.number_failing()


def _letters() -> list[FailedLetter]:
    rows = Notice.objects.failing().select_related("recipient")
    notices = [
        FailedLetter("notice", row, row.recipient.email, can_be_sent=True)
        for row in rows.order_by("created_at", "pk")[:MOST_SHOWN]
    ]
    letters = [
        FailedLetter("letter", row, row.to, can_be_sent=bool(row.body))
        for row in Letter.objects.failing().order_by("created_at", "pk")[:MOST_SHOWN]
    ]
    return sorted([*notices, *letters], key=lambda one: one.row.created_at)[:MOST_SHOWN]


def _number_of_letters() -> int:
    return Notice.objects.failing().count() + Letter.objects.failing().count()


def _waiting_letters() -> WaitingLetters:
    number, oldest = 0, []
    for kind in (Notice, Letter):
        waiting = kind.objects.waiting().order_by("created_at")
        first = waiting.values_list("created_at", flat=True).first()
        if first is not None:
            number += waiting.count()
            oldest.append(first)
    return WaitingLetters(number, min(oldest, default=None))
