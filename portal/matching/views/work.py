"""What a pair writes down: the agreement with its goals, and in the end the outcome."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from casestudies.models import CaseStudyPage
from casestudies.visibility import visible_to
from portal.matching import matches
from portal.matching.choices import Side
from portal.matching.forms import refusals
from portal.matching.forms.work import (
    AgreementForm,
    OutcomeForm,
    OwnMeasureForm,
    OwnSavingForm,
    ReachedForm,
    goal_rows,
)
from portal.matching.models import Goal, Match
from portal.matching.reads import match_page
from portal.matching.views import access, parameters
from portal.matching.views.matches import both


@access.private
@both
def agree(request: HttpRequest, pk: int) -> HttpResponse:
    """The agreement on one page: what is followed, the goals, who, how often, expenses."""
    found = access.working_match_or_404(request, pk)
    shown = match_page.of(found, request.user)
    if not shown.may_work:
        messages.error(request, "This match is not active, so there is nothing to agree.")
        return redirect("matching:match", found.pk)
    open_goals = [goal for goal in shown.goals if goal.reached is None]
    form = AgreementForm(
        parameters.sent(request),
        followable=match_page.followable(found, request.user),
        initial=_agreed(found),
    )
    rows = goal_rows(parameters.sent(request), held=[_goal(goal) for goal in open_goals])
    if request.method == "POST" and form.is_valid() & rows.is_valid():
        values = {
            **form.cleaned_data,
            "case_study": _case_study(request, form.cleaned_data["case_study"]),
            "goals": [goal.values for goal in rows if goal.values],
        }
        if refusals.attempt(form, lambda: matches.agree(match=found, by=request.user, **values)):
            messages.success(request, "Written down. The other trust is told.")
            return redirect("matching:match", found.pk)
    reached = [goal for goal in shown.goals if goal.reached is not None]
    context = {"form": form, "goals": rows, "match": found, "page": shown, "reached": reached}
    context["error_forms"] = [form, *rows]
    return render(request, "matching/agree.html", context)


def _agreed(found: Match) -> dict[str, Any]:
    asked_about = found.need.case_study
    theirs = asked_about is not None and asked_about.trust_id == found.helper_id
    start = found.case_study_id or (asked_about.pk if asked_about and theirs else "")
    return {
        "case_study": str(start),
        "aim": found.aim,
        "finish_by": found.finish_by,
        "who": found.who,
        "how_often": found.how_often,
        "expenses": found.expenses,
    }


def _goal(goal: Goal) -> dict[str, Any]:
    return {
        "measure": goal.measure,
        "unit": goal.unit,
        "baseline": plain(goal.baseline),
        "target": plain(goal.target),
        "by_when": goal.by_when,
    }


def plain(number: Any) -> Any:
    """A figure as it was typed: 12, not 12.000."""
    return None if number is None else f"{number.normalize():f}"


def _case_study(request: HttpRequest, pk: str | None) -> CaseStudyPage | None:
    """One of the choices of the form, or None for "not decided yet"."""
    return visible_to(request.user).get(pk=int(pk)) if pk else None


@access.private
@require_POST
def goals(request: HttpRequest, pk: int) -> HttpResponse:
    """The follower writes down where a goal stands now."""
    found = access.working_match_or_404(request, pk)
    form = ReachedForm(request.POST)
    goal = next((g for g in found.goals.all() if str(g.pk) == request.POST.get("goal")), None)
    if goal is None:
        raise Http404(access.NOTHING)
    if form.is_valid():
        values = {"goal": goal, "by": request.user, **form.cleaned_data}
        if refusals.attempt(form, lambda: matches.record_goal(**values)):
            messages.success(request, f"{goal.measure}: written down.")
            return redirect("matching:match", found.pk)
    messages.error(request, " ".join(error for errors in form.errors.values() for error in errors))
    return redirect("matching:match", found.pk)


@access.private
@both
def complete(request: HttpRequest, pk: int) -> HttpResponse:
    """Finish the work, with the follower's own result."""
    found = access.working_match_or_404(request, pk)
    shown = match_page.of(found, request.user)
    if not shown.may_complete:
        raise PermissionDenied("Only the trust that asked can record what came of it.")
    form = OutcomeForm(
        parameters.sent(request), match=found, followable=match_page.followable(found, request.user)
    )
    lines: list[forms.ModelForm] = [
        OwnMeasureForm(parameters.sent(request), prefix="measure", **OPTIONAL),
        OwnSavingForm(parameters.sent(request), prefix="saving", **OPTIONAL),
    ]
    # Only the follower records an outcome: an exemplar closes small help with nothing to say.
    records = shown.side == Side.SEEKER
    if request.method == "POST" and form.is_valid() & lines[0].is_valid() & lines[1].is_valid():
        values = _outcome(request, form, lines) if records else {}
        if refusals.attempt(form, lambda: matches.complete(match=found, by=request.user, **values)):
            messages.success(request, "Done. Thank you. Please say how it went.")
            return redirect("matching:survey", found.pk)
    context = {"form": form, "measure": lines[0], "saving": lines[1], "match": found}
    context |= {"page": shown, "records": records, "error_forms": [form, *lines]}
    return render(request, "matching/complete.html", context)


OPTIONAL: dict[str, Any] = {"empty_permitted": True, "use_required_attribute": False}


def _outcome(
    request: HttpRequest, form: OutcomeForm, lines: list[forms.ModelForm]
) -> dict[str, Any]:
    values = dict(form.cleaned_data)
    values["case_study"] = _case_study(request, values.get("case_study"))
    if not values["outcome"]:
        return {}
    for name, line in zip(("measures", "savings"), lines, strict=True):
        values[name] = [line.save(commit=False)] if line.has_changed() else None
    return values
