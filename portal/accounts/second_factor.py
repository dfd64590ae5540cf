"""Staff roles need a second factor: without one they get no further than setting it up."""

from __future__ import annotations

from collections.abc import Callable

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from portal.accounts.models import User
from portal.accounts.permissions import Role, holdings_of

STAFF_ROLES = frozenset({Role.EDITOR, Role.PROGRAMME_MANAGER, Role.ADMINISTRATOR})
# Where a second factor is set up, and what those pages are made of.
OPEN_PREFIXES = ("/accounts/", "/static/", "/media/", "/healthz/", "/readyz/")
SET_IT_UP = "Your role needs a second factor. Set up an authenticator app to go on."


def needs_second_factor(user: User) -> bool:
    """True for someone with a staff role (or a superuser) who has not set one up."""
    if not settings.REQUIRE_SECOND_FACTOR or not user.is_authenticated:
        return False
    is_staff_role = any(held.role in STAFF_ROLES for held in holdings_of(user))
    return (is_staff_role or user.is_superuser) and not is_mfa_enabled(user)


class SecondFactorMiddleware:
    """Sends such a person to the set-up page, whatever they asked for."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        is_open = request.path.startswith(OPEN_PREFIXES)
        if settings.REQUIRE_SECOND_FACTOR and not is_open and needs_second_factor(request.user):
            messages.warning(request, SET_IT_UP)
            return redirect("mfa_activate_totp")
        return self.get_response(request)
