"""Views of the whole service: error pages, feedback, health and robots.

Feedback comes from anyone and reaches the administrators as a notice.
"""

from __future__ import annotations

import hashlib
import sys
from typing import Any

from allauth.core import ratelimit
from django import forms
from django.contrib import messages
from django.core.exceptions import BadRequest, PermissionDenied
from django.db import DatabaseError, connection, transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe
from django.views.defaults import server_error as djangos_server_error

from portal.accounts import notifications
from portal.accounts.client_address import visitor_key
from portal.accounts.models import User
from portal.accounts.permissions import Role
from portal.home import readiness

FORBIDDEN = "You do not have permission to see this page or to do that."
EXPIRED = (
    "The form was open for too long, or your browser did not send our cookie. "
    "Go back, reload the page and send it again."
)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400, with the sentence of a BadRequest; other exceptions' words are not for visitors."""
    said = str(exception) if isinstance(exception, BadRequest) else ""
    return render(request, "400.html", {"message": said}, status=400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403, with the sentence of the rule that refused."""
    said = str(exception) if isinstance(exception, PermissionDenied) else ""
    return render(request, "403.html", {"message": said or FORBIDDEN}, status=403)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 for a form whose token is missing or old. `reason` is for the log, not the page."""
    return render(request, "403.html", {"title": "Send that again", "message": EXPIRED}, status=403)


def not_found(request: HttpRequest, exception: Any = None) -> HttpResponse:
    """404."""
    return render(request, "404.html", status=404)


def not_set_up(request: HttpRequest) -> HttpResponse:
    """503, with the command to run: there are no pages yet. Asks nothing of the database."""
    return HttpResponse(
        render_to_string("not_set_up.html"), status=503, headers={"Cache-Control": "no-store"}
    )


def server_error(request: HttpRequest) -> HttpResponse:
    """500; or 503 with the way on, where the fault is that the database has no tables at all."""
    if isinstance(sys.exception(), DatabaseError) and _is_empty():
        return not_set_up(request)
    return djangos_server_error(request)


def _is_empty() -> bool:
    try:
        return "django_migrations" not in connection.introspection.table_names()
    except DatabaseError:
        return False


THANKS = "Thank you. Your feedback has gone to the people who run the service."
TOO_MANY = "You have sent a lot in a short time. Try again in an hour."


class FeedbackForm(forms.Form):
    """What is wrong or missing, and how to answer."""

    text = forms.CharField(
        label="What went wrong, or what would help?",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text="Say which page you were on. Leave out anything about patients.",
        error_messages={"required": "Write what went wrong, or what would help."},
    )
    email = forms.EmailField(
        label="Your e-mail address", required=False, help_text="Only if you would like an answer."
    )


@require_http_methods(["GET", "HEAD", "POST"])
def feedback(request: HttpRequest) -> HttpResponse:
    """The form, and what happens to it."""
    form = FeedbackForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if not ratelimit.consume(request, action="feedback", key=visitor_key(request)):
            form.add_error(None, TOO_MANY)
            return render(request, "home/feedback.html", {"form": form}, status=429)
        pass_on(**form.cleaned_data)
        messages.success(request, THANKS)
        return redirect("home:feedback")
    return render(request, "home/feedback.html", {"form": form})


@transaction.atomic
def pass_on(*, text: str, email: str) -> None:
    """Tell the administrators. The same words on the same day are told once."""
    digest = hashlib.sha256(f"{email}\n{text}".encode()).hexdigest()[:32]
    administrators = User.objects.filter(
        is_active=True, role_assignments__role=Role.ADMINISTRATOR.value
    )
    notifications.send_letter(
        to=administrators,
        kind="feedback",
        key=f"feedback:{timezone.localdate():%Y-%m-%d}:{digest}",
        letter="home/email/feedback.txt",
        context={"text": text, "email": email},
    )


ROBOTS = """User-agent: *
Disallow: /cms/
Disallow: /accounts/
Disallow: /my/
Disallow: /help/
Sitemap: {sitemap}
"""


@require_safe
@never_cache
def healthz(request: HttpRequest) -> JsonResponse:
    """The process answers. It asks nothing of the database: a restart would not mend that."""
    return JsonResponse({"status": "ok"})


@require_safe
@never_cache
def readyz(request: HttpRequest) -> JsonResponse:
    """200 when every registered check is well, else 503, with each check by name."""
    found = readiness.problems()
    ready = not any(found.values())
    return JsonResponse(
        {
            "status": "ready" if ready else "not ready",
            "checks": {name: problem or "ok" for name, problem in found.items()},
        },
        status=200 if ready else 503,
    )


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """What crawlers should leave alone."""
    sitemap = request.build_absolute_uri("/sitemap.xml")
    return HttpResponse(ROBOTS.format(sitemap=sitemap), content_type="text/plain")
