"""A signed-in person without rights reads why; they are not sent to sign in once more."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlsplit

from django.conf import settings
from django.contrib.messages.storage import default_storage
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

# Ours, and the two of Wagtail that lead to it.
SIGN_IN_PAGES = ("account_login", "wagtailadmin_login", "wagtailcore_login")
NO_ROLE = (
    "You are signed in, but none of your roles opens this page. "
    "If your work needs it, ask an administrator for the role."
)

NO_SHARED_PASSWORDS = (
    "Pages and files are not opened with a password of their own here. "
    "Sign in, and ask an administrator for the role that opens them."
)


def no_shared_passwords(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    """In place of Wagtail's form for the password of one page: anyone could try for ever."""
    raise PermissionDenied(NO_SHARED_PASSWORDS)


class RefuseInsteadOfSignInMiddleware:
    """Turns "sign in, then come back here" into a 403 for someone who has signed in already.

    The sign-in page sends a signed-in person straight back to where they wanted to go, so any view
    that answers a lack of rights with that redirect (Wagtail's editor, Django's decorators) would
    send them round for ever.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if _comes_back_here(request, response) and request.user.is_authenticated:
            # Wagtail adds a message of its own, which says the same without what to do.
            request._messages = default_storage(request)  # type: ignore[attr-defined]
            raise PermissionDenied(NO_ROLE)
        return response


def _comes_back_here(request: HttpRequest, response: HttpResponse) -> bool:
    if response.status_code != 302 or settings.SESSION_COOKIE_NAME not in request.COOKIES:
        return False
    target = urlsplit(response["Location"])
    wanted = parse_qs(target.query).get("next", [""])[0]
    here = {request.get_full_path(), request.build_absolute_uri()}
    return wanted in here and target.path in {reverse(name) for name in SIGN_IN_PAGES}
