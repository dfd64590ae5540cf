"""The step of trust finance: sign, leave the rest as estimates, or send it back."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from casestudies.permissions import check_can_pass_on
from casestudies.reviewing import readiness, states
from casestudies.reviewing.promises import Step
from portal.accounts import audit
from portal.accounts.models import User


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

    Raises ValidationError without a reason or at another step, PermissionDenied for anyone but an
    approver of the trust who is no author of it (or an editor, where there is none).
    """
    check_can_pass_on(by, page)
    state = states.current_or_refuse(page, Step.FINANCE)
    if not reason.strip():
        raise ValidationError({"reason": "Say why these figures stay estimates."})
    state.approve(user=by, comment=reason.strip())
    audit.record(by=by, action="review.figures_passed_on", subject=page, trust=page.trust)


@transaction.atomic
def send_back(*, page: Any, by: User, reason: str) -> None:
    """Return the record to its author with a comment. Raises as `pass_on` does."""
    check_can_pass_on(by, page)
    state = states.current_or_refuse(page, Step.FINANCE)
    if not reason.strip():
        raise ValidationError({"reason": "Say what the author should change."})
    state.reject(user=by, comment=reason.strip())
    audit.record(by=by, action="review.figures_sent_back", subject=page, trust=page.trust)
