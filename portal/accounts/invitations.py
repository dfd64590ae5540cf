"""A one-time link by which a person who was added by somebody else chooses a first password.

It is allauth's link for a new password: signed, void once a password is set, and ended after
`PASSWORD_RESET_TIMEOUT`. The person then signs in like everybody.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from allauth.account.forms import default_token_generator
from allauth.account.models import EmailAddress
from allauth.account.signals import password_reset
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.dispatch import receiver
from django.urls import reverse
from django.utils import timezone

from portal.accounts import audit, letters
from portal.accounts.mail import mark_as_automatic, words_of
from portal.accounts.models import User

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
    letters.post(_letter(user, link), kind=KIND)


def send_link(user: User, link: str) -> bool:
    """Mail the link to the person now. Returns False, with the reason in the log, if that failed:
    then it is tried again.
    """
    return letters.send_now(_letter(user, link), kind=KIND)


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
