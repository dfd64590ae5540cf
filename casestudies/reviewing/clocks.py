"""The clocks of the review: a reminder at half time and on the last day, and word of a delay."""

from __future__ import annotations

from datetime import date, datetime

from django.utils import timezone
from wagtail.models import TaskState

from casestudies.reviewing import notices, states
from casestudies.reviewing.promises import PROMISES, Step
from portal.background import jobs


def register() -> None:
    """Add these clocks to those that `send_due` runs."""
    jobs.register(
        "casestudies-1-review", remind, label="Remind people of reviews and signatures that wait"
    )


def remind(now: datetime) -> int:
    """Send what is due about open reviews. Returns how many notices were new."""
    today = timezone.localdate(now)
    waiting = [(state, step) for step in Step for state in states.open_at(step).values()]
    return jobs.each(waiting, lambda one: _remind(*one, today))


def _remind(state: TaskState, step: Step, today: date) -> int:
    promise = PROMISES[step]
    started = timezone.localdate(state.started_at)
    last = promise.due(started)
    if today > last:
        return notices.tell_overdue(state)
    if today == last:
        return notices.remind(state, "due")
    if today >= promise.half_way(started):
        return notices.remind(state, "half")
    return 0
