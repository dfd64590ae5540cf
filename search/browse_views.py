"""Other ways to the results: three questions, a map, and more like one of them."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from casestudies.models import CaseStudyPage
from portal.accounts.permissions import Action, can
from portal.trusts import map as england
from search import facets
from search.alike import alike
from search.forms import SearchForm
from search.guided import QUESTIONS, step
from search.hits import draw, readable_pages
from search.result_map import result_map

MOST_ALIKE = 20
NUMBERS = [str(number) for number in range(1, len(QUESTIONS) + 1)]


@require_safe
def guided(request: HttpRequest) -> HttpResponse:
    """`/search/guided/`: one question at a time; then the results."""
    asked = request.GET.copy()
    number = asked.pop("step", ["1"])[-1]
    form = SearchForm(asked, user=request.user)
    if not form.is_valid() or number not in NUMBERS:
        return _refused(request, form, "Step: there are three questions. Begin with the first.")
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
        return _refused(request, form, "")
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


def _refused(request: HttpRequest, form: SearchForm, message: str) -> HttpResponse:
    if message and not form.errors:
        form.add_error(None, message)
    return render(request, "search/results.html", {"form": form}, status=400)
