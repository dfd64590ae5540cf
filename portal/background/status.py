"""Whether anybody does the work in the background, and how far behind it is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from portal.background import processes, queue
from portal.background.processes import Kind


@dataclass(frozen=True)
class Status:
    """How many workers and schedulers live, and the tasks that wait or failed."""

    workers: int
    schedulers: int
    waiting: int
    oldest: datetime | None
    failed: int

    @property
    def is_manned(self) -> bool:
        """A worker and a scheduler live."""
        return bool(self.workers and self.schedulers)

    @property
    def sentence(self) -> str:
        """All of it in one line."""
        return (
            f"{_count(self.workers, 'worker')} and {_count(self.schedulers, 'scheduler')} at work; "
            f"{_count(self.waiting, 'task')} waiting{self._since()}; {self.failed} failed."
        )

    def _since(self) -> str:
        if self.oldest is None:
            return ""
        seconds = max(0, int((timezone.now() - self.oldest).total_seconds()))
        return f", the oldest for {_count(seconds, 'second')}"


def status() -> Status:
    """How it stands. Three queries."""
    kinds = [one.kind for one in processes.alive()]
    backlog = queue.backlog()
    return Status(
        workers=kinds.count(Kind.WORKER),
        schedulers=kinds.count(Kind.SCHEDULER),
        waiting=backlog.waiting,
        oldest=backlog.oldest,
        failed=queue.number_failing(),
    )


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
