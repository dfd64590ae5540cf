"""What the review hears from Wagtail's workflow, whoever moved it: our screens or the editor."""

from __future__ import annotations

from typing import Any

from django.dispatch import receiver
from wagtail.models import TaskState
from wagtail.signals import task_approved, task_rejected, task_submitted

from casestudies.reviewing import notices, states
from casestudies.reviewing.promises import Step


@receiver(task_submitted)
def tell_who_acts(*, instance: TaskState, **_: Any) -> None:
    notices.tell_step_began(instance)


@receiver(task_approved)
def tell_step_done(*, instance: TaskState, **_: Any) -> None:
    notices.tell_author_done(instance)
    if states.step_of(instance.task) is Step.EDITOR:
        page = instance.workflow_state.content_object.specific
        notices.tell_published(page, instance)


@receiver(task_rejected)
def tell_author(*, instance: TaskState, **_: Any) -> None:
    notices.tell_returned(instance)
