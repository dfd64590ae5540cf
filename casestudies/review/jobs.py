"""The clocks of the review: a reminder at half time and on the last day, and word of a delay."""

from __future__ import annotations

from datetime import date, datetime

from django.utils import timezone
from wagtail.models import TaskState

from casestudies.review import notifications as review_notifications
from casestudies.review import states as review_states
from casestudies.review.states import PROMISES, Step
from portal.background import jobs


def register() -> None:
    """Add these jobs to those that `send_due` runs."""
    jobs.register(
        "casestudies-1-review", remind, label="Remind people of reviews and signatures that wait"
    )


def remind(now: datetime) -> int:
    """Send what is due about open reviews. Returns how many notices were new."""
    today = timezone.localdate(now)
    waiting = [(state, step) for step in Step for state in review_states.open_at(step).values()]
    return jobs.each(waiting, lambda one: _remind(*one, today))


def _remind(state: TaskState, step: Step, today: date) -> int:
    promise = PROMISES[step]
    started = timezone.localdate(state.started_at)
    last = promise.due(started)
    if today > last:
        return review_notifications.tell_overdue(state)
    if today == last:
        return review_notifications.remind(state, "due")
    if today >= promise.half_way(started):
        return review_notifications.remind(state, "half")
    return 0
