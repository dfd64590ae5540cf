"""The tasks of the review: finance, then a peer, then an editor; never a record with gaps.

The first two are done on screens of their own (`casestudies.review`), by people who never see
the editor. The last is Wagtail's group approval.
"""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from wagtail.models import AbstractGroupApprovalTask, Task, TaskState, WorkflowState

from casestudies.review import readiness
from casestudies.savings import sign_offs
from portal.accounts import permissions
from portal.accounts.models import User
from portal.accounts.permissions import Action


class FinanceTask(Task):
    """The finance approver of the trust signs the figures. Authors may go on writing meanwhile."""

    class Meta:
        verbose_name = "signature of trust finance"
        verbose_name_plural = "signatures of trust finance"

    def start(self, workflow_state: WorkflowState, user: User | None = None) -> TaskState:
        """Begin; over at once where there is nothing that still needs a signature."""
        state = super().start(workflow_state, user=user)
        draft = state.revision.as_object()
        if not hasattr(draft, "missing") or not readiness.unsigned(draft):
            signed = hasattr(draft, "missing") and sign_offs.lines_of(draft)
            said = "Every figure is signed." if signed else "There are no figures to sign."
            state.approve(user=None, update=False, comment=said)
        return state

    @classmethod
    def get_description(cls) -> str:
        return "The trust's finance approver signs the figures, on a page of their own"


class PeerReviewTask(Task):
    """Somebody from another trust checks the record. It holds still until they are done."""

    class Meta:
        verbose_name = "check by a peer"
        verbose_name_plural = "checks by peers"

    def locked_for_user(self, obj: Any, user: User) -> bool:
        """What a reviewer reads must not change under them. An editor may mend a slip."""
        return not permissions.can(user, Action.CASE_STUDY_PUBLISH, trust_ids=[])

    @classmethod
    def get_description(cls) -> str:
        return "Somebody from another trust checks it against the published criteria"


class ReviewTask(AbstractGroupApprovalTask):
    """An editor's approval, which publishes: not with parts missing, and not without a grade."""

    class Meta:
        verbose_name = "case study review"
        verbose_name_plural = "case study reviews"

    def get_actions(self, obj: Any, user: User) -> list[tuple[str, str, bool]]:
        """Without approval while the grade is missing or a signature void: its page says so.

        A draft with parts missing keeps it: the form then names each part at its field.
        """
        actions = super().get_actions(obj, user)
        found = readiness.hindrances(obj.get_latest_revision_as_object())
        if any(one.kind != readiness.Obstacle.INCOMPLETE for one in found):
            return [action for action in actions if action[0] != "approve"]
        return actions

    def on_action(
        self, task_state: TaskState, user: User, action_name: str, **kwargs: Any
    ) -> str | None:
        """Do the action. An approval with something in the way is not done: it leads there.

        Returns the address to go to, or None for Wagtail's own choice.
        """
        if action_name == "approve":
            draft = task_state.revision.content_object.get_latest_revision_as_object()
            found = readiness.hindrances(draft)
            if any(one.kind == readiness.Obstacle.INCOMPLETE for one in found):
                return reverse("wagtailadmin_pages:edit", args=[draft.pk])
            if found:
                return reverse("casestudies:grade", args=[draft.pk])
        return super().on_action(task_state, user, action_name, **kwargs)
