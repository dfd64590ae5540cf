"""The ten questions, why not another exemplar, and the word to peers."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.matching.asking import peers, readiness, readiness_forms, why_not
from portal.matching.asking.forms import WhyNotForm
from portal.matching.asking.readiness_forms import ReadinessForm
from portal.matching.views import access, parameters
from portal.matching.views.draft import has_draft


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def ready(request: HttpRequest) -> HttpResponse:
    """Ten questions, for anyone: the answers wait in the session until a request takes them."""
    if parameters.kept(request.GET):
        raise BadRequest("This page takes no parameters. Take them out of the address.")
    if request.method == "POST" and "forget" in request.POST:
        readiness_forms.forget(request.session)
        return redirect("matching:ready")
    answers = readiness_forms.held(request.session)
    form = ReadinessForm(parameters.sent(request), initial=answers)
    if request.method == "POST" and form.is_valid():
        readiness_forms.hold(request.session, form.cleaned_data)
        return redirect("matching:ready")
    context = {
        "form": form,
        "verdict": readiness.judge(answers) if answers and not form.is_bound else None,
        "rules": readiness.RULES,
        "has_draft": has_draft(request),
    }
    return render(request, "matching/ready.html", context)


@access.private
@require_safe
def why_not_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Why this exemplar is not the first suggestion: for those who ask, and the broker."""
    need = access.followed_need_or_404(request, pk)
    query = parameters.kept(request.GET)
    form = WhyNotForm(query)
    trust = parameters.cleaned(form).get("trust")
    problems = parameters.problems(query, form)
    context = {
        "need": need,
        "asked": need.help_request,
        "exemplars": why_not.exemplars(need),
        "answer": why_not.of(need, trust) if trust and not problems else None,
        "chosen": trust,
        "problems": problems,
        "broker": access.is_broker(request.user),
    }
    return render(request, "matching/why_not.html", context, status=400 if problems else 200)


@access.private
@require_POST
def open_to_peers(request: HttpRequest, pk: int) -> HttpResponse:
    """Let other trusts with this problem see our name, or no longer."""
    asked = access.request_or_404(request, pk)
    is_open = request.POST.get("open") == "1"
    peers.open_to(request=asked, is_open=is_open, by=request.user)
    said = (
        "Trusts that ask about the same area now see your name, and may ask you for a talk."
        if is_open
        else "Other trusts no longer see your name."
    )
    messages.success(request, said)
    return redirect("matching:request", asked.pk)
