"""The tasks of the review: finance, then a peer, then an editor; never a record with gaps."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from wagtail.models import AbstractGroupApprovalTask, Task, TaskState

from portal.accounts.models import User


class FinanceTask(Task):
    """The finance approver of the trust signs the figures, on a screen of their own."""

    class Meta:
        verbose_name = "signature of trust finance"
        verbose_name_plural = "signatures of trust finance"


class PeerReviewTask(Task):
    """Somebody from another trust checks the record against the published criteria."""

    class Meta:
        verbose_name = "check by a peer"
        verbose_name_plural = "checks by peers"


class ReviewTask(AbstractGroupApprovalTask):
    """A group approval that checks the publish gate before it lets the approval through."""

    class Meta:
        verbose_name = "case study review"
        verbose_name_plural = "case study reviews"

    def on_action(
        self, task_state: TaskState, user: User, action_name: str, **kwargs: Any
    ) -> str | None:
        """Do the action. An approval of an incomplete draft is not done: it leads to the editor.

        Returns the address to go to, or None for Wagtail's own choice.
        """
        if action_name == "approve":
            draft = task_state.revision.as_object()
            if missing_from(draft):
                return reverse("wagtailadmin_pages:edit", args=[draft.pk])
        return super().on_action(task_state, user, action_name, **kwargs)


def missing_from(draft: Any) -> list[Any]:
    """What the gate misses in a page; nothing for a page that is not a case study."""
    return draft.missing() if hasattr(draft, "missing") else []
