"""The efficiency areas: all of them, and the hub of one."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from casestudies.models import EfficiencyArea
from portal.home.areas import reads


@require_safe
def area_list(request: HttpRequest) -> HttpResponse:
    """Every area, with how many case studies it has."""
    return render(request, "home/areas.html", {"branches": reads.index()})


@require_safe
def area_hub(request: HttpRequest, slug: str) -> HttpResponse:
    """One area."""
    area = get_object_or_404(EfficiencyArea, slug=slug)
    hub = reads.hub(area)
    above = [("Efficiency areas", reverse("home:area_list"))]
    above += [(top.name, reverse("home:area", args=[top.slug])) for top in hub.above]
    return render(request, "home/area.html", {"hub": hub, "above": above})
