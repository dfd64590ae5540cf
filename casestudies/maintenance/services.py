"""Keeping a published record true: owners, contacts, confirmation, retirement.

A contact is put right at once, without a new review. A record is retired with a reason and can be
brought back.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from casestudies import signals
from casestudies.maintenance import review_dates
from casestudies.models import CaseStudyPage, Contact
from casestudies.publishing import services as publishing_services
from portal.accounts import audit, notifications, permissions
from portal.accounts.models import User
from portal.accounts.permissions import Action, Role, people_with

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
        state = review_dates.still_true(page.review_state, timezone.localdate())
    except review_dates.ReviewRefused as refusal:
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
    notifications.send_letter(
        to=owners_of(page),
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
        review_by=review_dates.next_review(page.stage, today),
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


def owners_of(page: CaseStudyPage) -> list[User]:
    """Its owner, if they still write for its trust; else the trust's authors; else the editors."""
    authors = people_with(Role.AUTHOR, [page.trust_id]) if page.trust_id else []
    if page.owner in authors:
        return [page.owner]
    return authors or people_with(Role.EDITOR)


LONGEST = 120
REQUIRED = {
    "name": "Enter the name.",
    "role": "Enter the role.",
    "email": "Enter an e-mail address such as name@nhs.net.",
}


@transaction.atomic
def set_left(*, page: CaseStudyPage, contact_id: int, left: bool, by: User) -> None:
    """Say that a contact has left, or is there again. Raises ValidationError for no such one."""
    check_can_keep(by, page)
    contact = page.contacts.filter(pk=contact_id).first()
    if contact is None:
        raise ValidationError("This contact is no longer named. Look at the page again.")

    def change(version: Any) -> None:
        lines = list(version.contacts.all())
        for line in lines:
            if line.pk == contact.pk or _key(line) == _key(contact):
                line.left = left
        version.contacts = lines

    publishing_services.change_both(page, by=by, change=change)
    action = "case_study.contact_left" if left else "case_study.contact_back"
    audit.record(by=by, action=action, subject=page, trust=page.trust, contact=contact_id)


@transaction.atomic
def add(*, page: CaseStudyPage, name: str, role: str, email: str, by: User) -> None:
    """Name one more contact. Raises ValidationError by field."""
    check_can_keep(by, page)
    told = {"name": name.strip(), "role": role.strip(), "email": email.strip()}
    _check(page, told)

    def change(version: Any) -> None:
        version.contacts = [*version.contacts.all(), Contact(**told)]

    publishing_services.change_both(page, by=by, change=change)
    audit.record(by=by, action="case_study.contact_added", subject=page, trust=page.trust)


def _check(page: CaseStudyPage, told: dict[str, str]) -> None:
    wrong = {name: text for name, text in REQUIRED.items() if not told[name]}
    wrong |= {
        name: f"Keep it to {LONGEST} characters."
        for name in ("name", "role")
        if len(told[name]) > LONGEST
    }
    if "email" not in wrong:
        try:
            validate_email(told["email"])
        except ValidationError:
            wrong["email"] = REQUIRED["email"]
    held = {_key(contact) for contact in page.contacts.all()}
    if "email" not in wrong and (told["name"].casefold(), told["email"].casefold()) in held:
        wrong["name"] = "This person is named already."
    if wrong:
        raise ValidationError(wrong)


def _key(contact: Contact) -> tuple[str, str]:
    return contact.name.casefold(), contact.email.casefold()
