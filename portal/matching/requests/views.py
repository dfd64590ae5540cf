"""Requests: one and its matches, a trust's own, the broker's desk, and the readiness check."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import BadRequest, ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.matching import access, permissions, policies, query_parameters, reply_clock, unmatched
from portal.matching.choices import OPEN_STATUSES
from portal.matching.matches import access as match_access
from portal.matching.matches import progress
from portal.matching.matches import queries as match_queries
from portal.matching.matches import services as match_services
from portal.matching.matches.forms import OverrideForm, ProposalForm
from portal.matching.models import HelpRequest, Match, Offer
from portal.matching.requests import forms as request_forms
from portal.matching.requests import queries as request_queries
from portal.matching.requests import readiness
from portal.matching.requests import services as request_services
from portal.matching.requests.ask_views import has_draft
from portal.matching.requests.forms import ReadinessForm, WhyNotForm

PER_PAGE = 25
TEAMS_TOLD = " The teams involved are told."
PAGES = "There is no such page of the list. Go back to the first one."


@access.private
@require_safe
def request_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """A request for those who ask and the broker; a helper is taken to its match."""
    found = match_access.request_or_own_match_or_404(request, pk)
    if isinstance(found, Match):
        return redirect("matching:match", found.pk)
    return request_page_of(request, found)


def request_page_of(
    request: HttpRequest, asked: HelpRequest, *, error_form: Any = None, need: int = 0
) -> HttpResponse:
    """Draw the request, with the proposal that was refused, if any."""
    context = {
        "page": request_queries.build_request_page(asked, request.user),
        "asked": asked,
        "error_form": error_form,
        "error_need": need,
    }
    return render(request, "matching/request.html", context)


@access.private
@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    asked = match_access.request_or_404(request, pk)
    told = Match.objects.filter(need__help_request=asked, status__in=OPEN_STATUSES).exists()
    try:
        request_services.withdraw(request=asked, by=request.user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, f"Your request is withdrawn.{TEAMS_TOLD if told else ''}")
    return redirect("matching:request", asked.pk)


@access.private
@require_POST
def propose(request: HttpRequest, pk: int) -> HttpResponse:
    """The broker brings a need and an offer together; outside the ranking, with a reason."""
    need = match_access.need_or_404(request, pk)
    form_class = OverrideForm if "override" in request.POST else ProposalForm
    form = form_class(request.POST, offers=request_queries.live_offers(need.help_request))
    if form.is_valid():
        offer = get_object_or_404(Offer.objects.select_related("designation__trust"), pk=form.offer)
        note = form.cleaned_data["broker_note"]
        overruling = form.cleaned_data.get("override_reason", "")
        try:
            match_services.propose(
                need=need,
                offer=offer,
                by=request.user,
                broker_note=note,
                override_reason=overruling,
            )
        except ValidationError as error:
            form.add_error(None, error.messages)
            if policies.can_propose(need, offer, note or "-", overruled=True):
                form.against = tuple(error.messages)
        else:
            messages.success(
                request, f"Proposed to {offer.designation.trust.name}. Both trusts are told."
            )
            return redirect("matching:request", need.help_request_id)
    asked = match_access.request_or_404(request, need.help_request_id)
    return request_page_of(request, asked, error_form=form, need=need.pk)


@access.private
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """What this person's trusts ask, and what they are asked."""
    number = _page_number(request)
    asked = Paginator(match_queries.requests_of(request.user), PER_PAGE)
    if number > asked.num_pages:
        raise BadRequest(PAGES)
    page = asked.page(number)
    helped = match_queries.matches_helped_by(request.user)[:PER_PAGE]
    context = {
        "page": page,
        "rows": request_queries.rows(list(page.object_list)),
        "helping": [
            (match, progress.of_match(match, side=permissions.side_of(request.user, match)))
            for match in helped
        ],
    }
    return render(request, "matching/mine.html", context)


@access.private
@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    """The broker's desk; everyone else is taken to their own requests."""
    if not access.is_broker(request.user):
        return redirect("matching:mine")
    number = _page_number(request)
    rows = request_queries.rows(list(match_queries.open_requests()))
    rows.sort(key=lambda row: ("late", "soon", "").index(row.flag))
    paginator = Paginator(rows, PER_PAGE)
    if number > paginator.num_pages:
        raise BadRequest(PAGES)
    context = {
        "page": paginator.page(number),
        "total": len(rows),
        "late": sum(row.flag == "late" for row in rows),
        "soon": sum(row.flag == "soon" for row in rows),
        "free": sum(not row.matches for row in rows),
        "flagged_note": f"{reply_clock.FLAGGED_AFTER_WORKING_DAYS} working days, no round, "
        "quiet, or asking",
        "late_note": f"more than {reply_clock.WORKING_DAYS_TO_REPLY} working days, or a late round",
    }
    return render(request, "matching/desk.html", context)


def _page_number(request: HttpRequest) -> int:
    """The page asked for; any other parameter or value is refused with a sentence."""
    query = query_parameters.kept(request.GET)
    value = query.get("page", "1")
    if set(query) - {"page"}:
        raise BadRequest("This list takes only a page number. Take the rest out of the address.")
    if len(value) > 6 or not value.isdecimal() or not 1 <= int(value) <= 100_000:
        raise BadRequest(PAGES)
    return int(value)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def ready(request: HttpRequest) -> HttpResponse:
    """Ten questions, for anyone: the answers wait in the session until a request takes them."""
    if query_parameters.kept(request.GET):
        raise BadRequest("This page takes no parameters. Take them out of the address.")
    if request.method == "POST" and "forget" in request.POST:
        request_forms.forget(request.session)
        return redirect("matching:ready")
    answers = request_forms.held(request.session)
    form = ReadinessForm(query_parameters.sent(request), initial=answers)
    if request.method == "POST" and form.is_valid():
        request_forms.hold(request.session, form.cleaned_data)
        return redirect("matching:ready")
    context = {
        "form": form,
        "verdict": readiness.judge(answers) if answers and not form.is_bound else None,
        "rules": readiness.RULES,
        "has_draft": has_draft(request),
    }
    return render(request, "matching/ready.html", context)


@access.private
@require_safe
def why_not_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Why this exemplar is not the first suggestion: for those who ask, and the broker."""
    need = match_access.followed_need_or_404(request, pk)
    query = query_parameters.kept(request.GET)
    form = WhyNotForm(query)
    trust = query_parameters.cleaned(form).get("trust")
    problems = query_parameters.problems(query, form)
    context = {
        "need": need,
        "asked": need.help_request,
        "exemplars": request_queries.exemplars(need),
        "answer": request_queries.why_not_exemplar(need, trust) if trust and not problems else None,
        "chosen": trust,
        "problems": problems,
        "broker": access.is_broker(request.user),
    }
    return render(request, "matching/why_not.html", context, status=400 if problems else 200)


@access.private
@require_POST
def open_to_peers(request: HttpRequest, pk: int) -> HttpResponse:
    """Let other trusts with this problem see our name, or no longer."""
    asked = match_access.request_or_404(request, pk)
    is_open = request.POST.get("open") == "1"
    unmatched.open_to(request=asked, is_open=is_open, by=request.user)
    said = (
        "Trusts that ask about the same area now see your name, and may ask you for a talk."
        if is_open
        else "Other trusts no longer see your name."
    )
    messages.success(request, said)
    return redirect("matching:request", asked.pk)
