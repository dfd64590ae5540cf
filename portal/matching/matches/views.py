"""One match: what is so, what each side can do about it now, and what the pair writes down."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from casestudies.models import CaseStudyPage
from casestudies.visibility import visible_to
from portal.matching import access, capacity, form_errors, query_parameters
from portal.matching.access import both
from portal.matching.choices import Side
from portal.matching.matches import access as match_access
from portal.matching.matches import match_page, work
from portal.matching.matches import services as match_services
from portal.matching.matches.forms import (
    CheckInForm,
    DeclineForm,
    EndForm,
    MeetingForm,
    PairSurveyForm,
    ReplyForm,
    SponsorForm,
    SurveyForm,
    TaskForm,
)
from portal.matching.matches.work_forms import (
    AgreementForm,
    OutcomeForm,
    OwnMeasureForm,
    OwnSavingForm,
    ReachedForm,
    goal_rows,
    own_measure_start,
)
from portal.matching.models import Goal, Match, Task


@access.private
@require_GET
def match(request: HttpRequest, pk: int) -> HttpResponse:
    """The page of a match, for its parties and the broker."""
    return page(request, match_access.match_or_404(request, pk))


def page(request: HttpRequest, found: Match, **forms: Any) -> HttpResponse:
    """Draw the match, with any form that was sent and not accepted."""
    shown = match_page.build_match_page(found, request.user)
    context = {
        "page": shown,
        "match": found,
        "asked": found.request,
        "reply_form": forms.get("reply_form") or ReplyForm(),
        "meeting_form": forms.get("meeting_form") or meeting_form(),
        "sponsor_form": forms.get("sponsor_form") or SponsorForm(needed=shown.work.needs_sponsor),
        "task_form": forms.get("task_form") or TaskForm(match=found),
        "error_forms": [form for form in forms.values() if form],
        "broker": access.is_broker(request.user),
    }
    return render(request, "matching/match.html", context)


def meeting_form(data: Any = None) -> MeetingForm:
    """Today and one hour unless something else is entered: one tap is enough."""
    return MeetingForm(data, initial={"held_on": timezone.localdate(), "helper_hours": 1})


@access.private
@require_POST
def accept(request: HttpRequest, pk: int) -> HttpResponse:
    """Say yes; the trust that asks names its sponsor where it is a long pairing."""
    found = match_access.match_or_404(request, pk)
    needed = match_page.build_match_page(found, request.user).work.needs_sponsor
    form = SponsorForm(request.POST, needed=needed)
    if form.is_valid():
        values = {"match": found, "by": request.user, **form.cleaned_data}
        if form_errors.attempt(form, lambda: match_services.accept(**values)):
            messages.success(request, "Your trust has said yes.")
            return redirect("matching:match", found.pk)
    if form.non_field_errors():
        messages.error(request, " ".join(form.non_field_errors()))
        return redirect("matching:match", found.pk)
    return page(request, found, sponsor_form=form)


@access.private
@require_POST
def call_off(request: HttpRequest, pk: int) -> HttpResponse:
    """The broker takes a proposal back."""
    found = match_access.match_or_404(request, pk)
    return done(
        request,
        found,
        lambda: match_services.call_off(match=found, by=request.user),
        "The proposal is taken back. Both trusts are told.",
    )


def done(request: HttpRequest, found: Match, command: Any, said: str) -> HttpResponse:
    """Do what one button asks, and say how it went on the page of the match."""
    try:
        command()
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, said)
    return redirect("matching:match", found.pk)


@dataclass(frozen=True)
class Question:
    """A page with one short form about a match: who may answer, and what the answer does."""

    form: type[Form]
    command: Callable[..., Any]
    allowed: str
    """The flag of the match page that says whether this is the person's to do now."""
    title: str
    button: str
    said: str
    ends: bool = False

    @property
    def is_asked(self) -> bool:
        return self.title.endswith("?")


