"""Error pages in the look of the service, each with a way on."""

from __future__ import annotations

import sys
from typing import Any

from django.core.exceptions import BadRequest, PermissionDenied
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.views.defaults import server_error as djangos_server_error

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
