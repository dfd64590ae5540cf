"""The step of trust finance: sign, leave the rest as estimates, or send it back."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction

from casestudies import same_money, sign_offs
from casestudies.permissions import check_can_pass_on
from casestudies.reviewing import headline_preview, readiness, states
from casestudies.reviewing.promises import Step
from portal.accounts import audit
from portal.accounts.models import User

HEADLINE_CHANGED = (
    "What readers will see has changed since you looked. Nothing is signed. "
    "Check the headline below and sign again."
)


@transaction.atomic
def sign_chosen(*, page: Any, values: Iterable[str], seen: str, by: User) -> int:
    """Sign lines of the latest version, with the headline that readers will see for them.

    `values` are a line's UUID and digest as they were on the screen; `seen` names the preview
    that the person confirmed. All or nothing. Returns how many were signed. Raises PermissionDenied
    as `sign_offs.sign`, ValidationError where a figure or the headline has changed since, or where
    it is not answered whether a line is the same money as another.
    """
    draft = page.get_latest_revision_as_object()
    chosen = {UUID(line): digest for line, _, digest in (one.partition(":") for one in values)}
    check_questions(draft, chosen)
    shown = headline_preview.preview_headline(draft, chosen)
    if shown.seen != seen:
        raise ValidationError(HEADLINE_CHANGED)
    for line, digest in chosen.items():
        sign_offs.sign(
            page=draft,
            line_uuid=line,
            by=by,
            expected_digest=digest,
            headline_amount=shown.headline.amount if shown.headline else None,
            headline_year=shown.headline.year if shown.headline else "",
        )
    return len(chosen)


def check_questions(draft: Any, chosen: Collection[UUID]) -> None:
    """Raise ValidationError that names what is to be answered before these lines are signed."""
    waiting = [
        pair
        for pair in same_money.open_questions(draft)
        if pair.first.uuid in chosen or pair.second.uuid in chosen
    ]
    if waiting:
        raise ValidationError([f"{pair.question}. Then sign." for pair in waiting])


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
