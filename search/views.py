"""The pages of the search."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from portal.accounts.permissions import Action, can
from portal.text.normalising import clean_line
from search import query_logging
from search.forms import LONGEST, NUL, SearchForm
from search.query import PAGE_SIZE
from search.results_page import ResultsPage, results_page
from search.site_engine import get_engine
from search.suggestions import suggest

TEMPLATE = "search/results.html"


@require_safe
def results(request: HttpRequest) -> HttpResponse:
    """`/search/`: the results, or what is wrong with the address, with the form as it was."""
    form = SearchForm(request.GET, user=request.user)
    if not form.is_valid():
        return _refused(request, form)
    query = form.query()
    found = get_engine().search(query)
    pages = Paginator(range(found.total), PAGE_SIZE)
    if query.page > pages.num_pages:
        last = pages.num_pages
        form.add_error(
            "page", f"There is no page {query.page} of these results: the last is {last}."
        )
        return _refused(request, form)
    shown = results_page(form, query, found)
    if query.page == 1 and not query.is_narrowed and not query.weak:
        query_logging.note_search(request, text=query.text, results=found.total)
    return render(request, TEMPLATE, _context(form, shown, pages.page(query.page), request))


@require_safe
def suggestions(request: HttpRequest) -> HttpResponse:
    """`/search/suggest/?q=`: completions as JSON."""
    text = request.GET.get("q", "")
    # A null byte is refused below, as by every form.
    text = text if NUL in text else clean_line(text)
    if len(text) > LONGEST or NUL in text:
        message = f"Give at most {LONGEST} characters of text in q."
        return JsonResponse({"error": message}, status=400)
    found = suggest(text, sees_network=can(request.user, Action.CASE_STUDY_READ_NETWORK))
    return JsonResponse(
        {"suggestions": [{"label": s.label, "type": s.type, "url": s.url} for s in found]}
    )


def _context(
    form: SearchForm, shown: ResultsPage, page: Page, request: HttpRequest
) -> dict[str, Any]:
    acting = getattr(request.user, "acting_trust", None)
    return {"form": form, "shown": shown, "page": page, "own_trust": acting}


def _refused(request: HttpRequest, form: SearchForm) -> HttpResponse:
    return render(request, TEMPLATE, {"form": form}, status=400)
