"""Asking for a case study on a subject that none speaks of."""

from __future__ import annotations

from allauth.core import ratelimit
from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from portal.accounts.client_address import visitor_key
from search import query_logging

LONGEST = 200
THANKS = "Thank you. The editors see how many people ask for a case study about “%s”."
TOO_MANY = "You have asked for a lot in a short time. Try again in an hour."


class WantedForm(forms.Form):
    """The subject, as it was searched for."""

    about = forms.CharField(
        label="What should the case study be about?",
        max_length=LONGEST,
        help_text="A few words, such as the name of a service, a system or a cost.",
        error_messages={
            "required": "Say what it should be about.",
            "max_length": f"Keep it to {LONGEST} characters.",
            "null_characters_not_allowed": "Type the words again: they hold a character that "
            "cannot be kept.",
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def wanted(request: HttpRequest) -> HttpResponse:
    """`/search/wanted/?about=`: the subject to confirm, and the count of who asks for it."""
    if request.method != "POST":
        about = request.GET.get("about", "").replace("\x00", "")[:LONGEST]
        return _form(request, WantedForm(initial={"about": about}))
    form = WantedForm(request.POST)
    if not form.is_valid():
        return _form(request, form)
    if not ratelimit.consume(request, action="wanted", key=visitor_key(request)):
        form.add_error(None, TOO_MANY)
        return _form(request, form, status=429)
    try:
        query_logging.ask_for(about=form.cleaned_data["about"])
    except ValidationError as refusal:
        form.add_error(None, refusal)
        return _form(request, form)
    messages.success(request, THANKS % form.cleaned_data["about"])
    return redirect("search:results")


def _form(request: HttpRequest, form: WantedForm, *, status: int = 200) -> HttpResponse:
    return render(request, "search/wanted.html", {"form": form}, status=status)
