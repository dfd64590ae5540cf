"""The views of adoptions: record, claim, follow-up, signing by the adopter's finance.

The adopter says what happened and answers a claim; the origin makes one. An adopter that is asked
again gets a page with one button, and a form for whatever is different. Its finance approver signs
what the trust says it saved, or says what is wrong.
"""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from casestudies.adoptions import finance as adoption_finance
from casestudies.adoptions import services as adoption_services
from casestudies.adoptions.forms import (
    AdoptionForm,
    AnswerForm,
    ClaimForm,
    ask_about,
    formsets,
    initial_of,
    lines_of,
)
from casestudies.adoptions.money import Statement
from casestudies.choices import AdoptionStatus
from casestudies.models import Adoption, AdoptionAsk, CaseStudyPage
from casestudies.review.forms import ReasonForm
from casestudies.visibility import can_read
from portal.accounts.permissions import Role, trust_ids_of
from portal.accounts.signatures import check_can_sign_with, signature_of
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
        if trust.pk != page.trust_id and adoption_services.can_record(request.user, trust)
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
    adoption_services.check_can_record(request.user, trust)
    try:
        adoption_services.check_takes_up(page, trust)
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
            adoption_services.record(
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
            adoption_services.confirm(adoption=adoption, by=request.user)
            messages.success(request, "You confirmed it. Add what happened when you can.")
            return redirect("casestudies:adoption", page.pk, adoption.trust.ods_code.lower())
        adoption_services.decline_claim(adoption=adoption, by=request.user)
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
    if not adoption_services.can_claim(request.user, page):
        raise PermissionDenied("Only an author of the trust that wrote it can say who took it up.")
    form = ClaimForm(request.POST or None, case_study=page)
    if request.method == "POST" and form.is_valid():
        try:
            adoption_services.claim(
                case_study=page, trust=form.cleaned_data["trust"], by=request.user
            )
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


THANKS = "Thank you. Your trust’s record is up to date."


@login_required
@require_http_methods(["GET", "POST"])
@never_cache
def ask(request: HttpRequest, ask_id: int) -> HttpResponse:
    """The question: “still going” in one press, or what is different."""
    found = _ask_or_404(request, ask_id)
    initial = {"result": found.adoption.result, "how_adapted": found.adoption.how_adapted}
    form = AnswerForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            adoption_services.answer(ask=found, by=request.user, **form.cleaned_data)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, THANKS)
            return redirect("casestudies:adoption_ask", ask_id)
    return _follow_up_screen(request, found, form)


@login_required
@require_POST
@never_cache
def still_going(request: HttpRequest, ask_id: int) -> HttpResponse:
    """The one press."""
    found = _ask_or_404(request, ask_id)
    try:
        adoption_services.still_going(ask=found, by=request.user)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    else:
        messages.success(request, THANKS)
    return redirect("casestudies:adoption_ask", ask_id)


def _ask_or_404(request: HttpRequest, ask_id: int) -> AdoptionAsk:
    """A question put to a trust of this person; to anyone else it is not there."""
    found = (
        AdoptionAsk.objects.filter(pk=ask_id)
        .select_related("adoption__trust", "adoption__case_study", "answered_by")
        .first()
    )
    if found is None or not adoption_services.can_record(request.user, found.adoption.trust):
        raise Http404
    return found


def _follow_up_screen(request: HttpRequest, found: AdoptionAsk, form: AnswerForm) -> HttpResponse:
    adoption = found.adoption
    may_answer = adoption_services.can_answer(found)
    after = adoption_services.status_after(
        adoption.status, months=found.months, answer=AdoptionAsk.Answer.STILL_GOING
    )
    context = {
        "ask": found,
        "adoption": adoption,
        "page": adoption.case_study,
        "form": form,
        "may_answer": may_answer,
        "becomes": AdoptionStatus(after).label if after != adoption.status else "",
        "paused": adoption.status == AdoptionStatus.PAUSED,
        "next": adoption.asks.filter(answered_at=None).first(),
    }
    status = 400 if form.errors else 200
    return render(request, "casestudies/adoption_ask.html", context, status=status)


@login_required
@require_http_methods(["GET", "POST"])
@never_cache
def sign(request: HttpRequest, page_id: int, ods: str) -> HttpResponse:
    """The figures that wait, and one form to sign them."""
    adoption = _adoption_or_404(request, page_id, ods)
    chosen = request.POST.getlist("figures")
    if request.method == "POST":
        try:
            number = adoption_finance.sign(adoption=adoption, digests=chosen, by=request.user)
        except ValidationError as refusal:
            return _signing_screen(request, adoption, chosen=chosen, refused=refusal.messages)
        messages.success(
            request, f"You signed {number} figure{'' if number == 1 else 's'}. Readers see them."
        )
        return redirect(adoption_finance.address_of(adoption))
    return _signing_screen(request, adoption)


@login_required
@require_POST
@never_cache
def question(request: HttpRequest, page_id: int, ods: str) -> HttpResponse:
    """Say what is wrong instead; the people of the trust are told."""
    adoption = _adoption_or_404(request, page_id, ods)
    form = ReasonForm(request.POST)
    if form.is_valid():
        try:
            adoption_finance.question(
                adoption=adoption, text=form.cleaned_data["reason"], by=request.user
            )
        except ValidationError as refusal:
            form.add_error("reason", refusal.messages)
        else:
            messages.success(request, "Your colleagues are told. Nothing is signed.")
            return redirect(adoption_finance.address_of(adoption))
    return _signing_screen(request, adoption, form=form)


def _adoption_or_404(request: HttpRequest, page_id: int, ods: str) -> Adoption:
    """The confirmed adoption, for a finance approver of its trust; to others it is not there."""
    found = (
        Adoption.objects.confirmed()
        .filter(
            case_study=page_id, case_study__live=True, trust__ods_code=ods_codes.normalised(ods)
        )
        .select_related("trust", "case_study__trust", "written_by")
        .first()
    )
    if found is None or not adoption_finance.can_sign(request.user, found):
        raise Http404
    return found


def _signing_screen(
    request: HttpRequest,
    adoption: Adoption,
    *,
    chosen: list[str] | None = None,
    refused: list[str] | None = None,
    form: ReasonForm | None = None,
) -> HttpResponse:
    signature = signature_of(request.user, role=Role.FINANCE_APPROVER, trust_id=adoption.trust_id)
    lacking = None
    try:
        check_can_sign_with(signature)
    except ValidationError as refusal:
        lacking = refusal
    statements = adoption.money.statements
    waiting = [one for one in statements if one.signed is None]
    own: list[Statement] = [
        one for one in waiting if not adoption_finance.can_sign(request.user, adoption, one)
    ]
    context = {
        "adoption": adoption,
        "page": adoption.case_study,
        "waiting": [one for one in waiting if one not in own],
        "own": own,
        "signed": [one for one in statements if one.signed is not None],
        "signature": signature,
        "lacking": lacking,
        "chosen": chosen or [],
        "refused": refused or [],
        "form": form or ReasonForm(),
    }
    status = 400 if refused or (form and form.errors) else 200
    return render(request, "casestudies/adoption_sign.html", context, status=status)
