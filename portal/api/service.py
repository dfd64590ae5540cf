"""The API itself: its endpoints, its document, and what becomes of a request it cannot answer."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import ValidationError
from ninja.openapi.schema import OpenAPISchema

from portal.api import errors, parameters
from portal.api.endpoints import areas, case_studies, exemplars, index, trusts
from portal.api.errors import Refused

ABOUT = (
    "What NHS trusts did to use money and time better, what came of it, how sure we are and where "
    "they started. For anyone, without a key: read only, and only what anyone may read on the "
    "site. Each saving stands beside its kind, its evidence and the trust’s starting position: "
    "show them together. Records that are illustrative are invented for a demonstration."
)


class Portal(NinjaAPI):
    """The API, whose document takes its parameters from the forms that read them."""

    def get_openapi_schema(self, **kw: Any) -> OpenAPISchema:
        return parameters.with_parameters(super().get_openapi_schema(**kw))


api = Portal(
    title="Exemplar",
    version="1",
    description=ABOUT,
    docs_url=None,
    urls_namespace="api",
)
for router in (index.router, case_studies.router, areas.router, trusts.router, exemplars.router):
    api.add_router("", router)


@api.exception_handler(Refused)
def refused(request: HttpRequest, refusal: Refused) -> HttpResponse:
    return errors.answer(refusal.status, refusal.message, refusal.problems)


@api.exception_handler(Http404)
@api.exception_handler(ValidationError)
def not_there(request: HttpRequest, problem: Exception) -> HttpResponse:
    # Only what stands in the path is read by the framework: a number that is none names nothing.
    return errors.answer(404)
