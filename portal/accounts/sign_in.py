"""One way in: allauth's sign-in flow checks passwords and opens sessions, and nothing else does.

Passwords, the limit on tries, the confirmed address and the second factor all belong to that flow.
Any other view that checks a password (Wagtail, Django's admin, a later package) gets "wrong
password" from `SignInBackend`; any other view that opens a session is refused by
`refuse_other_sign_ins`. Single sign-on of allauth ends in the same flow, so it is let in.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from allauth.mfa.models import Authenticator
from django.contrib import auth
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef
from django.http import HttpRequest

from portal.accounts.models import User
from portal.accounts.models.user import confirmed_addresses

ONE_WAY_IN = "Sign in on the sign-in page of the service: no other form signs anybody in."

_inside_the_flow: ContextVar[bool] = ContextVar("inside_the_sign_in_flow", default=False)


@contextmanager
def sign_in_flow() -> Iterator[None]:
    """What happens inside belongs to allauth's flow. The account adapter alone uses it."""
    token = _inside_the_flow.set(True)
    try:
        yield
    finally:
        _inside_the_flow.reset(token)


class SignInBackend(AuthenticationBackend):
    """Checks a password for allauth's flow only, and keeps no session of an unconfirmed address."""

    def authenticate(self, request: HttpRequest | None, **credentials: Any) -> User | None:
        if not _inside_the_flow.get():
            return None
        return super().authenticate(request, **credentials)

    def get_user(self, user_id: Any) -> User | None:
        """The person of a session, in one query; None sends them to sign in again.

        An address that is not confirmed (changed since by an administrator, for instance) holds
        no session, so neither roles nor Wagtail's groups nor a superuser's flag count for it.
        """
        owned = Authenticator.objects.filter(user=OuterRef("pk")).exclude(
            type=Authenticator.Type.RECOVERY_CODES
        )
        user = (
            User.objects.annotate(
                _address_is_confirmed=Exists(confirmed_addresses(OuterRef("pk"))),
                _has_second_factor=Exists(owned),
            )
            .filter(pk=user_id)
            .first()
        )
        if user is None or not self.user_can_authenticate(user) or not user.address_is_confirmed:
            return None
        return user


def refuse_other_sign_ins(sender: type, request: HttpRequest, user: User, **kwargs: Any) -> None:
    """Receiver of Django's `user_logged_in`: PermissionDenied unless allauth's flow signs in.

    A request without a method came from no browser (the test client's `force_login`).
    """
    if request.method is None or _inside_the_flow.get():
        return
    auth.logout(request)
    raise PermissionDenied(ONE_WAY_IN)


def keep_this_session(sender: type, request: HttpRequest, user: User, **kwargs: Any) -> None:
    """Receiver of allauth's `email_changed`: the other sessions end, this browser's goes on."""
    if request.user.is_authenticated and request.user.pk == user.pk:
        auth.update_session_auth_hash(request, User.objects.get(pk=user.pk))
