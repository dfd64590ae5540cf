"""Case studies: any search, and one record in full."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from ninja import Router

from casestudies.visibility import visible_to
from portal.api import parameters, records
from portal.api.endpoints import MISSING, REFUSALS, example
from portal.api.errors import Refused
from portal.api.paging import place, site_of
from portal.api.schemas.case_studies import CaseStudies, CaseStudy
from search import exports
from search.facets import LABELS, FacetWords
from search.query import PAGE_SIZE
from search.results import Facet
from search.site_engine import get_engine

router = Router()


@router.get(
    "case-studies/",
    response={200: CaseStudies, **REFUSALS},
    operation_id="searchCaseStudies",
    summary="Search the case studies",
    openapi_extra=example("/api/v1/case-studies/?q=agency+nurses&sort=evidence"),
)
def case_studies(request: HttpRequest) -> dict[str, Any]:
    """The search of the site, with the same parameters, 20 records a page. A parameter given twice
    means either; different parameters mean both. The facets say what else to narrow by.
    """
    form = parameters.read(request, parameters.search)
    query = form.query()
    found = get_engine().search(query)
    where = place(request, total=found.total, page=query.page, size=PAGE_SIZE)
    site = site_of(request)
    return {
        **where.as_values(),
        "checked": found.checked,
        "signposts": found.signposts,
        "notes": [*form.notes, *([found.notice] if found.notice else [])],
        "corrections": [],
        "suggestions": found.suggestions,
        "facets": [_facet(facet, form.words) for facet in found.facets],
        "case_studies": [
            records.line(one, site=site) for one in exports.described(found, query, site=site)
        ],
    }


def _facet(facet: Facet, words: FacetWords) -> dict[str, Any]:
    return {
        "name": facet.name,
        "label": LABELS[facet.name],
        "values": [
            {
                "value": one.value,
                "label": words.label(facet.name, one.value),
                "count": one.count,
                "selected": one.selected,
            }
            for one in facet.values
        ],
    }


@router.get(
    "case-studies/{int:case_study_id}/",
    response={200: CaseStudy, **MISSING},
    operation_id="readCaseStudy",
    summary="One case study in full",
    openapi_extra=example("/api/v1/case-studies/{case_study_id}/"),
)
def case_study(request: HttpRequest, case_study_id: int) -> dict[str, Any]:
    """Everything its page shows: story, figures with who vouches for them, how to copy it. A
    signpost says where it was published; we have not checked it.
    """
    parameters.read(request, parameters.nothing)
    found = visible_to(AnonymousUser()).select_related("trust").filter(pk=case_study_id).first()
    if found is None:
        raise Refused(404, "There is no case study with this number that anyone may read.")
    return records.whole(found, site=site_of(request))
