"""The efficiency areas."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from ninja import Router

from casestudies import areas
from casestudies.models import EfficiencyArea
from portal.api import parameters
from portal.api.endpoints import MISSING, REFUSALS, example
from portal.api.errors import Refused
from portal.api.paging import site_of
from portal.api.schemas.places import Area, Areas
from search.facets import AreaChoice, area_choices
from search.query import CHECKED, SIGNPOST, SearchQuery
from search.site_engine import get_engine

router = Router()


@router.get(
    "areas/",
    response={200: Areas, **REFUSALS},
    operation_id="listAreas",
    summary="The efficiency areas",
    openapi_extra=example("/api/v1/areas/"),
)
def area_list(request: HttpRequest) -> dict[str, Any]:
    """All of them, in the order of the tree, with how many records a search in each finds."""
    parameters.read(request, parameters.nothing)
    lines = _lines(site_of(request))
    return {"total": len(lines), "areas": lines}


@router.get(
    "areas/{slug}/",
    response={200: Area, **MISSING},
    operation_id="readArea",
    summary="One efficiency area",
    openapi_extra=example("/api/v1/areas/workforce/"),
)
def area(request: HttpRequest, slug: str) -> dict[str, Any]:
    """An area with those above and below it. A slug that it had before leads to it too."""
    parameters.read(request, parameters.nothing)
    found = areas.find(slug)
    if found is None:
        raise Refused(404, "There is no such area. All of them stand in /api/v1/areas/.")
    site = site_of(request)
    lines = {line["slug"]: line for line in _lines(site)}
    return {
        **lines[found.slug],
        "synonyms": found.synonyms,
        "above": [above.slug for above in areas.ancestors_of(found)],
        "below": [line for line in lines.values() if line["parent"] == found.slug],
        "search": f"{site}{reverse('api:case_studies')}?area={found.slug}",
        "exemplars": f"{site}{reverse('api:exemplars')}?area={found.slug}",
    }


def _lines(site: str) -> list[dict[str, Any]]:
    """Every area with its count. A fixed number of queries."""
    crossed = get_engine().search(SearchQuery(crosses=("area", "record"))).crossed
    told = dict(EfficiencyArea.objects.values_list("slug", "description"))
    return [_line(one, told[one.slug], crossed, site) for one in area_choices()]


def _line(
    one: AreaChoice, description: str, crossed: Mapping[tuple[str, str], int], site: str
) -> dict[str, Any]:
    checked, signposts = (crossed.get((one.slug, kind), 0) for kind in (CHECKED, SIGNPOST))
    return {
        "slug": one.slug,
        "name": one.name,
        "description": description,
        "parent": one.parent,
        "case_studies": checked + signposts,
        "checked": checked,
        "signposts": signposts,
        "record": f"{site}{reverse('api:area', args=[one.slug])}",
        "address": f"{site}/areas/{one.slug}/",
    }
