"""The public totals, a programme's reports, its board paper, and an exemplar's certificate."""

from __future__ import annotations

import csv

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from casestudies.areas import AreaTree
from portal.accounts.permissions import Action, can
from portal.insight import access, certificate, coverage, population
from portal.insight.forms import PeriodForm, TrustTypeForm
from portal.insight.performance import longlist
from portal.insight.queries import pairs, totals
from portal.insight.reports import Report
from search import counts


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Where there are case studies, and the totals of matching. Open to anyone."""
    illustrative = population.is_illustrative()
    case_studies = counts.case_studies(
        illustrative=illustrative,
        sees_network=can(request.user, Action.CASE_STUDY_READ_NETWORK),
    )
    context = {
        "illustrative": illustrative,
        "grid": coverage.grid(case_studies, AreaTree()),
        "totals": totals.public_totals(illustrative=illustrative),
        "programmes": access.programmes_for(request.user),
        "exemplars": access.exemplars_of(request.user),
    }
    return render(request, "insight/index.html", context)


@require_safe
def total_csv(request: HttpRequest, report: str) -> HttpResponse:
    """One public report as a file."""
    found = totals.public_totals(illustrative=population.is_illustrative())
    return _csv(found.reports, report, name="exemplar")


@never_cache
@login_required
@require_safe
def programme(request: HttpRequest, slug: str) -> HttpResponse:
    """The reports of a programme, for its managers."""
    return _programme(request, slug, "insight/programme.html")


@never_cache
@login_required
@require_safe
def board(request: HttpRequest, slug: str) -> HttpResponse:
    """The same as a paper for a board, to be printed."""
    return _programme(request, slug, "insight/board.html")


def _programme(request: HttpRequest, slug: str, template: str) -> HttpResponse:
    found = access.programme_or_404(request, slug)
    context = {
        "programme": found,
        "reports": pairs.programme_reports(found),
        "today": timezone.localdate(),
    }
    return render(request, template, context)


@never_cache
@login_required
@require_safe
def performers(request: HttpRequest, slug: str) -> HttpResponse:
    """Supply against demand in a programme, and who else does best. An unknown type of trust keeps
    the form: 400.
    """
    found = access.programme_or_404(request, slug)
    form = TrustTypeForm(request.GET or None)
    is_good = form.is_valid() or not form.is_bound
    trust_type = form.cleaned_data["trust_type"] if form.is_bound and is_good else ""
    supplies = longlist.supply_and_demand(found, trust_type=trust_type) if is_good else ()
    context = {"programme": found, "form": form, "supplies": supplies}
    return render(request, "insight/performers.html", context, status=200 if is_good else 400)


@never_cache
@login_required
@require_safe
def programme_csv(request: HttpRequest, slug: str, report: str) -> HttpResponse:
    """One report of a programme as a file."""
    found = access.programme_or_404(request, slug)
    return _csv(pairs.programme_reports(found), report, name=found.slug)


def _csv(reports: list[Report], slug: str, *, name: str) -> HttpResponse:
    report = next((one for one in reports if one.slug == slug), None)
    if report is None:
        raise Http404(access.NOTHING)
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}-{slug}.csv"'
    # Excel reads UTF-8 as such only after this mark.
    response.write("\ufeff")
    csv.writer(response).writerows(report.table())
    return response


@never_cache
@login_required
@require_safe
def exemplar_certificate(request: HttpRequest, ods_code: str) -> HttpResponse:
    """What an exemplar gave in a period, to be printed. A bad period keeps the form: 400."""
    trust = access.exemplar_or_404(request, ods_code)
    form = PeriodForm.of(request.GET)
    good = form.is_valid()
    found = None
    if good:
        days = form.cleaned_data
        found = certificate.certificate_of(trust, frm=days["start"], to=days["end"])
    context = {"trust": trust, "form": form, "certificate": found, "today": timezone.localdate()}
    return render(request, "insight/certificate.html", context, status=200 if good else 400)
