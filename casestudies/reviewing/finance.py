"""The step of trust finance: sign, leave the rest as estimates, or send it back."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from casestudies import sign_offs
from casestudies.reviewing import readiness, states
from casestudies.reviewing.promises import Step
from portal.accounts import audit, permissions
from portal.accounts.models import User
from portal.accounts.permissions import Action, Role


def approvers_of(trust_id: int | None) -> list[User]:
    """The people who may sign for a trust's finance now."""
    held = {
        "role_assignments__role": Role.FINANCE_APPROVER.value,
        "role_assignments__trust_id": trust_id,
    }
    return list(User.objects.filter(is_active=True, **held).distinct().order_by("pk"))


def can_pass_on(user: Any, page: Any) -> bool:
    """The trust's approver; an editor only where the trust has none."""
    if sign_offs.can_sign(user, page):
        return True
    may_edit = permissions.can(user, Action.CASE_STUDY_PUBLISH, trust_ids=[page.trust_id])
    return may_edit and not approvers_of(page.trust_id)


@transaction.atomic
def after_signing(*, page: Any, by: User) -> bool:
    """End the step if every figure of the latest version is signed. Returns whether it ended."""
    state = states.current(page, Step.FINANCE)
    if state is None or readiness.unsigned(page.get_latest_revision_as_object()):
        return False
    state.approve(user=by, comment="Every figure is signed.")
    return True


@transaction.atomic
def pass_on(*, page: Any, by: User, reason: str) -> None:
    """End the step and leave unsigned figures as estimates, with the reason.

    Raises ValidationError without a reason or at another step, PermissionDenied for anyone but
    the trust's approver (or an editor, where the trust has none).
    """
    _check(by, page)
    state = states.current_or_refuse(page, Step.FINANCE)
    if not reason.strip():
        raise ValidationError({"reason": "Say why these figures stay estimates."})
    state.approve(user=by, comment=reason.strip())
    audit.record(by=by, action="review.figures_passed_on", subject=page, trust=page.trust)


@transaction.atomic
def send_back(*, page: Any, by: User, reason: str) -> None:
    """Return the record to its author with a comment. Raises as `pass_on` does."""
    _check(by, page)
    state = states.current_or_refuse(page, Step.FINANCE)
    if not reason.strip():
        raise ValidationError({"reason": "Say what the author should change."})
    state.reject(user=by, comment=reason.strip())
    audit.record(by=by, action="review.figures_sent_back", subject=page, trust=page.trust)


def _check(by: User, page: Any) -> None:
    if not can_pass_on(by, page):
        sign_offs.check_can_sign(by, page)
