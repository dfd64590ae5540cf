"""Feedback on the service: it reaches the administrators as a notice, from anyone."""

from __future__ import annotations

import hashlib

from allauth.core import ratelimit
from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from portal.accounts import notices
from portal.accounts.client_address import visitor_key
from portal.accounts.models import User
from portal.accounts.permissions import Role

THANKS = "Thank you. Your feedback has gone to the people who run the service."
TOO_MANY = "You have sent a lot in a short time. Try again in an hour."


class FeedbackForm(forms.Form):
    """What is wrong or missing, and how to answer."""

    text = forms.CharField(
        label="What went wrong, or what would help?",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text="Say which page you were on. Leave out anything about patients.",
        error_messages={"required": "Write what went wrong, or what would help."},
    )
    email = forms.EmailField(
        label="Your e-mail address", required=False, help_text="Only if you would like an answer."
    )


@require_http_methods(["GET", "HEAD", "POST"])
def feedback(request: HttpRequest) -> HttpResponse:
    """The form, and what happens to it."""
    form = FeedbackForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if not ratelimit.consume(request, action="feedback", key=visitor_key(request)):
            form.add_error(None, TOO_MANY)
            return render(request, "home/feedback.html", {"form": form}, status=429)
        pass_on(**form.cleaned_data)
        messages.success(request, THANKS)
        return redirect("home:feedback")
    return render(request, "home/feedback.html", {"form": form})


@transaction.atomic
def pass_on(*, text: str, email: str) -> None:
    """Tell the administrators. The same words on the same day are told once."""
    digest = hashlib.sha256(f"{email}\n{text}".encode()).hexdigest()[:32]
    administrators = User.objects.filter(
        is_active=True, role_assignments__role=Role.ADMINISTRATOR.value
    )
    notices.send_letter(
        to=administrators,
        kind="feedback",
        key=f"feedback:{timezone.localdate():%Y-%m-%d}:{digest}",
        letter="home/email/feedback.txt",
        context={"text": text, "email": email},
    )
