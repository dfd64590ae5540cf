"""Who reads the reports of a programme, and an exemplar's certificate."""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser

from portal.accounts import permissions
from portal.accounts.models import User
from portal.accounts.permissions import Action
from portal.trusts.models import Trust

Person = User | AnonymousUser


def can_oversee(user: Person) -> bool:
    """True for a programme manager."""
    return permissions.can(user, Action.OVERSIGHT_READ)


def can_read_certificate(user: Person, trust: Trust) -> bool:
    """True for the people of the exemplar's trust, and for a programme manager."""
    return permissions.can(user, Action.CERTIFICATE_READ, trust_ids=[trust.pk])
