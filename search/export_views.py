"""Any search as CSV and as JSON. The parameters and what is refused are those of `/search/`."""

from __future__ import annotations

import csv
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from search import exports
from search.forms import SearchForm


@require_safe
def as_csv(request: HttpRequest) -> HttpResponse:
    """`/search.csv`: a row for each saving."""
    form = SearchForm(request.GET, user=request.user)
    if not form.is_valid():
        return HttpResponse("\n".join(_said(form)), status=400, content_type="text/plain")
    _, found = exports.records(form.query(), site=_site(request))
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="case-studies.csv"'
    # Excel reads UTF-8 as such only after this mark.
    response.write("\ufeff")
    csv.writer(response).writerows(exports.table(found))
    return response


@require_safe
def as_json(request: HttpRequest) -> HttpResponse:
    """`/search.json`: a record for each case study, with its savings."""
    form = SearchForm(request.GET, user=request.user)
    if not form.is_valid():
        return JsonResponse({"errors": _said(form)}, status=400)
    results, found = exports.records(form.query(), site=_site(request))
    body: dict[str, Any] = {
        "total": results.total,
        "checked": results.checked,
        "signposts": results.signposts,
        "shown": len(found),
        "case_studies": found,
    }
    return JsonResponse(body)


def _said(form: SearchForm) -> list[str]:
    return [str(text) for texts in form.errors.values() for text in texts]


def _site(request: HttpRequest) -> str:
    return request.build_absolute_uri("/").rstrip("/")
