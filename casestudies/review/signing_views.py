"""The finance approver's screen: figures, their sources, and one form."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from casestudies import reading
from casestudies.models import CaseStudyPage
from casestudies.models.figures import ImplementationCost, Saving
from casestudies.permissions import can_sign, check_can_pass_on, check_can_sign
from casestudies.review import headline_preview
from casestudies.review import services as review_services
from casestudies.review import states as review_states
from casestudies.review.forms import ReasonForm
from casestudies.review.states import PROMISES, Step
from casestudies.savings import same_money, sign_offs
from casestudies.savings.sign_offs import LineStatus
from portal.accounts.permissions import Role
from portal.accounts.signatures import Signature, check_can_sign_with, signature_of
from portal.text.dates import month_in_words

# The page of what waits belongs to a higher layer, so it is named by its address.
MY_PAGE = "/my/"
CHANGED = "A figure has changed since you opened this page. Check the figures and sign again."


@dataclass(frozen=True)
class SignableLine:
    """A line as the approver reads it. `value` carries the digest of what is on the screen."""

    value: str
    what: str
    amount: str
    terms: str
    source: str
    status: LineStatus


class SignForm(forms.Form):
    """Which lines. Who signs is whoever is signed in: the form does not ask."""

    lines = forms.MultipleChoiceField(
        label="Figures you sign for",
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": "Choose at least one figure to sign.",
            "invalid_choice": CHANGED,
        },
    )

    def __init__(self, *args: Any, lines: list[SignableLine], **kw: Any):
        super().__init__(*args, **kw)
        self.fields["lines"].choices = [(line.value, line.what) for line in lines]


@login_required
@require_http_methods(["GET", "POST"])
def sign(request: HttpRequest, page_id: int) -> HttpResponse:
    """Sign figures of the latest version, draft or live."""
    page = get_object_or_404(CaseStudyPage, pk=page_id)
    check_can_sign(request.user, page)
    draft = page.get_latest_revision_as_object()
    lines = signable(draft)
    form = SignForm(request.POST if request.method == "POST" else None, lines=lines)
    if request.method != "POST" or not form.is_valid():
        return _screen(request, page, draft, lines, form)
    chosen = form.cleaned_data["lines"]
    try:
        if "seen" in request.POST:
            count = review_services.sign_chosen(
                page=page, values=chosen, seen=request.POST["seen"], by=request.user
            )
            said = f"You signed {count} figure{'s' if count > 1 else ''}."
            ended = review_services.after_signing(page=page, by=request.user)
            messages.success(
                request, f"{said} The case study goes on to a peer." if ended else said
            )
            return redirect("casestudies:sign", page_id)
        review_services.check_questions(draft, _uuids(chosen))
    except ValidationError as refusal:
        form.add_error(None, refusal)
        if "seen" not in request.POST:
            return _screen(request, page, draft, lines, form)
    return _check_screen(request, page, draft, lines, form, chosen)


def _uuids(values: Iterable[str]) -> set[UUID]:
    return {UUID(value.partition(":")[0]) for value in values}


def _check_screen(
    request: HttpRequest,
    page: CaseStudyPage,
    draft: CaseStudyPage,
    lines: list[SignableLine],
    form: SignForm,
    chosen: list[str],
) -> HttpResponse:
    """Before signing: what readers will see with the lines that were ticked."""
    signature = signature_of(request.user, role=Role.FINANCE_APPROVER, trust_id=page.trust_id)
    return render(
        request,
        "casestudies/sign_check.html",
        {
            "page": page,
            "draft": draft,
            "form": form,
            "lines": [line for line in lines if line.value in chosen],
            "preview": headline_preview.preview_headline(draft, _uuids(chosen)),
            "signature": signature,
            "lacking": _lacking(signature),
        },
        status=400 if form.errors else 200,
    )


def _screen(
    request: HttpRequest,
    page: CaseStudyPage,
    draft: CaseStudyPage,
    lines: list[SignableLine],
    form: SignForm,
    reason_form: ReasonForm | None = None,
    sending: str = "",
) -> HttpResponse:
    state = review_states.current(page, Step.FINANCE)
    signature = signature_of(request.user, role=Role.FINANCE_APPROVER, trust_id=page.trust_id)
    errors = form.errors or (reason_form and reason_form.errors)
    return render(
        request,
        "casestudies/sign.html",
        {
            "page": page,
            "draft": draft,
            "form": form,
            "lines": lines,
            "preview": headline_preview.preview_headline(
                draft, {line.uuid for line in draft.savings.all()}
            ),
            "pairs": same_money.look_alikes(page.pk, draft.savings.all()),
            "signature": signature,
            "lacking": _lacking(signature),
            "chosen": form["lines"].value() or [],
            "is_draft": not page.live or page.has_unpublished_changes,
            "may_sign": can_sign(request.user, page),
            "waits": state is not None,
            "due": PROMISES[Step.FINANCE].due(timezone.localdate(state.started_at))
            if state
            else None,
            "pass_form": reason_form if sending == "pass" else ReasonForm(auto_id="pass_%s"),
            "back_form": reason_form if sending == "back" else ReasonForm(auto_id="back_%s"),
            "error_forms": [one for one in (form, reason_form) if one],
        },
        status=400 if errors else 200,
    )


def _lacking(signature: Signature) -> ValidationError | None:
    """What the account still needs before its person can sign, or None."""
    try:
        check_can_sign_with(signature)
    except ValidationError as refusal:
        return refusal
    return None


@login_required
@require_POST
def pass_on(request: HttpRequest, page_id: int) -> HttpResponse:
    """Leave what is not signed as estimates."""
    return _leave(request, page_id, review_services.pass_on, "pass", "It goes on to a peer.")


@login_required
@require_POST
def send_back(request: HttpRequest, page_id: int) -> HttpResponse:
    """Return the figures to the author."""
    return _leave(
        request, page_id, review_services.send_back, "back", "It is sent back to its author."
    )


def _leave(
    request: HttpRequest, page_id: int, command: Callable[..., None], sending: str, said: str
) -> HttpResponse:
    page = get_object_or_404(CaseStudyPage, pk=page_id)
    form = ReasonForm(request.POST, auto_id=f"{sending}_%s")
    check_can_pass_on(request.user, page)
    if form.is_valid():
        try:
            command(page=page, by=request.user, reason=form.cleaned_data["reason"])
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, said)
            return redirect(MY_PAGE)
    draft = page.get_latest_revision_as_object()
    lines = signable(draft)
    return _screen(request, page, draft, lines, SignForm(lines=lines), form, sending)


def signable(draft: CaseStudyPage) -> list[SignableLine]:
    """Every line of figures of a version, with the digest of what it says."""
    statuses = sign_offs.statuses_of(draft)
    return [
        SignableLine(
            value=f"{line.uuid}:{sign_offs.digest(line)}",
            source=line.source,
            status=statuses[line.uuid],
            **_words(line),
        )
        for line in sign_offs.lines_of(draft)
    ]


def _words(line: Any) -> dict[str, str]:
    if isinstance(line, Saving):
        terms = [line.get_effect_display(), line.get_recurrence_display().lower()]
        if line.one_off_reason:
            terms.append(line.get_one_off_reason_display())
        if line.full_year_amount is not None:
            terms.append(f"£{line.full_year_amount:,.0f} in a full year")
        if line.explanation:
            terms.append(f"explained: {line.explanation.rstrip('.')}")
        if line.overlap_group:
            terms.append(f"same money as other “{line.overlap_group}” lines")
        return {
            "what": f"Saving: {line.description or 'no description'}",
            "amount": f"£{line.amount:,.0f} in {line.financial_year}",
            "terms": ", ".join(terms),
        }
    if isinstance(line, ImplementationCost):
        unit = "{:,.0f} days" if line.kind == "staff-days" else "£{:,.0f}"
        year = f" in {line.financial_year}" if line.financial_year else ""
        netted = ", already taken off the saving" if line.netted else ""
        return {
            "what": f"Cost: {line.description or line.get_kind_display()}",
            "amount": unit.format(line.amount) + year,
            "terms": f"{line.get_kind_display()}, {line.get_recurrence_display().lower()}{netted}",
        }
    shown = reading.measure_shown(line, LineStatus())
    return {
        "what": f"Measure: {line.name}",
        "amount": f"{shown.before} to {shown.after_in_words}",
        "terms": f"{month_in_words(line.baseline_date)} to {month_in_words(line.after_date)}",
    }
