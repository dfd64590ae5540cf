"""Who can be asked about a record: put right in a moment, without a new review."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from casestudies import versions
from casestudies.keeping.commands import check_can_keep
from casestudies.models import CaseStudyPage, Contact
from portal.accounts import audit
from portal.accounts.models import User

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

    versions.change_both(page, by=by, change=change)
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

    versions.change_both(page, by=by, change=change)
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
