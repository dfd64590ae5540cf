"""A signature is the signed-in person's own: the account says who they are, never a form.

Whatever a person vouches for takes their name, job title and trust from here, as they are on that
day, and keeps them: an account that changes later changes no signature.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.core.exceptions import ValidationError

from portal.accounts.models import User
from portal.accounts.permissions import Role
from portal.text.normalising import clean_line
from portal.trusts.models import Trust

NO_NAME = "Your account has no name yet. Ask an administrator to add it, then sign."
NO_JOB_TITLE = "Add your job title to your account. It stands beside what you sign."


@dataclass(frozen=True)
class Signature:
    """Who vouches for something. `trust` is None for somebody who holds a national role."""

    name: str
    job_title: str
    trust: Trust | None

    def __str__(self) -> str:
        known = (self.name, self.job_title, self.trust.name if self.trust else "")
        return ", ".join(part for part in known if part)


def signature_of(person: User, *, role: Role, trust_id: int | None = None) -> Signature:
    """The signature of a person who acts in a role, at this trust or at the one they act for.

    What is missing in it is empty: `check_can_sign_with` says what to do then.
    """
    return Signature(
        name=clean_line(person.get_full_name()),
        job_title=clean_line(person.job_title).strip(),
        trust=_trust_of(person, role, trust_id),
    )


def check_can_sign_with(signature: Signature) -> None:
    """Raise ValidationError with what to do unless it names a person and their job."""
    if not signature.name:
        raise ValidationError(NO_NAME, code="no_name")
    if not signature.job_title:
        raise ValidationError(NO_JOB_TITLE, code="no_job_title")


def _trust_of(person: User, role: Role, trust_id: int | None) -> Trust | None:
    """From the memberships: the trust that is asked for, or acted for, or else the first."""
    held = person.role_assignments.filter(role=role.value).exclude(trust=None)
    trusts = {one.trust_id: one.trust for one in held.select_related("trust").order_by("pk")}
    if trust_id is not None:
        return trusts.get(trust_id)
    return trusts.get(person.acting_trust_id) or next(iter(trusts.values()), None)
