"""Administrators: who they are, and how the first one is made where nobody can make them."""

from __future__ import annotations

from dataclasses import dataclass

from allauth.account.models import EmailAddress
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.forms import EmailField

from portal.accounts import audit, invitations, roles
from portal.accounts.models import RoleAssignment, User
from portal.accounts.permissions import Role

LONGEST_ADDRESS = 254
BAD_ADDRESS = "“{}” is not an e-mail address. Write it like name@trust.nhs.uk."
CLOSED = "The account of {} is closed. An administrator opens it again in the editor, at Users."


@dataclass(frozen=True)
class Appointment:
    """A person who is an administrator now; `link` is blank for one who has a password."""

    user: User
    is_new: bool
    link: str = ""


def current_administrators() -> QuerySet[User]:
    """Everyone who holds the role and whose account is open."""
    return User.objects.filter(
        is_active=True, role_assignments__role=Role.ADMINISTRATOR.value
    ).distinct()


def clean_address(typed: str) -> str:
    """The address in lower case, of any domain. Raises ValidationError with what to do."""
    address = typed.strip().lower()
    try:
        EmailField(max_length=LONGEST_ADDRESS).clean(address)
    except ValidationError as error:
        raise ValidationError(BAD_ADDRESS.format(typed.strip())) from error
    return address


@transaction.atomic
def appoint(address: str) -> Appointment:
    """Make this person an administrator, by whoever runs the server. Safe to run again.

    A person without a password, or whose address nobody has confirmed, gets a one-time link; any
    password that such an account had is void, since a stranger may have chosen it. Raises
    ValidationError for a closed account.
    """
    user = User.objects.filter(email__iexact=address).first()
    if user is not None and not user.is_active:
        raise ValidationError(CLOSED.format(user.email))
    user = user or User(email=address)
    settled = bool(
        user.pk
        and user.has_usable_password()
        and EmailAddress.objects.filter(user=user, email=user.email, verified=True).exists()
    )
    if not settled:
        user.set_unusable_password()
        user.save()
    held = RoleAssignment.objects.filter(user=user, role=Role.ADMINISTRATOR.value).exists()
    roles.grant(user=user, role=Role.ADMINISTRATOR, by=None)
    link = ""
    if not settled:
        link = invitations.make_link(user)
        audit.record(by=None, action="person.invited", subject=user)
    return Appointment(user, is_new=not held, link=link)
