"""The editors' desk: what waits, what to look at, where nobody has shared, areas and searches."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from casestudies import areas
from casestudies.desk import bulk, merging
from casestudies.desk import queries as desk_queries
from casestudies.desk.queries import RecordList
from casestudies.models import CaseStudyPage, EfficiencyArea, ImportRun
from portal.home.areas import queries as area_queries
from portal.home.desk import queries
from portal.home.desk.forms import ACTIONS, CallForm, MergeForm, PutFirstForm, SameAsForm
from portal.home.models import StandardPage
from portal.home.site import EDITED_HERE
from search.counts import RECORDS, Count
from search.models import QueryCare
from search.query_logging import terms_of

PAGE_SIZE = 50


@login_required
@require_safe
@never_cache
def desk(request: HttpRequest) -> HttpResponse:
    """What waits for whom, and how long the other lists are."""
    bulk.check_may(request.user)
    queued = desk_queries.queue()
    context = {
        "here": "waiting",
        "queued": queued,
        "late": sum(row.overdue for row in queued),
        "counts": [
            (which, Count(number, RECORDS, reverse("home:desk_records", args=[which.value])))
            for which, number in desk_queries.counts().items()
        ],
        "pages_to_edit": StandardPage.objects.filter(slug__in=EDITED_HERE).order_by("title"),
    }
    return render(request, "home/desk/waiting.html", context)


@login_required
@require_safe
@never_cache
def records(request: HttpRequest, name: str) -> HttpResponse:
    """One list of published records, to act on."""
    bulk.check_may(request.user)
    return _records(request, _list(name))


@login_required
@require_POST
def act(request: HttpRequest, name: str) -> HttpResponse:
    """Ask what is needed for the chosen records, then do it, and say what came of each."""
    bulk.check_may(request.user)
    which = _list(name)
    kind = ACTIONS.get(request.POST.get("action", ""))
    pages = _chosen(request)
    if kind is None or not pages:
        refused = "Choose at least one record." if kind else "Choose what to do with them."
        return _records(request, which, refused=refused, status=400)
    confirmed = "confirmed" in request.POST
    form = kind(request.POST if confirmed else None)
    context: dict[str, Any] = {
        "here": name,
        "which": which,
        "pages": pages,
        "action": request.POST["action"],
        "form": form,
    }
    if confirmed and form.is_valid():
        try:
            outcomes = form.run(pages, by=request.user)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            done = [one for one in outcomes if one.done]
            context |= {"done": done, "failed": [one for one in outcomes if not one.done]}
            return render(request, "home/desk/done.html", context)
    status = 400 if form.errors else 200
    return render(request, "home/desk/confirm.html", context, status=status)


@login_required
@require_safe
@never_cache
def coverage(request: HttpRequest) -> HttpResponse:
    """The empty cells, the most asked for first, and the whole grid."""
    bulk.check_may(request.user)
    context = {"here": "coverage", "found": queries.desk_coverage()}
    return render(request, "home/desk/coverage.html", context)


@login_required
@require_safe
@never_cache
def imports(request: HttpRequest) -> HttpResponse:
    """The imports of files, the latest first: how far each is, and what went wrong."""
    bulk.check_may(request.user)
    runs = ImportRun.objects.defer("content").select_related("by")
    page = Paginator(runs, PAGE_SIZE).get_page(request.GET.get("page"))
    return render(request, "home/desk/imports.html", {"here": "imports", "page": page})


@login_required
@require_safe
@never_cache
def area_tree(request: HttpRequest) -> HttpResponse:
    """The tree of areas, with what hangs on each."""
    merging.check_may(request.user)
    branches = area_queries.index(sees_network=True)
    return render(request, "home/desk/areas.html", {"here": "areas", "branches": branches})


@login_required
@require_http_methods(["GET", "POST"])
@never_cache
def merge(request: HttpRequest, area_id: int) -> HttpResponse:
    """Move everything from one area to another."""
    merging.check_may(request.user)
    gone = get_object_or_404(EfficiencyArea, pk=area_id)
    form = MergeForm(request.POST if request.method == "POST" else None, gone=gone)
    if form.is_valid():
        into = form.cleaned_data["into"]
        try:
            moved = merging.merge(gone=gone, into=into, by=request.user)
        except ValidationError as refusal:
            form.add_error("into", refusal)
        else:
            number = f"{moved} case stud{'y' if moved == 1 else 'ies'}"
            messages.success(request, f"“{gone.name}” is now part of “{into.name}”: {number}.")
            return redirect("home:desk_areas")
    context = {"here": "areas", "gone": gone, "form": form, "use": merging.use_of(gone)}
    context["above"] = areas.ancestors_of(gone)
    status = 400 if form.errors else 200
    return render(request, "home/desk/merge.html", context, status=status)


def _list(name: str) -> RecordList:
    try:
        return RecordList(name)
    except ValueError as unknown:
        raise Http404("There is no such list.") from unknown


def _records(
    request: HttpRequest, which: RecordList, *, refused: str = "", status: int = 200
) -> HttpResponse:
    context = {
        "here": which.value,
        "which": which,
        "all_lists": list(RecordList),
        "page": Paginator(desk_queries.rows(which), PAGE_SIZE).get_page(request.GET.get("page")),
        "actions": [(name, kind.verb) for name, kind in ACTIONS.items()],
        "refused": refused,
        "chosen": set(request.POST.getlist("record")),
        "action": request.POST.get("action", ""),
    }
    return render(request, "home/desk/records.html", context, status=status)


def _chosen(request: HttpRequest) -> list[CaseStudyPage]:
    ids = [int(pk) for pk in request.POST.getlist("record") if pk.isdecimal() and len(pk) < 18]
    return list(CaseStudyPage.objects.filter(pk__in=ids).select_related("trust").order_by("title"))


FORMS = {"same-as": SameAsForm, "put-first": PutFirstForm, "call": CallForm}


@login_required
@require_safe
@never_cache
def all_searches(request: HttpRequest) -> HttpResponse:
    """What people look for, and what they do not find."""
    bulk.check_may(request.user)
    context = {"here": "searches", "found": queries.searches()}
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
        (queries.take if act == "take" else queries.dismiss)(terms=terms, by=request.user)
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
        wanted = queries.call_for(terms=terms, by=request.user, **said)
        messages.success(request, "The page of the area asks for it now.")
        return redirect("home:area", wanted.area.slug)
    if act == "same-as":
        queries.same_as(terms=terms, by=request.user, **said)
        messages.success(request, f"“{terms}” and “{said['other']}” now mean the same.")
    else:
        queries.put_first(terms=terms, by=request.user, **said)
        messages.success(request, "It stands first for this search now.")
    # The search itself shows what came of it.
    return redirect(f"/search/?{urlencode({'q': terms})}")
