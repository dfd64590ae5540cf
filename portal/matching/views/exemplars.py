"""Who offers what, with places left; and each programme, past ones too. Open to anyone."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from portal.matching import exemplar_counts, permissions
from portal.matching.choices import DesignationStatus
from portal.matching.forms.links import ExemplarFilterForm
from portal.matching.models import ExemplarDesignation
from portal.matching.policies import is_historical
from portal.matching.programmes import reads as programmes
from portal.matching.reads import asking, helping
from portal.matching.views import access, parameters

PER_PAGE = 20


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The live offers, filtered; a bad address gets 400 with the form kept."""
    query = parameters.kept(request.GET)
    form = ExemplarFilterForm(query, areas=asking.area_groups())
    chosen = parameters.cleaned(form)
    problems = parameters.problems(query, form)
    rows = [] if problems else helping.live_exemplars(chosen)
    paginator = Paginator(rows, PER_PAGE)
    number = chosen.get("page") or 1
    if number > paginator.num_pages:
        problems.append(f"The list has {paginator.num_pages} pages. Go to the first one.")
        number = 1
    page = paginator.page(number)
    page.object_list = helping.with_reply_times(page.object_list)
    found = helping.programmes()
    kept = query.copy()
    kept.pop("page", None)
    context = {
        "form": form,
        "problems": problems,
        "page": page,
        "total": len(rows),
        "nearby": sum(not row.is_inside for row in rows),
        "filtered": any(chosen.get(name) for name in form.fields if name != "page"),
        "prefix": f"{kept.urlencode()}&" if kept else "",
        "current": [row for row in found if not row.is_history],
        "past": [row for row in found if row.is_history],
        "may_apply": bool(_may_apply_for(request)),
    }
    return render(request, "matching/exemplars.html", context, status=400 if problems else 200)


def _may_apply_for(request: HttpRequest) -> list[int]:
    return [
        trust.pk
        for trust in asking.trusts_asking_for(request.user)
        if permissions.can_apply(request.user, trust)
    ]


def _others(exemplars: list[ExemplarDesignation], *, is_history: bool) -> list[str]:
    """Those in the list of a running programme that do not help now, counted in words."""
    if is_history:
        return []
    paused = sum(one.status == DesignationStatus.PAUSED for one in exemplars)
    over = sum(not one.is_live for one in exemplars) - paused
    words = ((paused, "paused"), (over, "ended"))
    return [f"{number} {word}" for number, word in words if number]


@require_safe
def programme(request: HttpRequest, slug: str) -> HttpResponse:
    """A programme: its areas, exemplars with their sources, rules, rounds and weights."""
    found = access.programme_or_404(slug)
    exemplars = helping.exemplars_of(found)
    context = {
        "programme": found,
        "is_history": is_historical(found),
        "published": None if is_historical(found) else programmes.published(found),
        "exemplars": exemplars,
        "counted": exemplar_counts.count_exemplars(found),
        "others": _others(exemplars, is_history=is_historical(found)),
        "weights": helping.weights_of(found),
        "broker": access.is_broker(request.user),
        "applications": helping.applications_of(found) if access.is_broker(request.user) else [],
    }
    return render(request, "matching/programme.html", context)
