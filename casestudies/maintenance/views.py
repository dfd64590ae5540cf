"""Keep a record true: one press says that it still is."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
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

from casestudies.maintenance import review_dates
from casestudies.maintenance import services as maintenance_services
from casestudies.models import CaseStudyPage
from portal.text.dates import day_in_words


class RetireForm(forms.Form):
    """Why a record is retired."""

    reason = forms.CharField(
        label="Why is it retired?",
        help_text="Readers see it. Good: “The system it ran on was replaced in 2026.”",
        max_length=maintenance_services.LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Say why, in a sentence that readers will see."},
    )


class ContactForm(forms.Form):
    """One more person to ask."""

    name = forms.CharField(
        label="Name",
        max_length=maintenance_services.LONGEST,
        error_messages={"required": maintenance_services.REQUIRED["name"]},
    )
    role = forms.CharField(
        label="Role",
        max_length=maintenance_services.LONGEST,
        error_messages={"required": maintenance_services.REQUIRED["role"]},
    )
    email = forms.EmailField(
        label="E-mail address",
        help_text="Never shown. Questions reach it through this site.",
        error_messages=dict.fromkeys(
            ("required", "invalid"), maintenance_services.REQUIRED["email"]
        ),
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
        until = maintenance_services.confirm(page=page, by=request.user)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    else:
        messages.success(request, f"Thank you. We ask again by {day_in_words(until)}.")
    return redirect("casestudies:keep", page_id)


@login_required
@require_POST
def retire(request: HttpRequest, page_id: int) -> HttpResponse:
    """Retire it, with a reason."""
    page = _page(request, page_id)
    form = RetireForm(request.POST)
    if form.is_valid():
        try:
            maintenance_services.retire(
                page=page, by=request.user, reason=form.cleaned_data["reason"]
            )
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
    return _do(request, page_id, maintenance_services.bring_back, "It is back in lists and search.")


@login_required
@require_POST
def contact_left(request: HttpRequest, page_id: int, contact_id: int) -> HttpResponse:
    """A contact has left, or is there again."""
    left = "back" not in request.POST
    command = partial(maintenance_services.set_left, contact_id=contact_id, left=left)
    said = "Readers no longer see this contact." if left else "Readers see this contact again."
    return _do(request, page_id, command, said)


@login_required
@require_POST
def add_contact(request: HttpRequest, page_id: int) -> HttpResponse:
    """One more contact."""
    page = _page(request, page_id)
    form = ContactForm(request.POST)
    if form.is_valid():
        try:
            maintenance_services.add(page=page, by=request.user, **form.cleaned_data)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, f"{form.cleaned_data['name']} is named as a contact.")
            return redirect("casestudies:keep", page_id)
    return _screen(request, page, RetireForm(), form)


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
    maintenance_services.check_can_keep(request.user, page)
    return page


def _screen(
    request: HttpRequest,
    page: CaseStudyPage,
    form: RetireForm,
    contact_form: ContactForm | None = None,
) -> HttpResponse:
    today = timezone.localdate()
    context = {
        "page": page,
        "form": contact_form if contact_form and contact_form.errors else form,
        "retire_form": form,
        "contact_form": contact_form or ContactForm(),
        "stale": review_dates.stale_label(page.review_state, today),
        "freshness": review_dates.freshness(page.review_state, today),
        "may_confirm": review_dates.can_still_true(page.review_state, today),
        "contacts": page.contacts.all(),
        "live_contacts": page.contacts.filter(left=False).count(),
    }
    status = 400 if context["form"].errors else 200
    return render(request, "casestudies/keeping/keep.html", context, status=status)
