"""Pages of performance: the rule and its measures, one measure, one trust. Open to anyone."""

from __future__ import annotations

import csv

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from portal.accounts.audit import cell_text
from portal.accounts.permissions import Action, can
from portal.home.performance import queries as performance_queries
from portal.performance.comparison import FEWEST_PEERS, MOST_LIKE
from portal.performance.measures import Measure, UnknownMeasure, measure_of_key
from portal.performance.performers import HISTORY_AFTER, YEARS
from portal.trusts import ods_codes
from portal.trusts.models import Trust

RULE = {
    "most_like": MOST_LIKE,
    "fewest_peers": FEWEST_PEERS,
    "years": YEARS,
    "history_after": HISTORY_AFTER,
}


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The published rule, and every measure with its performers."""
    context = {"cards": performance_queries.measure_cards(), "rule": RULE}
    return render(request, "home/performance/index.html", context)


@require_safe
def measure(request: HttpRequest, key: str) -> HttpResponse:
    """One measure: what it counts, and who does best."""
    context = {"page": performance_queries.measure_page(_measure_or_404(key)), "rule": RULE}
    return render(request, "home/performance/measure.html", context)


@require_safe
def measure_csv(request: HttpRequest, key: str) -> HttpResponse:
    """Every figure of a measure as a file."""
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{key}.csv"'
    writer = csv.writer(response)
    for row in performance_queries.figure_rows(_measure_or_404(key)):
        writer.writerow([cell_text(value) for value in row])
    return response


@require_safe
def trust(request: HttpRequest, ods_code: str) -> HttpResponseBase:
    """Where one trust stands among its like. The address is in capitals."""
    found = get_object_or_404(Trust, ods_code=ods_codes.normalised(ods_code))
    if ods_code != found.ods_code:
        return redirect("home:trust_performance", found.ods_code, permanent=True)
    sees_network = can(request.user, Action.CASE_STUDY_READ_NETWORK)
    context = {"page": performance_queries.trust_performance(found, sees_network=sees_network)}
    return render(request, "home/performance/trust.html", context)


def _measure_or_404(key: str) -> Measure:
    try:
        return measure_of_key(key)
    except UnknownMeasure as error:
        raise Http404(str(error)) from error
