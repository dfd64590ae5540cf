"""Keep a record true: confirm it, retire it with a reason, bring it back."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from casestudies import review_clock, signals
from casestudies.keeping import owners
from casestudies.models import CaseStudyPage
from portal.accounts import audit, notices, permissions
from portal.accounts.models import User
from portal.accounts.permissions import Action

LONGEST_REASON = 300


def check_can_keep(user: Any, page: CaseStudyPage) -> None:
    """Raise PermissionDenied with a sentence unless an author of its trust, or an editor."""
    permissions.check(
        user,
        Action.CASE_STUDY_EDIT,
        trust_ids=[page.trust_id],
        message="Only the authors of this trust and editors keep its case studies.",
    )


@transaction.atomic
def confirm(*, page: CaseStudyPage, by: User) -> date:
    """Say that a record is still true. Returns the day by which it is looked at again.

    Raises ValidationError with what to do instead where it is retired, changed or not yet due.
    """
    check_can_keep(by, page)
    page = _locked(page)
    try:
        state = review_clock.still_true(page.review_state, timezone.localdate())
    except review_clock.ReviewRefused as refusal:
        raise ValidationError(str(refusal)) from refusal
    assert state.review_by is not None
    _write(page, confirmed_on=state.confirmed, review_by=state.review_by)
    audit.record(
        by=by,
        action="case_study.confirmed",
        subject=page,
        trust=page.trust,
        review_by=state.review_by.isoformat(),
    )
    return state.review_by


@transaction.atomic
def extend(*, page: CaseStudyPage, by: User, review_by: date, reason: str) -> None:
    """Put the review date off, with a reason. For editors: an author confirms instead."""
    permissions.check(by, Action.CASE_STUDY_PUBLISH, trust_ids=[page.trust_id])
    if not reason.strip():
        raise ValidationError("Say why the date is put off.")
    page = _locked(page)
    if page.retired_on is not None or not page.live:
        raise ValidationError("Only a published record that is not retired has a review date.")
    _write(page, review_by=review_by)
    notices.send_letter(
        to=owners.owners_of(page),
        kind="case_study.review_put_off",
        key=f"case_study.{page.pk}.put_off:{review_by.isoformat()}",
        letter="casestudies/email/review_date_put_off.txt",
        context={"page": page, "review_by": review_by, "reason": reason.strip()},
        url=reverse("casestudies:keep", args=[page.pk]),
    )
    audit.record(
        by=by,
        action="case_study.review_put_off",
        subject=page,
        trust=page.trust,
        review_by=review_by.isoformat(),
    )


@transaction.atomic
def retire(*, page: CaseStudyPage, by: User, reason: str) -> None:
    """Take a record out of lists, totals, search and matching; its page stays, with the reason.

    Raises ValidationError without a reason, or where it is not published or retired already.
    """
    check_can_keep(by, page)
    reason = reason.strip()
    if not reason:
        raise ValidationError({"reason": "Say why, in a sentence that readers will see."})
    if len(reason) > LONGEST_REASON:
        raise ValidationError({"reason": f"Keep the reason to {LONGEST_REASON} characters."})
    page = _locked(page)
    if not page.live:
        raise ValidationError("It is not published, so there is nothing to retire.")
    if page.retired_on is not None:
        raise ValidationError("It is retired already.")
    _write(page, retired_on=timezone.localdate(), retired_reason=reason)
    audit.record(by=by, action="case_study.retired", subject=page, trust=page.trust)


@transaction.atomic
def bring_back(*, page: CaseStudyPage, by: User) -> None:
    """Undo a retirement. Its review date counts from today: somebody has just looked at it."""
    check_can_keep(by, page)
    page = _locked(page)
    if page.retired_on is None:
        raise ValidationError("It is not retired.")
    today = timezone.localdate()
    _write(
        page,
        retired_on=None,
        retired_reason="",
        confirmed_on=today,
        review_by=review_clock.next_review(page.stage, today),
    )
    audit.record(by=by, action="case_study.brought_back", subject=page, trust=page.trust)


def _locked(page: CaseStudyPage) -> CaseStudyPage:
    return CaseStudyPage.objects.select_for_update().get(pk=page.pk)


def _write(page: CaseStudyPage, **values: Any) -> None:
    """Write the live row, and the review date into the latest version, so that it is not undone."""
    CaseStudyPage.objects.filter(pk=page.pk).update(**values)
    revision = page.get_latest_revision()
    if revision is not None and "review_by" in values:
        revision.content["review_by"] = values["review_by"].isoformat()
        revision.save(update_fields=["content"])
    signals.announce(page.pk)
