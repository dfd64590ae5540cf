"""Who offers help, with the places left."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from ninja import Router

from portal.api import parameters
from portal.api.endpoints import REFUSALS, example
from portal.api.paging import place, site_of
from portal.api.schemas.places import Exemplars
from portal.matching.designations import queries as designation_queries
from portal.matching.designations.queries import ExemplarRow, OfferRow

router = Router()
A_PAGE = 20


@router.get(
    "exemplars/",
    response={200: Exemplars, **REFUSALS},
    operation_id="listExemplars",
    summary="Who offers help",
    openapi_extra=example("/api/v1/exemplars/?places=on"),
)
def exemplars(request: HttpRequest) -> dict[str, Any]:
    """Designated exemplars with their offers, those with most places left first, 20 a page."""
    chosen = parameters.read(request, parameters.exemplars).cleaned_data
    rows = designation_queries.live_exemplars(chosen)
    where = place(request, total=len(rows), page=chosen["page"] or 1, size=A_PAGE)
    first = (where.page - 1) * A_PAGE
    site = site_of(request)
    return {
        **where.as_values(),
        "exemplars": [_exemplar(row, site) for row in rows[first : first + A_PAGE]],
    }


def _exemplar(row: ExemplarRow, site: str) -> dict[str, Any]:
    trust = row.designation.trust
    return {
        "ods_code": trust.ods_code,
        "name": trust.name,
        "type_label": trust.type_label,
        "region": trust.get_region_display(),
        "illustrative": trust.illustrative,
        "programme": row.designation.programme.name,
        "places_left": row.left,
        "hours_a_quarter": row.designation.hours_a_quarter,
        "offers": [_offer(one) for one in row.offers],
        "trust": f"{site}{reverse('api:trust', args=[trust.ods_code])}",
    }


def _offer(row: OfferRow) -> dict[str, Any]:
    return {
        "area": row.offer.area.name,
        "area_slug": row.offer.area.slug,
        "kinds_of_help": row.kinds,
        "places_left": row.left,
        "places": row.places,
        "note": row.offer.note,
    }
