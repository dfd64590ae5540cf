"""Keep a record true: one press says that it still is."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from casestudies import review_clock
from casestudies.keeping import commands
from casestudies.models import CaseStudyPage


class RetireForm(forms.Form):
    """Why a record is retired."""

    reason = forms.CharField(
        label="Why is it retired?",
        help_text="Readers see it. Good: “The system it ran on was replaced in 2026.”",
        max_length=commands.LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Say why, in a sentence that readers will see."},
    )


@login_required
@require_GET
@never_cache
def keep(request: HttpRequest, page_id: int) -> HttpResponse:
    """How a record stands, and what its owner can do about it."""
    return _screen(request, _page(request, page_id), RetireForm())


@login_required
@require_POST
def confirm(request: HttpRequest, page_id: int) -> HttpResponse:
    """Still true."""
    page = _page(request, page_id)
    try:
        until = commands.confirm(page=page, by=request.user)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    else:
        messages.success(request, f"Thank you. We ask again by {until.day} {until:%B %Y}.")
    return redirect("casestudies:keep", page_id)


@login_required
@require_POST
def retire(request: HttpRequest, page_id: int) -> HttpResponse:
    """Retire it, with a reason."""
    page = _page(request, page_id)
    form = RetireForm(request.POST)
    if form.is_valid():
        try:
            commands.retire(page=page, by=request.user, reason=form.cleaned_data["reason"])
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, "It is retired. Its page stays, with your reason.")
            return redirect("casestudies:keep", page_id)
    return _screen(request, page, form)


@login_required
@require_POST
def bring_back(request: HttpRequest, page_id: int) -> HttpResponse:
    """Undo a retirement."""
    return _do(request, page_id, commands.bring_back, "It is back in lists and search.")


def _do(request: HttpRequest, page_id: int, command: Callable[..., Any], said: str) -> HttpResponse:
    page = _page(request, page_id)
    try:
        command(page=page, by=request.user)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    else:
        messages.success(request, said)
    return redirect("casestudies:keep", page_id)


def _page(request: HttpRequest, page_id: int) -> CaseStudyPage:
    page = get_object_or_404(CaseStudyPage.objects.select_related("trust"), pk=page_id)
    commands.check_can_keep(request.user, page)
    return page


def _screen(request: HttpRequest, page: CaseStudyPage, form: RetireForm) -> HttpResponse:
    today = timezone.localdate()
    context = {
        "page": page,
        "form": form,
        "stale": review_clock.stale_label(page.review_state, today),
        "freshness": review_clock.freshness(page.review_state, today),
        "may_confirm": review_clock.can_still_true(page.review_state, today),
        "contacts": page.contacts.all(),
        "live_contacts": page.contacts.filter(left=False).count(),
    }
    status = 400 if form.errors else 200
    return render(request, "casestudies/keeping/keep.html", context, status=status)
