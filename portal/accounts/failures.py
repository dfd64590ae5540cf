"""What failed and waits for a person: letters that did not go out, and scheduled jobs."""

from __future__ import annotations

from dataclasses import dataclass

from portal.accounts import due
from portal.accounts.models import Notice, ScheduledJob

MOST_SHOWN = 100


@dataclass(frozen=True)
class Failures:
    """The failed letters, the oldest first and not more than can be read, and the failed jobs."""

    notices: list[Notice]
    number_of_notices: int
    jobs: list[ScheduledJob]

    @property
    def number(self) -> int:
        return self.number_of_notices + len(self.jobs)


def failures() -> Failures:
    """Everything that failed and has not gone well since. Three queries."""
    failing = Notice.objects.failing().select_related("recipient").order_by("created_at", "pk")
    return Failures(
        notices=list(failing[:MOST_SHOWN]),
        number_of_notices=failing.count(),
        jobs=due.failing(),
    )


def number() -> int:
    """How many letters and jobs failed. Two queries."""
    return Notice.objects.failing().count() + len(due.failing())
