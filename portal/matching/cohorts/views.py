"""Groups of an exemplar's followers: making one, its page, its sessions."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from portal.matching import access, capacity, form_errors, query_parameters
from portal.matching.access import both
from portal.matching.cohorts import permissions
from portal.matching.cohorts import queries as cohort_queries
from portal.matching.cohorts import services as cohort_services
from portal.matching.cohorts.forms import CohortForm, HeldForm, PlanForm
from portal.matching.models import Cohort, GroupSession, Match, Offer


def cohort_or_404(request: HttpRequest, pk: int) -> Cohort:
    """A group for who leads it and its followers; to others there is none."""
    found = cohort_queries.cohorts().filter(pk=pk).first()
    if found is None or not permissions.can_read(request.user, found):
        raise Http404(access.NOTHING)
    return found


def led_or_404(request: HttpRequest, pk: int) -> Cohort:
    """A group for who leads it."""
    found = cohort_or_404(request, pk)
    permissions.check_lead(request.user, found.offer)
    return found


@access.private
@both
def form(request: HttpRequest, pk: int) -> HttpResponse:
    """Bring the followers of one offer together."""
    offer = Offer.objects.select_related("designation__trust", "area").filter(pk=pk).first()
    if offer is None or not permissions.can_lead(request.user, offer):
        raise Http404(access.NOTHING)
    free = cohort_queries.could_join(offer)
    sent = CohortForm(query_parameters.sent(request), free=free)
    if request.method == "POST" and sent.is_valid():
        made: list[Cohort] = []
        values = {
            "offer": offer,
            "name": sent.cleaned_data["name"],
            "matches": _chosen(free, sent.cleaned_data["matches"]),
            "by": request.user,
        }
        if form_errors.attempt(sent, lambda: made.append(cohort_services.form(**values))):
            messages.success(request, "The group is made. Its followers are told.")
            return redirect("matching:cohort", made[0].pk)
    return render(
        request, "matching/cohorts/form.html", {"form": sent, "offer": offer, "free": free}
    )


@access.private
@require_safe
def cohort(request: HttpRequest, pk: int) -> HttpResponse:
    """The page of a group."""
    return page(request, cohort_or_404(request, pk))


def page(
    request: HttpRequest, found: Cohort, *, plan: Form | None = None, held: Form | None = None
) -> HttpResponse:
    """Draw the group, with the form that was sent and not accepted."""
    shown = cohort_queries.cohort_page(found, request.user)
    context = {
        "page": shown,
        "cohort": found,
        "plan_form": plan or PlanForm(),
        "held_form": held or HeldForm(members=shown.members, prefix="held"),
        "error_forms": [form for form in (plan, held) if form],
    }
    return render(request, "matching/cohorts/cohort.html", context)


@access.private
@require_POST
def join(request: HttpRequest, pk: int) -> HttpResponse:
    """Take one more follower in."""
    found = led_or_404(request, pk)
    match = _one(cohort_queries.could_join(found.offer), request.POST.get("match"))
    return _done(
        request,
        found,
        lambda: cohort_services.join(cohort=found, match=match, by=request.user),
        f"{match.seeker.name} is in the group, and is told.",
    )


@access.private
@require_POST
def leave(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a follower out; a follower may take itself out."""
    found = cohort_or_404(request, pk)
    shown = cohort_queries.cohort_page(found, request.user)
    own = [shown.own] if shown.own else []
    match = _one(shown.members or own, request.POST.get("match"))
    try:
        cohort_services.leave(match=match, by=request.user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, "The pair goes on without the group.")
    if permissions.can_lead(request.user, found.offer):
        return redirect("matching:cohort", found.pk)
    return redirect("matching:match", match.pk)


@access.private
@require_POST
def plan(request: HttpRequest, pk: int) -> HttpResponse:
    """Set the day of a session."""
    found = led_or_404(request, pk)
    sent = PlanForm(request.POST)
    if sent.is_valid():
        values = {"cohort": found, "by": request.user, **sent.cleaned_data}
        if form_errors.attempt(sent, lambda: cohort_services.plan_session(**values)):
            messages.success(request, "The session is planned. The followers are told.")
            return redirect("matching:cohort", found.pk)
    return page(request, found, plan=sent)


@access.private
@require_POST
def hold(request: HttpRequest, pk: int) -> HttpResponse:
    """Write down that the next planned session was held."""
    found = led_or_404(request, pk)
    session = _session(found, request.POST.get("session"))
    members = cohort_queries.cohort_page(found, request.user).members
    sent = HeldForm(request.POST, members=members, prefix="held")
    if sent.is_valid():
        values = {**sent.cleaned_data, "session": session, "by": request.user}
        values["present"] = _chosen(members, values["present"])
        if form_errors.attempt(sent, lambda: cohort_services.hold_session(**values)):
            messages.success(request, "The session is written down. Its hours count once.")
            day = sent.cleaned_data["held_on"]
            if words := capacity.words_beyond(found.offer.designation, day=day):
                messages.warning(request, f"{words} The hours are counted; the broker is told.")
            return redirect("matching:cohort", found.pk)
    return page(request, found, held=sent)


@access.private
@require_POST
def close(request: HttpRequest, pk: int) -> HttpResponse:
    """The group has finished."""
    found = led_or_404(request, pk)
    return _done(
        request,
        found,
        lambda: cohort_services.close(cohort=found, by=request.user),
        "The group has finished. Its pairs go on.",
    )


def _done(
    request: HttpRequest, found: Cohort, command: Callable[[], Any], said: str
) -> HttpResponse:
    try:
        command()
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, said)
    return redirect("matching:cohort", found.pk)


def _chosen(matches: Iterable[Match], keys: Iterable[int]) -> list[Match]:
    wanted = set(keys)
    return [match for match in matches if match.pk in wanted]


def _one(matches: Iterable[Match], key: str | None) -> Match:
    found = next((match for match in matches if str(match.pk) == key), None)
    if found is None:
        raise Http404(access.NOTHING)
    return found


def _session(found: Cohort, key: str | None) -> GroupSession:
    session = next((one for one in found.sessions.all() if str(one.pk) == key), None)
    if session is None:
        raise Http404(access.NOTHING)
    return session
