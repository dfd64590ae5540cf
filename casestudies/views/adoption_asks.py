"""The adopter is asked again: a page with one button, and a form for whatever is different."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from casestudies import adoption_answers, adoptions
from casestudies.adoption_forms import AnswerForm
from casestudies.choices import AdoptionStatus
from casestudies.models import AdoptionAsk

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
            adoption_answers.answer(ask=found, by=request.user, **form.cleaned_data)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, THANKS)
            return redirect("casestudies:adoption_ask", ask_id)
    return _screen(request, found, form)


@login_required
@require_POST
@never_cache
def still_going(request: HttpRequest, ask_id: int) -> HttpResponse:
    """The one press."""
    found = _ask_or_404(request, ask_id)
    try:
        adoption_answers.still_going(ask=found, by=request.user)
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
    if found is None or not adoptions.can_record(request.user, found.adoption.trust):
        raise Http404
    return found


def _screen(request: HttpRequest, found: AdoptionAsk, form: AnswerForm) -> HttpResponse:
    adoption = found.adoption
    may_answer = adoption_answers.can_answer(found)
    after = adoption_answers.status_after(
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
