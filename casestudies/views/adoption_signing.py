"""The adopter's finance approver: sign what the trust says it saved, or say what is wrong."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from casestudies import adopter_finance
from casestudies.adopter_money import Statement
from casestudies.models import Adoption
from casestudies.reviewing.forms import ReasonForm
from portal.accounts.permissions import Role
from portal.accounts.signatures import check_can_sign_with, signature_of
from portal.trusts import ods_codes


@login_required
@require_http_methods(["GET", "POST"])
@never_cache
def sign(request: HttpRequest, page_id: int, ods: str) -> HttpResponse:
    """The figures that wait, and one form to sign them."""
    adoption = _adoption_or_404(request, page_id, ods)
    chosen = request.POST.getlist("figures")
    if request.method == "POST":
        try:
            number = adopter_finance.sign(adoption=adoption, digests=chosen, by=request.user)
        except ValidationError as refusal:
            return _screen(request, adoption, chosen=chosen, refused=refusal.messages)
        messages.success(
            request, f"You signed {number} figure{'' if number == 1 else 's'}. Readers see them."
        )
        return redirect(adopter_finance.address_of(adoption))
    return _screen(request, adoption)


@login_required
@require_POST
@never_cache
def question(request: HttpRequest, page_id: int, ods: str) -> HttpResponse:
    """Say what is wrong instead; the people of the trust are told."""
    adoption = _adoption_or_404(request, page_id, ods)
    form = ReasonForm(request.POST)
    if form.is_valid():
        try:
            adopter_finance.question(
                adoption=adoption, text=form.cleaned_data["reason"], by=request.user
            )
        except ValidationError as refusal:
            form.add_error("reason", refusal.messages)
        else:
            messages.success(request, "Your colleagues are told. Nothing is signed.")
            return redirect(adopter_finance.address_of(adoption))
    return _screen(request, adoption, form=form)


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
    if found is None or not adopter_finance.can_sign(request.user, found):
        raise Http404
    return found


def _screen(
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
        one for one in waiting if not adopter_finance.can_sign(request.user, adoption, one)
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
