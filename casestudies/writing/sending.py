"""Send a case study into its review, for the first time or again."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from wagtail.models import WorkflowState

from casestudies import gate
from casestudies.models import CaseStudyPage
from casestudies.reviewing import personal
from portal.accounts import audit, permissions
from portal.accounts.models import User
from portal.accounts.permissions import Action


def check_can_send(user: Any, page: CaseStudyPage) -> None:
    """Raise PermissionDenied with a sentence unless the person writes for its trust."""
    permissions.check(
        user,
        Action.CASE_STUDY_EDIT,
        trust_ids=[page.trust_id],
        message="Only the authors of this trust send its case studies for review.",
    )


@transaction.atomic
def send(*, page: CaseStudyPage, by: User, checked_personal: bool = False) -> None:
    """Start the review, or go on with one that was sent back.

    Raises ValidationError that names what is missing, where it is in review already, or where
    something may be a patient's data and nobody has said that it was checked.
    """
    check_can_send(by, page)
    state = page.current_workflow_state
    if state is not None and state.status == WorkflowState.STATUS_IN_PROGRESS:
        raise ValidationError("It is in review already.")
    draft = page.get_latest_revision_as_object()
    gaps = gate.missing(draft)
    if gaps:
        raise ValidationError([f"{gap.label}." for gap in gaps])
    if personal.findings_of(draft) and not checked_personal:
        raise ValidationError(personal.CHECK_FIRST)
    if state is not None:
        state.resume(user=by)
    else:
        page.get_workflow().start(page, by)
    audit.record(by=by, action="review.sent", subject=page, trust=page.trust)
