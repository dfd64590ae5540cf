"""Wagtail's own letters about a review stay unsent: the portal's notices tell the same people.

Two letters about one event, the second in the words of "moderation stages", would be one too many.
Wagtail connects its letters when its own app is ready, each under a name. A name that is taken is
not connected again, and the apps of this service are ready first.
"""

from __future__ import annotations

from typing import Any

from django.dispatch import Signal
from wagtail.models import TaskState, WorkflowState
from wagtail.signals import (
    task_submitted,
    workflow_approved,
    workflow_rejected,
    workflow_submitted,
)

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
    """Nothing: `casestudies.reviewing.notices` has told everybody."""
