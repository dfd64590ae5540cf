"""Rounds, for the programme manager alone: run, read, override, send."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.matching import access, form_errors, permissions, policies, query_parameters
from portal.matching.models import AllocationRun, Programme
from portal.matching.rounds import queries as round_queries
from portal.matching.rounds import sending, trial
from portal.matching.rounds import services as round_services
from portal.matching.rounds.forms import OverrideForm, TrialForm
from portal.matching.rounds.queries import RunView


def _programme_or_404(request: HttpRequest, slug: str) -> Programme:
    if not permissions.can_run_round(request.user):
        raise Http404(access.NOTHING)
    return access.programme_or_404(slug)


def _run_or_404(request: HttpRequest, pk: int) -> AllocationRun:
    if not permissions.can_run_round(request.user):
        raise Http404(access.NOTHING)
    found = AllocationRun.objects.select_related("programme", "round").filter(pk=pk).first()
    if found is None:
        raise Http404(access.NOTHING)
    return found


@access.private
@require_safe
def rounds(request: HttpRequest, slug: str) -> HttpResponse:
    """A programme's rounds and the runs of them."""
    return _rounds_page(request, _programme_or_404(request, slug), TrialForm())


def _rounds_page(request: HttpRequest, programme: Programme, form: TrialForm) -> HttpResponse:
    planned = round_services.next_round(programme)
    context = {
        "programme": programme,
        "is_history": policies.is_historical(programme),
        "may_run": policies.can_run(programme),
        "next_round": planned,
        "round_is_late": planned is not None and planned.held_on < timezone.localdate(),
        "rounds": round_queries.rounds_of(programme),
        "runs": round_queries.programme_runs(programme),
        "form": form,
    }
    return render(request, "matching/rounds/rounds.html", context)


@access.private
@require_POST
def run_next(request: HttpRequest, slug: str) -> HttpResponse:
    """Compute the next round and show it."""
    programme = _programme_or_404(request, slug)
    try:
        found = round_services.run(programme=programme, by=request.user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("matching:rounds", slug)
    return redirect("matching:run", found.pk)


@access.private
@require_POST
def try_out(request: HttpRequest, slug: str) -> HttpResponse:
    """A trial on generated requests."""
    programme = _programme_or_404(request, slug)
    form = TrialForm(request.POST)
    made: list[AllocationRun] = []
    if form.is_valid() and form_errors.attempt(
        form,
        lambda: made.append(trial.run(programme=programme, by=request.user, **form.cleaned_data)),
    ):
        return redirect("matching:run", made[0].pk)
    return _rounds_page(request, programme, form)


@access.private
@require_safe
def run(request: HttpRequest, pk: int) -> HttpResponse:
    """One run: who gets whom, who nobody, how fair, what changed, and the proof."""
    found = _run_or_404(request, pk)
    context = {"run": found, "page": round_queries.page_of(found)}
    return render(request, "matching/rounds/run.html", context)


@access.private
@require_http_methods(["GET", "HEAD", "POST"])
def need(request: HttpRequest, pk: int, key: str) -> HttpResponse:
    """One need of a run: its choices, why each came out as it did, and an override."""
    found = _run_or_404(request, pk)
    view = RunView(found)
    if key not in view.needs:
        raise Http404(access.NOTHING)
    alternatives, outside = (
        round_queries.alternatives_of(view, key),
        round_queries.outside_of(view, key),
    )
    form = OverrideForm(
        query_parameters.sent(request),
        offers=[(one.key, one.label) for one in alternatives if not one.has_it],
        outside=[(one.key, one.label) for one in outside if not one.has_it],
    )
    if request.method == "POST" and form.is_valid():
        done = form_errors.attempt(
            form,
            lambda: round_services.override(
                run=found,
                need_key=key,
                offer_key=form.offer_key,
                reason=form.cleaned_data["reason"],
                by=request.user,
            ),
        )
        if done:
            messages.success(request, "Kept with your reason. Nothing is sent yet.")
            return redirect("matching:run", found.pk)
    context = {
        "run": found,
        "now": view.view_of(key),
        "parts": view.parts_of(key),
        "alternatives": alternatives,
        "outside": outside,
        "nobody": view.in_names(view.laid.made_by(key, "")),
        "form": form,
        "may_change": policies.allowed(round_services.check_draft, found),
    }
    return render(request, "matching/rounds/need.html", context)


@access.private
@require_POST
def undo(request: HttpRequest, pk: int, key: str) -> HttpResponse:
    """Take an override back."""
    found = _run_or_404(request, pk)
    try:
        round_services.undo_override(run=found, need_key=key, by=request.user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("matching:run_need", found.pk, key)
    messages.success(request, "Your override is taken back.")
    return redirect("matching:run", found.pk)


@access.private
@require_POST
def send(request: HttpRequest, pk: int) -> HttpResponse:
    """Propose every pair, once."""
    found = _run_or_404(request, pk)
    try:
        sent = sending.send(run=found, by=request.user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        number = len(sent)
        messages.success(
            request, f"Sent: {number} pair{'s' * (number != 1)} proposed, and everybody is told."
        )
    return redirect("matching:run", found.pk)


@access.private
@require_POST
def discard(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a draft aside."""
    found = _run_or_404(request, pk)
    try:
        round_services.discard(run=found, by=request.user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("matching:run", found.pk)
    messages.success(request, "The run is put aside. Nobody was told of it.")
    return redirect("matching:rounds", found.programme.slug)
