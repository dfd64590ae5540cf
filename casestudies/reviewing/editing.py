"""The editor's step: publish with a grade, or lead a changed figure back to trust finance."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from wagtail.models import TaskState

from casestudies.models import FinanceTask
from casestudies.reviewing import readiness, states
from casestudies.reviewing.promises import Step
from portal.accounts import audit, permissions
from portal.accounts.models import User
from portal.accounts.permissions import Action


def check_can_publish(user: Any, page: Any) -> None:
    """Raise PermissionDenied with a sentence for anyone but those who publish."""
    permissions.check(
        user,
        Action.CASE_STUDY_PUBLISH,
        trust_ids=[page.trust_id],
        message="Only an editor publishes a case study.",
    )


@transaction.atomic
def publish(*, page: Any, by: User) -> None:
    """Approve the last step, which publishes the latest version.

    Raises ValidationError that names what is in the way, or that it is at another step.
    """
    check_can_publish(by, page)
    state = states.current_or_refuse(page, Step.EDITOR)
    found = readiness.hindrances(page.get_latest_revision_as_object())
    if found:
        raise ValidationError([one.text for one in found])
    state.task.specific.on_action(state, by, "approve")


@transaction.atomic
def back_to_finance(*, page: Any, by: User) -> None:
    """Start again at trust finance, because signed figures were changed since.

    The peer's check stands: once finance is done it is the editor's turn again. Raises
    ValidationError where no signature is void.
    """
    check_can_publish(by, page)
    state = states.current_or_refuse(page, Step.EDITOR)
    if not readiness.void_signatures(page.get_latest_revision_as_object()):
        raise ValidationError("No signature is void: there is nothing for trust finance to do.")
    signed = state.workflow_state.task_states.filter(
        task__in=FinanceTask.objects.all(), status=TaskState.STATUS_APPROVED
    )
    signed.update(status=TaskState.STATUS_CANCELLED)
    audit.record(by=by, action="review.back_to_finance", subject=page, trust=page.trust)
    state.cancel(user=by, comment="Figures changed after they were signed.")
