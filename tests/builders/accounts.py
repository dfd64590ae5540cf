"""Builders of people. Every argument has a default."""

from __future__ import annotations

import itertools

from portal.accounts import roles
from portal.accounts.models import Notice, User
from portal.accounts.permissions import Role

PASSWORD = "correct-horse-battery"
_numbers = itertools.count(1)


def make_user(email=None, held=(), **fields):
    """A person. `held` lists (role, trust) pairs, or a role alone for a national one."""
    number = next(_numbers)
    fields.setdefault("first_name", "Sam")
    fields.setdefault("last_name", f"Field {number}")
    fields.setdefault("job_title", "Operations manager")
    user = User.objects.create_user(email or f"person{number}@example.nhs.uk", PASSWORD, **fields)
    for one in held:
        role, trust = one if isinstance(one, tuple) else (one, None)
        roles.grant(user=user, role=Role(role), trust=trust, by=None)
    return User.objects.get(pk=user.pk)


def make_administrator(**fields):
    return make_user(held=[Role.ADMINISTRATOR], **fields)


def make_member(trust, **fields):
    return make_user(held=[(Role.MEMBER, trust)], **fields)


def make_author(trust, **fields):
    return make_user(held=[(Role.AUTHOR, trust)], **fields)


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
