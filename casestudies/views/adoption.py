"""The adopter's pages: say what happened, answer a claim. And the origin's: make a claim."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from casestudies import adoptions
from casestudies.adoption_forms import (
    AdoptionForm,
    ClaimForm,
    ask_about,
    formsets,
    initial_of,
    lines_of,
)
from casestudies.models import Adoption, CaseStudyPage
from casestudies.visibility import can_read
from portal.accounts.permissions import trust_ids_of
from portal.trusts import ods_codes
from portal.trusts.models import Trust


def _case_study(request: HttpRequest, page_id: int) -> CaseStudyPage:
    page = get_object_or_404(CaseStudyPage.objects.live(), pk=page_id, signpost=False)
    if not can_read(request.user, page):
        raise Http404
    return page


@login_required
@require_http_methods(["GET"])
def start(request: HttpRequest, page_id: int) -> HttpResponse:
    """Go to the form of the trust that the person acts for, or let them choose one of theirs."""
    page = _case_study(request, page_id)
    mine = [
        trust
        for trust in Trust.objects.filter(pk__in=trust_ids_of(request.user)).order_by("name")
        if trust.pk != page.trust_id and adoptions.can_record(request.user, trust)
    ]
    acting = [trust for trust in mine if trust.pk == request.user.acting_trust_id]
    chosen = acting or mine
    if not chosen:
        raise PermissionDenied(
            "Only people of a trust other than the one that wrote it can record a take-up."
        )
    if len(chosen) == 1:
        return redirect("casestudies:adoption", page_id, chosen[0].ods_code.lower())
    return render(request, "casestudies/adoption_start.html", {"page": page, "trusts": chosen})


@login_required
@require_http_methods(["GET", "POST"])
def record(request: HttpRequest, page_id: int, ods: str) -> HttpResponse:
    """The adopter's record of one case study: first entry, update, or answer to a claim."""
    page = _case_study(request, page_id)
    trust = get_object_or_404(Trust, ods_code=ods_codes.normalised(ods))
    adoptions.check_can_record(request.user, trust)
    try:
        adoptions.check_takes_up(page, trust)
    except ValidationError as refusal:
        raise PermissionDenied(refusal.messages[0]) from None
    adoption = Adoption.objects.filter(case_study=page, trust=trust).first()
    if request.method == "POST" and request.POST.get("answer") in ("confirm", "decline"):
        return _answer(request, page, adoption)
    form = AdoptionForm(request.POST or None, initial=initial_of(adoption))
    savings, measures = formsets(adoption, page, request.POST or None)
    # Not `and`: each part names its own errors.
    valid = [part.is_valid() for part in (form, savings, measures)]
    if request.method == "POST" and all(valid):
        started = form.cleaned_data["started"] or (adoption and adoption.started)
        valid.append(ask_about(savings, trust=trust, started=started))
    if request.method == "POST" and all(valid):
        try:
            adoptions.record(
                case_study=page,
                trust=trust,
                by=request.user,
                savings=lines_of(savings),
                measures=lines_of(measures),
                **form.cleaned_data,
            )
        except ValidationError as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _said(page, trust))
            return redirect(page.get_url(request))
    return render(
        request,
        "casestudies/adoption.html",
        {
            "page": page,
            "trust": trust,
            "adoption": adoption,
            "form": form,
            "savings": savings,
            "measures": measures,
            "origin_measures": page.measures.all(),
            "forms": [form, *measures.forms, *savings.forms],
        },
        status=400 if request.method == "POST" else 200,
    )


def _said(page: CaseStudyPage, trust: Trust) -> str:
    """What became of it, and of its money."""
    said = "Your trust’s result is now on the case study."
    if Adoption.objects.get(case_study=page, trust=trust).money.waiting:
        said += " Readers see its pounds once your finance approver has signed them."
    return said


def show_refusal(form: forms.Form, refusal: ValidationError) -> None:
    """Put what a command refused beside its field, or above the form where it has none."""
    if not hasattr(refusal, "error_dict"):
        form.add_error(None, refusal)
        return
    for name, errors in refusal.error_dict.items():
        form.add_error(name if name in form.fields else None, errors)


def _answer(request: HttpRequest, page: CaseStudyPage, adoption: Adoption | None) -> HttpResponse:
    if adoption is None:
        messages.error(request, "There is nothing to answer any more.")
        return redirect(page.get_url(request))
    try:
        if request.POST["answer"] == "confirm":
            adoptions.confirm(adoption=adoption, by=request.user)
            messages.success(request, "You confirmed it. Add what happened when you can.")
            return redirect("casestudies:adoption", page.pk, adoption.trust.ods_code.lower())
        adoptions.decline_claim(adoption=adoption, by=request.user)
    except ValidationError as refusal:
        messages.error(request, refusal.messages[0])
    else:
        messages.success(request, "The entry is gone. Nobody is told why.")
    return redirect(page.get_url(request))


@login_required
@require_http_methods(["GET", "POST"])
def claim(request: HttpRequest, page_id: int) -> HttpResponse:
    """The origin names a trust that took its change up; that trust is asked."""
    page = _case_study(request, page_id)
    if not adoptions.can_claim(request.user, page):
        raise PermissionDenied("Only an author of the trust that wrote it can say who took it up.")
    form = ClaimForm(request.POST or None, case_study=page)
    if request.method == "POST" and form.is_valid():
        try:
            adoptions.claim(case_study=page, trust=form.cleaned_data["trust"], by=request.user)
        except ValidationError as refusal:
            form.add_error("trust", refusal.messages)
        else:
            name = form.cleaned_data["trust"].name
            messages.success(request, f"{name} is asked to confirm it. It counts once they do.")
            return redirect(page.get_url(request))
    return render(
        request,
        "casestudies/adoption_claim.html",
        {"page": page, "form": form},
        status=400 if form.errors else 200,
    )
