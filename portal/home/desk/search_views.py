"""The desk's page of searches, and the page of one search."""

from __future__ import annotations

from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from casestudies.desk import bulk
from portal.home.desk import searches
from portal.home.desk.search_forms import CallForm, PutFirstForm, SameAsForm
from search.models import QueryCare
from search.query_logging import terms_of

FORMS = {"same-as": SameAsForm, "put-first": PutFirstForm, "call": CallForm}


@login_required
@require_safe
@never_cache
def all_searches(request: HttpRequest) -> HttpResponse:
    """What people look for, and what they do not find."""
    bulk.check_may(request.user)
    context = {"here": "searches", "found": searches.searches()}
    return render(request, "home/desk/searches.html", context)


@login_required
@require_http_methods(["GET", "POST"])
@never_cache
def one_search(request: HttpRequest) -> HttpResponse:
    """One search: make its words known, put a result first, or ask for a case study."""
    bulk.check_may(request.user)
    terms = terms_of(request.GET.get("terms", ""))
    if not terms:
        raise Http404("There is no such search.")
    act = request.POST.get("act", "")
    if act in ("take", "dismiss"):
        (searches.take if act == "take" else searches.dismiss)(terms=terms, by=request.user)
        messages.success(request, "It is yours." if act == "take" else "It is settled.")
        return redirect("home:desk_searches")
    forms = {
        name: kind(
            request.POST if act == name else None,
            prefix=name,
            initial={"title": terms.capitalize()} if name == "call" else None,
        )
        for name, kind in FORMS.items()
    }
    form = forms.get(act)
    if form is not None and form.is_valid():
        try:
            return _do(request, act, terms, form.cleaned_data)
        except ValidationError as refusal:
            form.add_error(None, refusal)
    context = {
        "here": "searches",
        "terms": terms,
        "form": form,
        "same_as": forms["same-as"],
        "put_first": forms["put-first"],
        "call": forms["call"],
        "care": QueryCare.objects.filter(terms=terms).select_related("owner").first(),
        "search_url": f"/search/?{urlencode({'q': terms})}",
    }
    status = 400 if form is not None and form.errors else 200
    return render(request, "home/desk/search.html", context, status=status)


def _do(request: HttpRequest, act: str, terms: str, said: dict) -> HttpResponse:
    if act == "call":
        wanted = searches.call_for(terms=terms, by=request.user, **said)
        messages.success(request, "The page of the area asks for it now.")
        return redirect("home:area", wanted.area.slug)
    if act == "same-as":
        searches.same_as(terms=terms, by=request.user, **said)
        messages.success(request, f"“{terms}” and “{said['other']}” now mean the same.")
    else:
        searches.put_first(terms=terms, by=request.user, **said)
        messages.success(request, "It stands first for this search now.")
    # The search itself shows what came of it.
    return redirect(f"/search/?{urlencode({'q': terms})}")
