"""Where a case study is in Wagtail's workflow, in the review's words, and how long a step takes.

The author sees the promised time of each step; the scheduled jobs watch it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from django.apps import apps
from django.core.exceptions import ValidationError
from wagtail.models import TaskState, WorkflowState

from casestudies.models.review import FinanceTask, PeerReviewTask, ReviewTask
from portal.accounts import working_days


class Step(StrEnum):
    """The steps of the review, in their order."""

    FINANCE = "finance"
    PEER = "peer"
    EDITOR = "editor"


@dataclass(frozen=True)
class Promise:
    """A step in words, and the working days in which it is promised.

    The times are this service's own choice: five days to look at a page of figures, ten to find a
    peer and an hour of theirs, five for an editor. In all four weeks from submission.
    """

    step: Step
    label: str
    does: str
    working_days: int

    def due(self, started: date) -> date:
        """The last day on which the step is done as promised."""
        return working_days.after(started, self.working_days)

    def half_way(self, started: date) -> date:
        """The day of the one reminder before the last day."""
        return working_days.after(started, self.working_days // 2)


PROMISES = {
    promise.step: promise
    for promise in (
        Promise(
            Step.FINANCE,
            "Trust finance signs the figures",
            "The finance approver of your trust looks at the figures and their sources.",
            5,
        ),
        Promise(
            Step.PEER,
            "A peer checks it",
            "Somebody from another trust reads it against the published criteria.",
            10,
        ),
        Promise(
            Step.EDITOR,
            "An editor grades the evidence",
            "An editor gives the grade with a reason, and publishes.",
            5,
        ),
    )
}


STEP_OF = {FinanceTask: Step.FINANCE, PeerReviewTask: Step.PEER, ReviewTask: Step.EDITOR}
GONE = "This case study is no longer at that step. Look at it again."


def step_of(task: Any) -> Step | None:
    """The step that a task is; None for a task of another workflow."""
    return STEP_OF.get(task.specific_class)


def current(page: Any, step: Step) -> TaskState | None:
    """The open task of a page, if it is at this step."""
    state = page.current_workflow_task_state
    return state if state is not None and step_of(state.task) is step else None


def current_or_refuse(page: Any, step: Step) -> TaskState:
    """As `current`. Raises ValidationError where the page is not at that step any more."""
    state = current(page, step)
    if state is None:
        raise ValidationError(GONE)
    return state


def open_at(step: Step) -> dict[int, TaskState]:
    """The open task of every page that waits at this step, by page id, the longest first.

    Without retired records: nobody is asked to sign, check or grade what is no longer shown.
    """
    kind = next(model for model, found in STEP_OF.items() if found is step)
    states = (
        TaskState.objects.filter(
            status=TaskState.STATUS_IN_PROGRESS,
            workflow_state__status=WorkflowState.STATUS_IN_PROGRESS,
            task__in=kind.objects.all(),
        )
        .select_related("workflow_state", "workflow_state__requested_by")
        .order_by("started_at", "pk")
    )
    found = {int(state.workflow_state.object_id): state for state in states}
    for page_id in retired_among(found):
        del found[page_id]
    return found


def retired_among(page_ids: Iterable[int]) -> set[int]:
    """Those of these case studies that are retired. One query."""
    # By name: the model's own panels show where a record is in the review.
    pages = apps.get_model("casestudies", "CaseStudyPage")._default_manager
    retired = pages.filter(pk__in=list(page_ids)).exclude(retired_on=None)
    return set(retired.values_list("pk", flat=True))


def active_of(page_ids: Iterable[int]) -> dict[int, WorkflowState]:
    """The open or returned review of each page, by page id, with its tasks prefetched."""
    states = (
        WorkflowState.objects.active()
        .filter(object_id__in=[str(pk) for pk in page_ids])
        .select_related("requested_by")
        .prefetch_related("task_states__task", "task_states__finished_by")
    )
    return {int(state.object_id): state for state in states}
