"""What the review hears from Wagtail's workflow, whoever moved it: our screens or the editor.

Wagtail's own letters about a review stay unsent: the portal's notices tell the same people. Wagtail
connects its letters when its own app is ready, each under a name. A name that is taken is not
connected again, and the apps of this service are ready first.
"""

from __future__ import annotations

from typing import Any

from django.dispatch import Signal, receiver
from wagtail.models import TaskState, WorkflowState
from wagtail.signals import (
    task_approved,
    task_rejected,
    task_submitted,
    workflow_approved,
    workflow_rejected,
    workflow_submitted,
)

from casestudies.review import notifications as review_notifications
from casestudies.review import states as review_states
from casestudies.review.states import Step


@receiver(task_submitted)
def tell_who_acts(*, instance: TaskState, **_: Any) -> None:
    review_notifications.tell_step_began(instance)


@receiver(task_approved)
def tell_step_done(*, instance: TaskState, **_: Any) -> None:
    review_notifications.tell_author_done(instance)
    if review_states.step_of(instance.task) is Step.EDITOR:
        page = instance.workflow_state.content_object.specific
        review_notifications.tell_published(page, instance)


@receiver(task_rejected)
def tell_author(*, instance: TaskState, **_: Any) -> None:
    review_notifications.tell_returned(instance)


LETTERS: tuple[tuple[Signal, type, str], ...] = (
    (task_submitted, TaskState, "group_approval_task_submitted_email_notification"),
    (workflow_submitted, WorkflowState, "workflow_state_submitted_email_notification"),
    (workflow_rejected, WorkflowState, "workflow_state_rejected_email_notification"),
    (workflow_approved, WorkflowState, "workflow_state_approved_email_notification"),
)


def register() -> None:
    """Take the names under which Wagtail would connect its letters."""
    for signal, sender, name in LETTERS:
        signal.connect(leave_to_our_notices, sender=sender, dispatch_uid=name)


def leave_to_our_notices(**_: Any) -> None:
    """Nothing: `casestudies.review.notifications` has told everybody."""
