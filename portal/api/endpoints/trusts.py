"""The register: all trusts, one of them, and those like it."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest
from django.urls import reverse
from ninja import Router

from portal.api import parameters, records
from portal.api.endpoints import MISSING, REFUSALS, example
from portal.api.errors import Refused
from portal.api.paging import place, site_of
from portal.api.schemas.places import SimilarTrusts, Trust, Trusts
from portal.trusts import models as register
from portal.trusts import queries as trust_queries
from portal.trusts.likeness.queries import Neighbour, NotInPeerFinder, similar_trusts

router = Router()
A_PAGE = 100
LIMIT = 10
NOT_COMPARED = (
    "The national method compares the 208 trusts of 2018/19, and this is none of them. Use “ours”."
)


@router.get(
    "trusts/",
    response={200: Trusts, **REFUSALS},
    operation_id="listTrusts",
    summary="The register of trusts",
    openapi_extra=example("/api/v1/trusts/?type=mental-health&region=north-west"),
)
def trusts(request: HttpRequest) -> dict[str, Any]:
    """Trusts by name, 100 a page: the open ones, if `status` does not say otherwise."""
    form = parameters.read(request, parameters.trusts)
    pages = Paginator(trust_queries.trusts(form.filters), A_PAGE)
    number = form.cleaned_data["page"] or 1
    where = place(request, total=pages.count, page=number, size=A_PAGE)
    site = site_of(request)
    shown = pages.page(number)
    return {**where.as_values(), "trusts": [records.trust_line(one, site=site) for one in shown]}


@router.get(
    "trusts/{ods_code}/",
    response={200: Trust, **MISSING},
    operation_id="readTrust",
    summary="One trust",
    openapi_extra=example("/api/v1/trusts/RTG/"),
)
def trust(request: HttpRequest, ods_code: str) -> dict[str, Any]:
    """What is known of a trust, each figure with its year and source; what it gave and took up."""
    parameters.read(request, parameters.nothing)
    return records.whole_trust(_found(ods_code), site=site_of(request))


@router.get(
    "trusts/{ods_code}/similar/",
    response={200: SimilarTrusts, **MISSING},
    operation_id="listSimilarTrusts",
    summary="Trusts like one",
    openapi_extra=example("/api/v1/trusts/RTG/similar/?limit=5"),
)
def similar(request: HttpRequest, ods_code: str) -> dict[str, Any]:
    """The trusts most like this one, nearest first. Empty where too little is known of it."""
    chosen = parameters.read(request, parameters.similar).cleaned_data
    method = chosen["method"] or "ours"
    subject = _found(ods_code)
    try:
        found = similar_trusts(subject, method=method, limit=chosen["limit"] or LIMIT)
    except NotInPeerFinder:
        raise Refused(400, parameters.REFUSED, [("method", NOT_COMPARED)]) from None
    site = site_of(request)
    return {
        "ods_code": subject.ods_code,
        "method": method,
        "trusts": [_neighbour(one, site) for one in found],
    }


def _found(ods_code: str) -> register.Trust:
    try:
        return register.Trust.objects.by_ods_code(ods_code)
    except register.Trust.DoesNotExist:
        raise Refused(404, "There is no trust with this ODS code in the register.") from None


def _neighbour(one: Neighbour, site: str) -> dict[str, Any]:
    return {
        **one.__dict__,
        "place": one.place.number,
        "of": one.place.of,
        "word": one.place.word,
        "record": f"{site}{reverse('api:trust', args=[one.ods_code])}",
    }
