"""Applying to be an exemplar, designations, and the public list of exemplars and programmes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from portal.matching import access, form_errors, permissions, query_parameters
from portal.matching.access import both
from portal.matching.designations import access as designation_access
from portal.matching.designations import assessments, terms, vetoes
from portal.matching.designations import queries as designation_queries
from portal.matching.designations import services as designation_services
from portal.matching.designations.forms import (
    ApplyForm,
    AssessForm,
    DesignateForm,
    PauseForm,
    RenewForm,
    StandingForm,
    VetoForm,
    offer_rows,
    offers_of,
)
from portal.matching.matches import access as match_access
from portal.matching.models import ExemplarDesignation, Programme
from portal.matching.query_parameters import ExemplarFilterForm
from portal.matching.requests import form_queries
from portal.text.dates import day_in_words


@access.private
@both
def apply(request: HttpRequest) -> HttpResponse:
    """An author puts their trust forward."""
    trusts = designation_queries.trusts_to_put_forward(request.user)
    if not trusts:
        return render(request, "matching/no_author.html", status=403)
    form = ApplyForm(
        query_parameters.sent(request),
        programmes=designation_queries.open_programmes(trusts),
        trusts=trusts,
    )
    offers = _offers(request)
    if request.method == "POST" and form.is_valid() & offers.is_valid():
        values = {**form.cleaned_data, "offers": offers.terms(), "by": request.user}
        if form_errors.attempt(form, lambda: designation_services.apply(**values)):
            messages.success(request, "Your application is with the broker.")
            return redirect("matching:exemplars")
    context = {
        "form": form,
        "offers": offers,
        "error_forms": [form, *offers],
        "standing": designation_queries.standing_of(request.user),
        "proven": [(trust, designation_queries.proven_areas(trust)) for trust in trusts[:3]],
        "no_proof": designation_queries.NO_PROOF,
    }
    return render(request, "matching/apply.html", context)


def _offers(request: HttpRequest, initial: Any = None) -> Any:
    return offer_rows(
        query_parameters.sent(request), held=initial or [], areas=form_queries.area_groups()
    )


@access.private
@require_safe
def designation(request: HttpRequest, pk: int) -> HttpResponse:
    """A designation, for the broker and the trust's authors."""
    return _page(request, designation_access.designation_or_404(request, pk))


def _page(request: HttpRequest, found: ExemplarDesignation, **bound: Any) -> HttpResponse:
    """The page of a designation; `bound` are its forms that were sent and refused."""
    error_forms = list(bound.values())
    context = {
        "page": designation_queries.page_of(found, request.user),
        "designation": found,
        "designate_form": DesignateForm(auto_id="id_designate_%s"),
        "pause_form": PauseForm(auto_id="id_pause_%s"),
        "renew_form": RenewForm(auto_id="id_renew_%s"),
        "veto_form": VetoForm(illustrative=found.trust.illustrative),
        "error_forms": error_forms,
        "no_proof": designation_queries.NO_PROOF,
        "broker": access.is_broker(request.user),
    }
    return render(request, "matching/designation.html", context | bound)


@access.private
@both
def assess(request: HttpRequest, pk: int) -> HttpResponse:
    """The broker goes through the criteria, one by one."""
    access.check_broker(request)
    found = designation_access.designation_or_404(request, pk)
    form = AssessForm(
        query_parameters.sent(request), criteria=assessments.own_criteria(found.programme)
    )
    if request.method == "POST" and form.is_valid():
        values = {"designation": found, "by": request.user, "answers": form.answers()}
        values["evidence"] = form.cleaned_data["evidence"]
        if form_errors.attempt(form, lambda: designation_services.assess(**values)):
            messages.success(request, "Assessed. You can designate it, if it meets the criteria.")
            return redirect("matching:designation", found.pk)
    context = {
        "page": designation_queries.page_of(found, request.user),
        "designation": found,
        "form": form,
    }
    return render(request, "matching/assess.html", context)


@access.private
@require_POST
def designate(request: HttpRequest, pk: int) -> HttpResponse:
    """Make it an exemplar; where a criterion of the programme's own is not met, say why."""
    found = designation_access.designation_or_404(request, pk)
    form = DesignateForm(request.POST, auto_id="id_designate_%s")
    if form.is_valid():
        values = {"designation": found, "by": request.user, **form.cleaned_data}
        if form_errors.attempt(form, lambda: designation_services.designate(**values)):
            messages.success(request, "Designated. Trusts can be matched with it from now on.")
            return redirect("matching:designation", found.pk)
    return _page(request, designation_access.designation_or_404(request, pk), designate_form=form)


@access.private
@require_POST
def pause(request: HttpRequest, pk: int) -> HttpResponse:
    """Take nobody new for a while."""
    found = designation_access.designation_or_404(request, pk)
    form = PauseForm(request.POST, auto_id="id_pause_%s")
    if form.is_valid():
        values = {"designation": found, "by": request.user, **form.cleaned_data}
        if form_errors.attempt(form, lambda: designation_services.pause(**values)):
            messages.success(request, "Paused. Pairs at work go on.")
            return redirect("matching:designation", found.pk)
    return _page(request, designation_access.designation_or_404(request, pk), pause_form=form)


