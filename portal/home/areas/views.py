"""The efficiency areas: all of them, and the hub of one."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from casestudies import areas
from portal.accounts.permissions import Action, can
from portal.home.areas import queries as area_queries


@require_safe
def area_list(request: HttpRequest) -> HttpResponse:
    """Every area, with how many case studies it has."""
    return render(
        request,
        "home/areas.html",
        {"branches": area_queries.index(sees_network=_sees_network(request))},
    )


@require_safe
def area_hub(request: HttpRequest, slug: str) -> HttpResponse:
    """One area."""
    area = areas.find(slug)
    if area is None:
        raise Http404("There is no such area.")
    if area.slug != slug:
        return redirect("home:area", area.slug, permanent=True)
    hub = area_queries.hub(area, sees_network=_sees_network(request))
    above = [("Efficiency areas", reverse("home:area_list"))]
    above += [(top.name, reverse("home:area", args=[top.slug])) for top in hub.above]
    return render(request, "home/area.html", {"hub": hub, "above": above})


def _sees_network(request: HttpRequest) -> bool:
    return can(request.user, Action.CASE_STUDY_READ_NETWORK)
