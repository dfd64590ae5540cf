"""The programme manager's pages. To anyone else they are not there."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from portal.matching import access, form_errors, query_parameters
from portal.matching.access import both
from portal.matching.choices import DesignationStatus
from portal.matching.designations import queries as designation_queries
from portal.matching.models import ExemplarDesignation, Programme
from portal.matching.policies import is_historical
from portal.matching.programmes import policies as programme_policies
from portal.matching.programmes import preview
from portal.matching.programmes import queries as programme_queries
from portal.matching.programmes import services as programme_services
from portal.matching.programmes.forms import (
    ProgrammeForm,
    ReservesForm,
    RoundForm,
    WeightsForm,
    start_of,
    weights_start,
)


def _manager(request: HttpRequest) -> None:
    if not programme_policies.can_manage(request.user):
        raise Http404(access.NOTHING)


def _programme(request: HttpRequest, slug: str) -> Programme:
    _manager(request)
    return access.programme_or_404(slug)


def _changing(request: HttpRequest, slug: str) -> Programme:
    """A programme that can be changed: one of the past is only read."""
    found = _programme(request, slug)
    if not programme_policies.can_change(found):
        raise Http404(access.NOTHING)
    return found


@access.private
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Every programme, with what waits in it."""
    _manager(request)
    return render(request, "matching/programmes/index.html", {"cards": programme_queries.cards()})


@access.private
@both
def new(request: HttpRequest) -> HttpResponse:
    """Set a programme up."""
    _manager(request)
    form = ProgrammeForm(query_parameters.sent(request))
    if request.method == "POST" and form.is_valid():
        values = {**form.cleaned_data, "by": request.user}
        if form_errors.attempt(form, lambda: programme_services.create(**values)):
            messages.success(request, "The programme is published. Say when its rounds are.")
            return redirect("matching:programmes:programme", values["slug"])
    return render(request, "matching/programmes/edit.html", {"form": form})


@access.private
@require_safe
def programme(request: HttpRequest, slug: str) -> HttpResponse:
    """One programme, with all that can be set in it."""
    found = _programme(request, slug)
    context = {
        "page": programme_queries.manager_page(found),
        "programme": found,
        "round_form": RoundForm(),
    }
    return render(request, "matching/programmes/programme.html", context)


@access.private
@both
def change(request: HttpRequest, slug: str) -> HttpResponse:
    """Change what a programme is about, its dates and its rules."""
    found = _changing(request, slug)
    form = ProgrammeForm(query_parameters.sent(request), initial=start_of(found), programme=found)
    if request.method == "POST" and form.is_valid():
        values = {"programme": found, "by": request.user, **form.cleaned_data}
        if form_errors.attempt(form, lambda: programme_services.change(**values)):
            return _done(request, found, "The programme has changed.")
    return render(request, "matching/programmes/edit.html", {"form": form, "programme": found})


@access.private
@both
def weights(request: HttpRequest, slug: str) -> HttpResponse:
    """Weigh the parts of the score: first look at what it would do, then publish it."""
    found = _changing(request, slug)
    form = WeightsForm(query_parameters.sent(request), initial=weights_start(found))
    context: dict[str, Any] = {"form": form, "programme": found}
    if request.method == "POST" and form.is_valid():
        chosen, weakness = form.chosen(), form.cleaned_data["weakness_weight"]
        values = {
            "programme": found,
            "weights": chosen,
            "weakness_weight": weakness,
            "by": request.user,
            "note": form.cleaned_data["note"],
            "seen_version": form.cleaned_data["version"],
        }
        if "save" in request.POST:
            if form_errors.attempt(form, lambda: programme_services.set_weights(**values)):
                return _done(request, found, f"Version {found.weights_version} is published.")
        elif form_errors.attempt(
            form, lambda: programme_policies.check_weights(found, chosen, weakness)
        ):
            context["preview"] = preview.preview_weights(found, chosen, weakness)
            context["dry_round"] = preview.compare_next_round(found, chosen, weakness)
    return render(request, "matching/programmes/weights.html", context)


@access.private
@both
def reserves(request: HttpRequest, slug: str) -> HttpResponse:
    """Hold places of each offer back for a type of trust."""
    found = _changing(request, slug)
    start = dict(found.reserves.values_list("trust_type", "places"))
    form = ReservesForm(query_parameters.sent(request), initial=start)
    if request.method == "POST" and form.is_valid():
        values = {"programme": found, "reserves": form.reserves(), "by": request.user}
        if form_errors.attempt(form, lambda: programme_services.set_reserves(**values)):
            return _done(request, found, "The reserved places have changed.")
    return render(request, "matching/programmes/reserves.html", {"form": form, "programme": found})


@access.private
@require_POST
def plan_round(request: HttpRequest, slug: str) -> HttpResponse:
    """Plan the next round."""
    found = _changing(request, slug)
    form = RoundForm(request.POST)
    if form.is_valid():
        values = {"programme": found, "by": request.user, **form.cleaned_data}
        if form_errors.attempt(form, lambda: programme_services.plan_round(**values)):
            return _done(request, found, "The round is planned, and those who wait are told.")
    context = {
        "page": programme_queries.manager_page(found),
        "programme": found,
        "round_form": form,
    }
    return render(request, "matching/programmes/programme.html", context)


@access.private
@require_POST
def take_back_round(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Take a planned round back."""
    found = _changing(request, slug)
    planned = found.rounds.filter(number=number).first()
    if planned is None:
        raise Http404(access.NOTHING)
    try:
        programme_services.take_back_round(planned=planned, by=request.user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("matching:programmes:programme", found.slug)
    return _done(request, found, "The round is taken back.")


def _done(request: HttpRequest, found: Programme, said: str) -> HttpResponse:
    messages.success(request, said)
    return redirect("matching:programmes:programme", found.slug)


def _others(exemplars: list[ExemplarDesignation], *, is_history: bool) -> list[str]:
    """Those in the list of a running programme that do not help now, counted in words."""
    if is_history:
        return []
    paused = sum(one.status == DesignationStatus.PAUSED for one in exemplars)
    over = sum(not one.is_live for one in exemplars) - paused
    words = ((paused, "paused"), (over, "ended"))
    return [f"{number} {word}" for number, word in words if number]


@require_safe
def programme_page(request: HttpRequest, slug: str) -> HttpResponse:
    """A programme: its areas, exemplars with their sources, rules, rounds and weights."""
    found = access.programme_or_404(slug)
    exemplars = designation_queries.exemplars_of(found)
    context = {
        "programme": found,
        "is_history": is_historical(found),
        "published": None if is_historical(found) else programme_queries.published(found),
        "exemplars": exemplars,
        "counted": designation_queries.count_exemplars(found),
        "others": _others(exemplars, is_history=is_historical(found)),
        "weights": designation_queries.weights_of(found),
        "broker": access.is_broker(request.user),
        "applications": designation_queries.applications_of(found)
        if access.is_broker(request.user)
        else [],
    }
    return render(request, "matching/programme.html", context)
