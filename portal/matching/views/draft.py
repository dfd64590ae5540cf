"""A request that was begun: kept in the visitor's own session while they are elsewhere."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from portal.matching.forms.ask import AskForm

DRAFT = "matching_help_draft"
LONGEST = 5000


def typed(request: HttpRequest) -> dict[str, Any]:
    """What stands in the form that was sent, whether or not it is right."""
    found = {name: request.POST.get(name, "")[:LONGEST] for name in AskForm.base_fields}
    return {name: value for name, value in found.items() if value}


def keep(request: HttpRequest) -> None:
    """Keep what was typed, to come back to it at `/help/new/?draft=1`."""
    request.session[DRAFT] = typed(request)


def kept(request: HttpRequest) -> dict[str, Any] | None:
    """What was kept, or None."""
    found: dict[str, Any] | None = request.session.get(DRAFT)
    return found


def has_draft(request: HttpRequest) -> bool:
    return kept(request) is not None


def forget(request: HttpRequest) -> None:
    """The request is sent: the draft has done its work."""
    request.session.pop(DRAFT, None)
