"""A second factor counts once this session has proven it, and staff roles need one.

Whoever owns one proves it in every session, whatever their role: a session from before it was set
up, or one opened without it, reaches nothing but the page that asks for the code. Otherwise such
a session could switch the second factor off with the password alone.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode

from portal.accounts.models import User
from portal.accounts.permissions import Role, holdings_of

# By role and not by action: whoever reaches every trust proves who they are, whatever they do.
STAFF_ROLES = frozenset({Role.EDITOR, Role.PROGRAMME_MANAGER, Role.ADMINISTRATOR})
# By name, so that a path of ours never opens by accident. Each is needed to get on, or to leave.
OPEN_TO_PROVE = frozenset({"mfa_reauthenticate", "account_logout"})
OPEN_TO_SET_UP = frozenset(
    {"mfa_index", "mfa_activate_totp", "account_reauthenticate", "account_logout"}
)
SET_IT_UP = "Your role needs a second factor. Set up an authenticator app to go on."
PROVE_IT = "Enter the code of your authenticator app to go on."


def has_second_factor(user: User) -> bool:
    """True for someone who owns one. No query for the person of a session."""
    # By getattr: the user of a request is a lazy object, whose own __dict__ holds nothing of it.
    known = getattr(user, "_has_second_factor", None)
    return is_mfa_enabled(user) if known is None else known


def has_proven_it(request: HttpRequest) -> bool:
    """True if this session has had a code of a second factor that its person still owns.

    The record is allauth's; one query, and none where nothing was recorded.
    """
    records = get_authentication_records(request, request.user)
    proven = [record.get("id") for record in records if record.get("method") == "mfa"]
    return bool(proven) and (
        Authenticator.objects.filter(user_id=request.user.pk, pk__in=proven).exists()
    )


def needs_second_factor(user: User) -> bool:
    """True for a staff role (or a superuser), where the setting asks for a second factor."""
    if not settings.REQUIRE_SECOND_FACTOR:
        return False
    return user.is_superuser or any(held.role in STAFF_ROLES for held in holdings_of(user))


def record_set_up(sender: type, request: HttpRequest, **kwargs: Any) -> None:
    """Receiver of allauth's `authenticator_added`: setting it up took a code, which proves it."""
    authenticator: Authenticator = kwargs["authenticator"]
    if authenticator.type == Authenticator.Type.TOTP:
        record_authentication(
            request, request.user, "mfa", id=authenticator.pk, type=authenticator.type
        )


class SecondFactorMiddleware:
    """Leads a person to prove their second factor, or to set one up, whatever they asked for."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, args: Any, kwargs: Any
    ) -> HttpResponse | None:
        # Without a cookie there is no session to look at, and a page stays cacheable.
        if settings.SESSION_COOKIE_NAME not in request.COOKIES:
            return None
        if not request.user.is_authenticated:
            return None
        name = request.resolver_match.view_name if request.resolver_match else ""
        if has_second_factor(request.user):
            if name in OPEN_TO_PROVE or has_proven_it(request):
                return None
            messages.warning(request, PROVE_IT)
            return _lead_to_proof(request)
        if name in OPEN_TO_SET_UP or not needs_second_factor(request.user):
            return None
        messages.warning(request, SET_IT_UP)
        return redirect("mfa_activate_totp")


def _lead_to_proof(request: HttpRequest) -> HttpResponseRedirect:
    wanted = f"?{urlencode({'next': request.get_full_path()})}" if request.method == "GET" else ""
    return redirect(f"{reverse('mfa_reauthenticate')}{wanted}")