DECLINE = Question(
    form=DeclineForm,
    command=match_services.decline,
    allowed="may_decline",
    title="Decline",
    button="Decline this match",
    said="You have declined. The other trust is told, without why.",
)
END = Question(
    form=EndForm,
    command=match_services.end,
    allowed="may_end",
    title="End early",
    button="End this match",
    said="The work has ended. The other trust is told, without why.",
    ends=True,
)
SURVEY = Question(
    form=SurveyForm,
    command=match_services.survey,
    allowed="may_survey",
    title="How did it go?",
    button="Send",
    said="Thank you. Both trusts and the broker can read it.",
)
PAIR_SURVEY = replace(SURVEY, form=PairSurveyForm)


@access.private
@both
def decline(request: HttpRequest, pk: int) -> HttpResponse:
    """Say no, with a reason that only the broker sees."""
    return ask(request, pk, DECLINE)


@access.private
@both
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """Stop work that has begun."""
    return ask(request, pk, END)


@access.private
@both
def survey(request: HttpRequest, pk: int) -> HttpResponse:
    """Say how it went, once the work is over."""
    found = match_access.match_or_404(request, pk)
    return ask(request, pk, PAIR_SURVEY if found.request.brokered else SURVEY)


def ask(request: HttpRequest, pk: int, question: Question) -> HttpResponse:
    """Ask, or do what was answered. Who opens it too late is led back to how the match stands."""
    found = match_access.match_or_404(request, pk)
    shown = match_page.build_match_page(found, request.user)
    if request.method != "POST" and not getattr(shown, question.allowed):
        messages.info(request, "That is not yours to do here now. This is how it stands.")
        return redirect("matching:match", found.pk)
    form = question.form(query_parameters.sent(request))
    if request.method == "POST" and form.is_valid():
        values = {"match": found, "by": request.user, **form.cleaned_data}
        if form_errors.attempt(form, lambda: question.command(**values)):
            messages.success(request, question.said)
            return redirect("matching:match", found.pk)
    context = {"form": form, "match": found, "question": question, "side": shown.side}
    return render(request, "matching/match_question.html", context)


@access.private
@require_POST
def reply(request: HttpRequest, pk: int) -> HttpResponse:
    """Write to the other side."""
    found = match_access.working_match_or_404(request, pk)
    form = ReplyForm(request.POST)
    if form.is_valid():
        values = {"match": found, "by": request.user, **form.cleaned_data}
        if form_errors.attempt(form, lambda: match_services.reply(**values)):
            messages.success(request, "Your message is sent.")
            return redirect("matching:match", found.pk)
    return page(request, found, reply_form=form)


@access.private
@require_POST
def log_meeting(request: HttpRequest, pk: int) -> HttpResponse:
    """Write down a meeting and the hours the exemplar gave."""
    found = match_access.working_match_or_404(request, pk)
    form = meeting_form(request.POST)
    if form.is_valid():
        values = {"match": found, "by": request.user, **form.cleaned_data}
        if form_errors.attempt(form, lambda: match_services.log_meeting(**values)):
            messages.success(request, "The meeting is written down.")
            for designation in capacity.bounding_designations(found):
                day = form.cleaned_data["held_on"]
                if words := capacity.words_beyond(designation, day=day):
                    messages.warning(request, f"{words} The hours are counted; the broker is told.")
            return redirect("matching:match", found.pk)
    return page(request, found, meeting_form=form)


CHECK_IN = Question(
    form=CheckInForm,
    command=match_services.answer,
    allowed="may_check_in",
    title="Is this the right partner?",
    button="Send",
    said="Thank you. Only the broker reads it.",
)


@access.private
@require_POST
def confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """Agree to the page as it stands."""
    found = match_access.match_or_404(request, pk)
    return done(
        request,
        found,
        lambda: match_services.confirm_agreement(match=found, by=request.user),
        "Your trust agrees. The other trust is told.",
    )


@access.private
@both
def check_in(request: HttpRequest, pk: int) -> HttpResponse:
    """Say after 30 days how it goes."""
    return ask(request, pk, CHECK_IN)