@access.private
@require_POST
def renew(request: HttpRequest, pk: int) -> HttpResponse:
    """Give an exemplar another term."""
    found = designation_access.designation_or_404(request, pk)
    form = RenewForm(request.POST, auto_id="id_renew_%s")
    if form.is_valid():
        values = {"designation": found, "by": request.user, **form.cleaned_data}
        if form_errors.attempt(form, lambda: terms.renew(**values)):
            messages.success(request, f"Renewed until {day_in_words(found.until)}.")
            return redirect("matching:designation", found.pk)
    return _page(request, designation_access.designation_or_404(request, pk), renew_form=form)


@access.private
@require_POST
def veto(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a trust on the list of those the exemplar will not be paired with."""
    found = designation_access.designation_or_404(request, pk)
    form = VetoForm(request.POST, illustrative=found.trust.illustrative)
    if form.is_valid():
        values = {"designation": found, "by": request.user, "trust": form.cleaned_data["trust"][0]}
        if form_errors.attempt(form, lambda: vetoes.veto(**values)):
            messages.success(request, f"{values['trust']} is on the list.")
            return redirect("matching:designation", found.pk)
    return _page(request, found, veto_form=form)


@access.private
@require_POST
def lift_veto(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a trust off the list again."""
    found = designation_access.designation_or_404(request, pk)
    code = request.POST.get("trust", "").replace("\x00", "")
    one = found.vetoes.select_related("trust").filter(trust__ods_code=code).first()
    if one is None:
        raise Http404(access.NOTHING)
    values = {"designation": found, "trust": one.trust, "by": request.user}
    return _told(
        request, found, lambda: vetoes.lift_veto(**values), f"{one.trust} is off the list."
    )


@access.private
@both
def edit_offers(request: HttpRequest, pk: int) -> HttpResponse:
    """Change what is offered."""
    found = designation_access.designation_or_404(request, pk)
    start = {"ceiling": found.ceiling, "hours_a_quarter": found.hours_a_quarter}
    form = StandingForm(query_parameters.sent(request), initial=start)
    offers = _offers(request, initial=offers_of(found))
    if request.method == "POST" and form.is_valid() & offers.is_valid():
        values = {"designation": found, "offers": offers.terms(), "by": request.user}
        values |= form.cleaned_data
        if form_errors.attempt(form, lambda: designation_services.edit_offers(**values)):
            messages.success(request, "What you offer has changed.")
            return redirect("matching:designation", found.pk)
    context = {"form": form, "offers": offers, "designation": found}
    return render(request, "matching/edit_offers.html", context | {"error_forms": [form, *offers]})


@access.private
@require_POST
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """Stop being an exemplar, or take the application back."""
    found = designation_access.designation_or_404(request, pk)
    values = {"designation": found, "by": request.user}
    return _told(
        request, found, lambda: designation_services.end(**values), "Ended. Pairs at work go on."
    )


def _told(
    request: HttpRequest, found: ExemplarDesignation, command: Callable[[], object], said: str
) -> HttpResponse:
    try:
        command()
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, said)
    return redirect("matching:designation", found.pk)


@access.private
@require_POST
def put_forward(request: HttpRequest, pk: int) -> HttpResponse:
    """A follower that keeps up what it took up applies with one click, its record filled in."""
    match = match_access.match_or_404(request, pk)
    try:
        made = designation_services.put_forward(
            match=match, by=request.user, programme=_programme_sent(request)
        )
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("matching:match", match.pk)
    messages.success(request, "Your trust is put forward. The broker looks at it.")
    return redirect("matching:designation", made.pk)


def _programme_sent(request: HttpRequest) -> Programme | None:
    """The programme that was chosen; None where there was nothing to choose."""
    slug = request.POST.get("programme", "").replace("\x00", "")
    return access.programme_or_404(slug) if slug else None


PER_PAGE = 20


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The live offers, filtered; a bad address gets 400 with the form kept."""
    query = query_parameters.kept(request.GET)
    form = ExemplarFilterForm(query, areas=form_queries.area_groups())
    chosen = query_parameters.cleaned(form)
    problems = query_parameters.problems(query, form)
    rows = [] if problems else designation_queries.live_exemplars(chosen)
    paginator = Paginator(rows, PER_PAGE)
    number = chosen.get("page") or 1
    if number > paginator.num_pages:
        problems.append(f"The list has {paginator.num_pages} pages. Go to the first one.")
        number = 1
    page = paginator.page(number)
    page.object_list = designation_queries.with_reply_times(page.object_list)
    found = designation_queries.programmes()
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
        for trust in form_queries.trusts_asking_for(request.user)
        if permissions.can_apply(request.user, trust)
    ]
