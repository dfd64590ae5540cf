"""One match: what stands, and what each side can do about it now."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from portal.matching import matches
from portal.matching.forms import refusals
from portal.matching.forms.answers import (
    DeclineForm,
    EndForm,
    MeetingForm,
    ReplyForm,
    SurveyForm,
)
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
    found = access.match_or_404(request, pk)
    return _done(
        request,
        found,
        lambda: matches.accept(match=found, by=request.user),
        "Your trust has said yes.",
    )


@access.private
@require_POST
def call_off(request: HttpRequest, pk: int) -> HttpResponse:
    """The broker takes a proposal back."""
    found = access.match_or_404(request, pk)
    return _done(
        request,
        found,
        lambda: matches.call_off(match=found, by=request.user),
        "The proposal is taken back. Both trusts are told.",
    )


def _done(request: HttpRequest, found: Match, command: Any, said: str) -> HttpResponse:
    try:
        command()
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, said)
    return redirect("matching:match", found.pk)


@access.private
@both
def decline(request: HttpRequest, pk: int) -> HttpResponse:
    """Say no, with a reason that only the broker sees."""
    found = access.match_or_404(request, pk)
    if request.method != "POST" and not match_page.of(found, request.user).may_decline:
        return _nothing_to_do(request, found)
    form = DeclineForm(parameters.sent(request))
    if request.method == "POST" and form.is_valid():
        values = {"match": found, "by": request.user, **form.cleaned_data}
        if refusals.attempt(form, lambda: matches.decline(**values)):
            messages.success(request, "You have declined. The other trust is told, without why.")
            return redirect("matching:match", found.pk)
    return _question(request, found, form, title="Decline", button="Decline this match")


@access.private
@both
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """Stop work that has begun."""
    found = access.match_or_404(request, pk)
    if request.method != "POST" and not match_page.of(found, request.user).may_end:
        return _nothing_to_do(request, found)
    form = EndForm(parameters.sent(request))
    if request.method == "POST" and form.is_valid():
        values = {"match": found, "by": request.user, **form.cleaned_data}
        if refusals.attempt(form, lambda: matches.end(**values)):
            messages.success(request, "The work has ended. The other trust is told, without why.")
            return redirect("matching:match", found.pk)
    return _question(request, found, form, title="End early", button="End this match")


@access.private
@both
def survey(request: HttpRequest, pk: int) -> HttpResponse:
    """Say how it went, once the work is over."""
    found = access.match_or_404(request, pk)
    if request.method != "POST" and not match_page.of(found, request.user).may_survey:
        return _nothing_to_do(request, found)
    form = SurveyForm(parameters.sent(request))
    if request.method == "POST" and form.is_valid():
        values = {"match": found, "by": request.user, **form.cleaned_data}
        if refusals.attempt(form, lambda: matches.survey(**values)):
            messages.success(request, "Thank you. Both trusts and the broker can read it.")
            return redirect("matching:match", found.pk)
    return _question(request, found, form, title="How did it go?", button="Send")


def _nothing_to_do(request: HttpRequest, found: Match) -> HttpResponse:
    """Back to the match, which says how it stands: an old link, or the other tab was quicker."""
    messages.info(request, "That is not yours to do here now. This is how it stands.")
    return redirect("matching:match", found.pk)


def _question(
    request: HttpRequest, found: Match, form: Any, *, title: str, button: str
) -> HttpResponse:
    """A page with one short form about a match."""
    context = {
        "form": form,
        "match": found,
        "title": title,
        "button": button,
        "side": match_page.of(found, request.user).side,
        "ends": button == "End this match",
        "asks": title.endswith("?"),
    }
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
            return redirect("matching:match", found.pk)
    return page(request, found, meeting_form=form)
