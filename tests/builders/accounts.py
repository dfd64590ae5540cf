"""Builders of people. Every argument has a default."""

from __future__ import annotations

import itertools
import time

from allauth.account.models import EmailAddress
from allauth.mfa.app_settings import TOTP_PERIOD
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
)

from portal.accounts import roles
from portal.accounts.models import Letter, Notice, User
from portal.accounts.permissions import Role

PASSWORD = "correct-horse-battery"
_numbers = itertools.count(1)


def make_user(email=None, held=(), confirmed=True, **fields):
    """A person. `held` lists (role, trust) pairs, or a role alone for a national one."""
    number = next(_numbers)
    fields.setdefault("first_name", "Sam")
    fields.setdefault("last_name", f"Field {number}")
    fields.setdefault("job_title", "Operations manager")
    user = User.objects.create_user(email or f"person{number}@example.nhs.uk", PASSWORD, **fields)
    if confirmed:
        confirm_address(user)
    for one in held:
        role, trust = one if isinstance(one, tuple) else (one, None)
        roles.grant(user=user, role=Role(role), trust=trust, by=None)
    return User.objects.get(pk=user.pk)


def confirm_address(user):
    """As if the person had opened the link in their letter: without it no role counts."""
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


def make_administrator(**fields):
    return make_user(held=[Role.ADMINISTRATOR], **fields)


def make_member(trust, **fields):
    return make_user(held=[(Role.MEMBER, trust)], **fields)


def make_author(trust, **fields):
    return make_user(held=[(Role.AUTHOR, trust)], **fields)


def set_up_second_factor(user):
    """Give the person an authenticator app. Returns its secret, which `code_of` takes."""
    secret = generate_totp_secret()
    TOTP.activate(user, secret)
    return secret


def code_of(secret):
    """What the app shows now. Each works once."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // TOTP_PERIOD))


def sign_in(client, user, secret=None):
    """Through the sign-in page, and the page of the code where there is a secret."""
    answer = client.post("/accounts/login/", {"login": user.email, "password": PASSWORD})
    if secret:
        answer = client.post(answer.url, {"code": code_of(secret)})
    return answer


def make_notice(recipient, **fields):
    number = next(_numbers)
    values = {
        "kind": "test",
        "key": f"test:{number}",
        "subject": "Something happened",
        "body": "It did.",
        "url": "/about/",
        **fields,
    }
    return Notice.objects.create(recipient=recipient, **values)


def make_letter(recipient):
    """A letter that waits to be sent."""
    return Letter.objects.create(
        kind="test", to=recipient.email, subject="A link", body="Here is your link."
    )