@access.private
@require_POST
def add_task(request: HttpRequest, pk: int) -> HttpResponse:
    """Write down a task."""
    found = match_access.working_match_or_404(request, pk)
    form = TaskForm(request.POST, match=found)
    if form.is_valid():
        values = {"match": found, "by": request.user, **form.cleaned_data}
        if form_errors.attempt(form, lambda: work.add(**values)):
            messages.success(request, "The task is written down.")
            return redirect("matching:match", found.pk)
    return page(request, found, task_form=form)


@access.private
@require_POST
def task_done(request: HttpRequest, pk: int) -> HttpResponse:
    """Tick a task off."""
    task = _task_or_404(request, pk)
    said = f"Done: {task.title}"
    return done(request, task.match, lambda: work.done(task=task, by=request.user), said)


@access.private
@require_POST
def task_reopen(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the tick back."""
    task = _task_or_404(request, pk)
    said = f"Open again: {task.title}"
    return done(request, task.match, lambda: work.reopen(task=task, by=request.user), said)


def _task_or_404(request: HttpRequest, pk: int) -> Task:
    task = Task.objects.filter(pk=pk).first()
    if task is None:
        raise Http404(access.NOTHING)
    task.match = match_access.working_match_or_404(request, task.match_id)
    return task


@access.private
@both
def agree(request: HttpRequest, pk: int) -> HttpResponse:
    """The agreement on one page: what is followed, the goals, who, how often, expenses."""
    found = match_access.working_match_or_404(request, pk)
    shown = match_page.build_match_page(found, request.user)
    if not shown.may_work:
        messages.error(request, "This match is not active, so there is nothing to agree.")
        return redirect("matching:match", found.pk)
    open_goals = [goal for goal in shown.goals if goal.reached is None]
    form = AgreementForm(
        query_parameters.sent(request),
        followable=match_page.followable(found, request.user),
        initial=_agreed(found),
    )
    rows = goal_rows(query_parameters.sent(request), held=[_goal(goal) for goal in open_goals])
    if request.method == "POST" and form.is_valid() & rows.is_valid():
        values = {
            **form.cleaned_data,
            "case_study": _case_study(request, form.cleaned_data["case_study"]),
            "goals": [goal.values for goal in rows if goal.values],
        }
        if form_errors.attempt(
            form, lambda: match_services.agree(match=found, by=request.user, **values)
        ):
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
    found = match_access.working_match_or_404(request, pk)
    form = ReachedForm(request.POST)
    goal = next((g for g in found.goals.all() if str(g.pk) == request.POST.get("goal")), None)
    if goal is None:
        raise Http404(access.NOTHING)
    if form.is_valid():
        values = {"goal": goal, "by": request.user, **form.cleaned_data}
        if form_errors.attempt(form, lambda: match_services.record_goal(**values)):
            messages.success(request, f"{goal.measure}: written down.")
            return redirect("matching:match", found.pk)
    messages.error(request, " ".join(error for errors in form.errors.values() for error in errors))
    return redirect("matching:match", found.pk)


@access.private
@both
def complete(request: HttpRequest, pk: int) -> HttpResponse:
    """Finish the work, with the follower's own result."""
    found = match_access.working_match_or_404(request, pk)
    shown = match_page.build_match_page(found, request.user)
    if not shown.may_complete:
        raise PermissionDenied("Only the trust that asked can record what came of it.")
    form = OutcomeForm(
        query_parameters.sent(request),
        match=found,
        followable=match_page.followable(found, request.user),
    )
    lines: list[forms.ModelForm] = [
        OwnMeasureForm(
            query_parameters.sent(request),
            prefix="measure",
            initial=own_measure_start(found.need),
            **OPTIONAL,
        ),
        OwnSavingForm(query_parameters.sent(request), prefix="saving", **OPTIONAL),
    ]
    # Only the follower records an outcome: an exemplar closes small help with nothing to say.
    records = shown.side == Side.SEEKER
    if request.method == "POST" and form.is_valid() & lines[0].is_valid() & lines[1].is_valid():
        values = _outcome(request, form, lines) if records else {}
        if form_errors.attempt(
            form, lambda: match_services.complete(match=found, by=request.user, **values)
        ):
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
