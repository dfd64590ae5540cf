"""Invitations to people, and the appointment of administrators.

An invitation is a one-time link by which a person who was added by somebody else chooses a first
password. It is allauth's link for a new password: signed, void once a password is set, and ended
after `PASSWORD_RESET_TIMEOUT`. The person then signs in like everybody. The first administrator is
made by a command, since nobody is there to invite one.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from allauth.account.forms import default_token_generator
from allauth.account.models import EmailAddress
from allauth.account.signals import password_reset
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import QuerySet
from django.dispatch import receiver
from django.forms import EmailField
from django.urls import reverse
from django.utils import timezone

from portal.accounts import audit, notifications, roles
from portal.accounts.delivery import mark_as_automatic, words_of
from portal.accounts.models import RoleAssignment, User
from portal.accounts.permissions import Role

KIND = "invitation"


def make_link(user: User) -> str:
    """A link, with the site's own address, that ends when it is used or its days are over."""
    # Part of what is signed: it has to be there before.
    EmailAddress.objects.get_or_create(user=user, email=user.email, defaults={"primary": True})
    path = reverse(
        "account_reset_password_from_key",
        kwargs={
            "uidb36": user_pk_to_url_str(user),
            "key": default_token_generator.make_token(user),
        },
    )
    return f"{settings.PORTAL_BASE_URL.rstrip('/')}{path}"


def link_ends() -> datetime:
    """When a link that is made now ends."""
    return timezone.localtime() + timedelta(seconds=settings.PASSWORD_RESET_TIMEOUT)


def post_link(user: User, link: str) -> None:
    """Have the link mailed to the person. Nobody waits for it; what fails is tried again."""
    notifications.post(_letter(user, link), kind=KIND)


def send_link(user: User, link: str) -> bool:
    """Mail the link to the person now. Returns False, with the reason in the log, if that failed:
    then it is tried again.
    """
    return notifications.send_now(_letter(user, link), kind=KIND)


def _letter(user: User, link: str) -> EmailMessage:
    context = {
        "name": user.get_full_name(),
        "until": link_ends(),
        "link": link,
        "sign_in": f"{settings.PORTAL_BASE_URL.rstrip('/')}{reverse('account_login')}",
    }
    subject, body = words_of("accounts/email/invitation.txt", context)
    return mark_as_automatic(EmailMessage(subject, body, to=[user.email]))


@receiver(password_reset)
def confirm_only_address(*, user: User, **_: object) -> None:
    """Who used a link that went to the only address of an account can read what is sent there."""
    addresses = list(EmailAddress.objects.filter(user=user))
    if len(addresses) != 1 or addresses[0].verified or addresses[0].email != user.email:
        return
    with transaction.atomic():
        if addresses[0].set_verified():
            addresses[0].set_as_primary()
            audit.record(by=user, action="address.confirmed", subject=user)


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
        link = make_link(user)
        audit.record(by=None, action="person.invited", subject=user)
    return Appointment(user, is_new=not held, link=link)
