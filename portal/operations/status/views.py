"""The status of the site, for administrators: as a page, and for their programs."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from portal.accounts import permissions
from portal.accounts.permissions import Action
from portal.operations.status.queries import State, site_status

NOT_AN_ADMINISTRATOR = "Only administrators see how the parts of the site are."


@login_required
@require_safe
@never_cache
def show_status(request: HttpRequest) -> HttpResponse:
    """Every part with what to do. It answers 200 however they are: `/readyz/` is for probes."""
    permissions.check(request.user, Action.AUDIT_READ, message=NOT_AN_ADMINISTRATOR)
    context = {"status": site_status(), "states": State}
    return render(request, "operations/status.html", context)


@login_required
@require_safe
@never_cache
def status_json(request: HttpRequest) -> JsonResponse:
    """The same as data."""
    permissions.check(request.user, Action.AUDIT_READ, message=NOT_AN_ADMINISTRATOR)
    status = site_status()
    parts = {
        part.key: {"state": part.state.value, "says": part.says, **part.facts}
        for part in status.parts
    }
    return JsonResponse({"state": status.state.value, "at": status.at.isoformat(), "parts": parts})
