"""The register's two pages."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from portal.home.trusts import queries as register_queries
from portal.matching.designations.exchange import exchange_of
from portal.trusts import map as england
from portal.trusts import ods_codes
from portal.trusts import queries as trust_queries
from portal.trusts.forms import TrustFilterForm
from portal.trusts.models import Trust
from portal.trusts.queries import Filters

A_PAGE = 20


@require_safe
def trust_list(request: HttpRequest) -> HttpResponse:
    """The register, filtered; 400 with the sentence for what the form cannot read."""
    form = TrustFilterForm(request.GET)
    if not form.is_valid():
        return _list(request, form, Filters(), status=400)
    return _list(request, form, form.filters)


def _list(
    request: HttpRequest, form: TrustFilterForm, filters: Filters, *, status: int = 200
) -> HttpResponse:
    pages = Paginator(trust_queries.trusts(filters), A_PAGE)
    number = form.cleaned_data.get("page") or 1 if status == 200 else 1
    if number > pages.num_pages:
        last = pages.num_pages
        form.add_error("page", f"There is no page {number}: the last is page {last}.")
        number, status = 1, 400
    found = register_queries.found(filters)
    shown = pages.page(number)
    formerly = trust_queries.found_formerly(shown.object_list, filters.words)
    for trust in shown.object_list:
        trust.formerly = formerly.get(trust.pk, "")
    context = {
        "form": form,
        "page": shown,
        "found": found,
        "map": england.shown(found.map),
        "chosen": form.kept if status == 200 else "",
    }
    return render(request, "home/trusts/trust_list.html", context, status=status)


@require_safe
def trust_detail(request: HttpRequest, ods_code: str) -> HttpResponseBase:
    """One trust. The address is in capitals; other spellings are sent there."""
    trust = get_object_or_404(Trust, ods_code=ods_codes.normalised(ods_code))
    if ods_code != trust.ods_code:
        query: QueryDict = request.GET
        response = redirect("home:trust", trust.ods_code, permanent=True)
        if query:
            response["Location"] += f"?{query.urlencode()}"
        return response
    context = {
        "trust": trust,
        "history": trust_queries.history_of(trust),
        "facts": register_queries.facts_of(trust),
        "peers": register_queries.peers_of(trust),
        "mine": register_queries.beside(trust, getattr(request.user, "acting_trust", None)),
        "exchange": exchange_of(trust, reader=request.user),
    }
    return render(request, "home/trusts/trust.html", context)
