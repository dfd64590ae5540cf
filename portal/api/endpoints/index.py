"""`/api/v1/`: where everything is."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from ninja import Router

from portal.api import parameters
from portal.api.endpoints import REFUSALS, example
from portal.api.paging import site_of
from portal.api.schemas.shared import Index

router = Router()
LINKS = (
    ("case_studies", "case_studies", "Search the case studies."),
    ("areas", "area_list", "The efficiency areas."),
    ("trusts", "trusts", "The register of NHS trusts."),
    ("exemplars", "exemplars", "Who offers help, with places left."),
)
LICENCE = "Each case study says its own licence."


@router.get(
    "/",
    response={200: Index, **REFUSALS},
    operation_id="index",
    summary="Where everything is",
    openapi_extra=example("/api/v1/"),
)
def index(request: HttpRequest) -> dict[str, Any]:
    """The addresses of the API."""
    parameters.read(request, parameters.nothing)
    site = site_of(request)
    return {
        "title": "Exemplar read API, version 1",
        "licence": LICENCE,
        "documentation": f"{site}{reverse('api:docs')}",
        "openapi": f"{site}{reverse('api:openapi-json')}",
        "links": [
            {"name": name, "address": f"{site}{reverse(f'api:{view}')}", "about": about}
            for name, view, about in LINKS
        ],
    }
