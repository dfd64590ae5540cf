"""The views of search: results, completions, three questions, map, exports, asking for a subject.

The pages of the search.

Other ways to the results: three questions, a map, and more like one of them.

Any search as CSV and as JSON. The parameters and what is refused are those of `/search/`.

Asking for a case study on a subject that none speaks of.
"""

from __future__ import annotations

import csv
from typing import Any

from allauth.core import ratelimit
from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Page, Paginator
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from casestudies.models import CaseStudyPage
from portal.accounts.client_address import visitor_key
from portal.accounts.permissions import Action, can
from portal.text.normalising import clean_line
from portal.trusts import map as england
from search import exports, facets, query_logging
from search.forms import LONGEST, NUL, SearchForm
from search.guided import QUESTIONS, step
from search.hits import draw, readable_pages
from search.query import PAGE_SIZE
from search.result_map import result_map
from search.results_page import ResultsPage, results_page
from search.similarity import alike
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


MOST_ALIKE = 20
NUMBERS = [str(number) for number in range(1, len(QUESTIONS) + 1)]


@require_safe
def guided(request: HttpRequest) -> HttpResponse:
    """`/search/guided/`: one question at a time; then the results."""
    asked = request.GET.copy()
    number = asked.pop("step", ["1"])[-1]
    form = SearchForm(asked, user=request.user)
    if not form.is_valid() or number not in NUMBERS:
        return _refused_step(
            request, form, "Step: there are three questions. Begin with the first."
        )
    shown = step(int(number), form.query(), form.asked, form.words)
    if shown is None:
        return redirect(f"{reverse('search:results')}?{form.asked.urlencode()}")
    hits, _ = draw(shown.found, shown.query)
    context = {
        "step": shown,
        "of": len(QUESTIONS),
        "hits": hits,
        "chosen": facets.chips(shown.query, form.asked, form.words),
        "results_url": f"{reverse('search:results')}?{form.asked.urlencode()}",
    }
    return render(request, "search/guided.html", context)


@require_safe
def on_map(request: HttpRequest) -> HttpResponse:
    """`/search/map/`: where all results of a search come from."""
    form = SearchForm(request.GET, user=request.user)
    if not form.is_valid():
        return _refused_step(request, form, "")
    shown = result_map(form.query(), lambda code: _for_trust(form.asked, code))
    context = {
        "form": form,
        "shown": shown,
        "map": england.shown(shown.map),
        "chips": facets.chips(form.query(), form.asked, form.words),
        "results_url": f"{reverse('search:results')}?{form.asked.urlencode()}",
    }
    return render(request, "search/map.html", context)


@require_safe
def more_like(request: HttpRequest, page_id: int) -> HttpResponse:
    """`/search/like/<page>/`: the case studies most like one of them."""
    sees_network = can(request.user, Action.CASE_STUDY_READ_NETWORK)
    page = CaseStudyPage.objects.filter(pk=page_id).first()
    if page is None or page_id not in readable_pages([page_id], sees_network=sees_network):
        raise Http404("There is no such case study.")
    context = {
        "title": page.title,
        "url": page.get_url(request),
        "page_id": page.pk,
        "hits": alike(page_id, sees_network=sees_network, limit=MOST_ALIKE),
    }
    return render(request, "search/alike.html", context)


def _for_trust(asked: QueryDict, code: str) -> str:
    changed = asked.copy()
    changed.pop("page", None)
    changed.setlist("trust", [code])
    return f"{reverse('search:results')}?{changed.urlencode()}"


def _refused_step(request: HttpRequest, form: SearchForm, message: str) -> HttpResponse:
    if message and not form.errors:
        form.add_error(None, message)
    return render(request, "search/results.html", {"form": form}, status=400)


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


LONGEST_SUBJECT = 200
THANKS = "Thank you. The editors see how many people ask for a case study about “%s”."
TOO_MANY = "You have asked for a lot in a short time. Try again in an hour."


class WantedForm(forms.Form):
    """The subject, as it was searched for."""

    about = forms.CharField(
        label="What should the case study be about?",
        max_length=LONGEST_SUBJECT,
        help_text="A few words, such as the name of a service, a system or a cost.",
        error_messages={
            "required": "Say what it should be about.",
            "max_length": f"Keep it to {LONGEST_SUBJECT} characters.",
            "null_characters_not_allowed": "Type the words again: they hold a character that "
            "cannot be kept.",
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def wanted(request: HttpRequest) -> HttpResponse:
    """`/search/wanted/?about=`: the subject to confirm, and the count of who asks for it."""
    if request.method != "POST":
        about = request.GET.get("about", "").replace("\x00", "")[:LONGEST_SUBJECT]
        return _form(request, WantedForm(initial={"about": about}))
    form = WantedForm(request.POST)
    if not form.is_valid():
        return _form(request, form)
    if not ratelimit.consume(request, action="wanted", key=visitor_key(request)):
        form.add_error(None, TOO_MANY)
        return _form(request, form, status=429)
    try:
        query_logging.ask_for(about=form.cleaned_data["about"])
    except ValidationError as refusal:
        form.add_error(None, refusal)
        return _form(request, form)
    messages.success(request, THANKS % form.cleaned_data["about"])
    return redirect("search:results")


def _form(request: HttpRequest, form: WantedForm, *, status: int = 200) -> HttpResponse:
    return render(request, "search/wanted.html", {"form": form}, status=status)
