"""One match: what stands, and what each side can do about it now."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from portal.matching import matches, places
from portal.matching.forms import refusals
from portal.matching.forms.answers import (
    DeclineForm,
    EndForm,
    MeetingForm,
    ReplyForm,
    SurveyForm,
)
from portal.matching.forms.living import PairSurveyForm, SponsorForm, TaskForm
from portal.matching.models import Match
from portal.matching.reads import match_page
from portal.matching.views import access, parameters

both = require_http_methods(["GET", "HEAD", "POST"])


@access.private
@require_GET
def match(request: HttpRequest, pk: int) -> HttpResponse:
    """The page of a match, for its parties and the broker."""
    return page(request, access.match_or_404(request, pk))


def page(request: HttpRequest, found: Match, **forms: Any) -> HttpResponse:
    """Draw the match, with any form that was sent and not accepted."""
    shown = match_page.of(found, request.user)
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
    found = access.match_or_404(request, pk)
    needed = match_page.of(found, request.user).work.needs_sponsor
    form = SponsorForm(request.POST, needed=needed)
    if form.is_valid():
        values = {"match": found, "by": request.user, **form.cleaned_data}
        if refusals.attempt(form, lambda: matches.accept(**values)):
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
    found = access.match_or_404(request, pk)
    return done(
        request,
        found,
        lambda: matches.call_off(match=found, by=request.user),
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
    command=matches.decline,
    allowed="may_decline",
    title="Decline",
    button="Decline this match",
    said="You have declined. The other trust is told, without why.",
)
END = Question(
    form=EndForm,
    command=matches.end,
    allowed="may_end",
    title="End early",
    button="End this match",
    said="The work has ended. The other trust is told, without why.",
    ends=True,
)
SURVEY = Question(
    form=SurveyForm,
    command=matches.survey,
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
    found = access.match_or_404(request, pk)
    return ask(request, pk, PAIR_SURVEY if found.request.brokered else SURVEY)


def ask(request: HttpRequest, pk: int, question: Question) -> HttpResponse:
    """Ask, or do what was answered. Who opens it too late is led back to how the match stands."""
    found = access.match_or_404(request, pk)
    shown = match_page.of(found, request.user)
    if request.method != "POST" and not getattr(shown, question.allowed):
        messages.info(request, "That is not yours to do here now. This is how it stands.")
        return redirect("matching:match", found.pk)
    form = question.form(parameters.sent(request))
    if request.method == "POST" and form.is_valid():
        values = {"match": found, "by": request.user, **form.cleaned_data}
        if refusals.attempt(form, lambda: question.command(**values)):
            messages.success(request, question.said)
            return redirect("matching:match", found.pk)
    context = {"form": form, "match": found, "question": question, "side": shown.side}
    return render(request, "matching/match_question.html", context)


@access.private
@require_POST
def reply(request: HttpRequest, pk: int) -> HttpResponse:
    """Write to the other side."""
    found = access.working_match_or_404(request, pk)
    form = ReplyForm(request.POST)
    if form.is_valid():
        values = {"match": found, "by": request.user, **form.cleaned_data}
        if refusals.attempt(form, lambda: matches.reply(**values)):
            messages.success(request, "Your message is sent.")
            return redirect("matching:match", found.pk)
    return page(request, found, reply_form=form)


@access.private
@require_POST
def log_meeting(request: HttpRequest, pk: int) -> HttpResponse:
    """Write down a meeting and the hours the exemplar gave."""
    found = access.working_match_or_404(request, pk)
    form = meeting_form(request.POST)
    if form.is_valid():
        values = {"match": found, "by": request.user, **form.cleaned_data}
        if refusals.attempt(form, lambda: matches.log_meeting(**values)):
            messages.success(request, "The meeting is written down.")
            for designation in places.bounding_designations(found):
                day = form.cleaned_data["held_on"]
                if words := places.words_beyond(designation, day=day):
                    messages.warning(request, f"{words} The hours are counted; the broker is told.")
            return redirect("matching:match", found.pk)
    return page(request, found, meeting_form=form)
