"""Questions about a record's savings: the same money? is it so? For its people and its finance."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from casestudies.models import CaseStudyPage
from casestudies.pasting import services as pasting_services
from casestudies.permissions import can_change, can_sign
from casestudies.savings import questions as savings_questions
from casestudies.savings import same_money
from portal.accounts import permissions
from portal.accounts.permissions import Action

NOT_YOURS = "Only the authors, editors and finance approvers of this record answer for its figures."
SAME = {"same": True, "different": False}


@login_required
@require_http_methods(["GET", "POST"])
@never_cache
def questions(request: HttpRequest, page_id: int) -> HttpResponse:
    """Ask, and take one answer at a time."""
    page = get_object_or_404(CaseStudyPage.objects.select_related("trust"), pk=page_id)
    if not can_sign(request.user, page):
        permissions.check(
            request.user, Action.CASE_STUDY_EDIT, trust_ids=[page.trust_id], message=NOT_YOURS
        )
    if request.method == "GET":
        return _screen(request, page)
    asked = request.POST.get("pair") or request.POST.get("line", "")
    try:
        if "pair" in request.POST:
            _compare(request, page)
        else:
            _explain(request, page)
    except (ValidationError, PermissionDenied) as refusal:
        texts = refusal.messages if isinstance(refusal, ValidationError) else [str(refusal)]
        return _screen(
            request,
            page,
            refused={
                "key": asked,
                "texts": texts,
                "same": request.POST.get("same", ""),
                "reason": request.POST.get("reason") or request.POST.get("explanation", ""),
            },
        )
    messages.success(request, "Your answer is saved.")
    if request.POST.get("back") == "sign" and can_sign(request.user, page):
        return redirect("casestudies:sign", page.pk)
    return redirect("casestudies:figure_questions", page.pk)


def _compare(request: HttpRequest, page: CaseStudyPage) -> None:
    first, _, second = request.POST["pair"].partition(".")
    same_money.answer(
        page=page.get_latest_revision_as_object(),
        first=_uuid(first),
        second=_uuid(second),
        same=SAME.get(request.POST.get("same", "")),
        reason=request.POST.get("reason", ""),
        figures=request.POST.get("figures", ""),
        by=request.user,
    )


def _explain(request: HttpRequest, page: CaseStudyPage) -> None:
    pasting_services.explain(
        page=page,
        line=_uuid(request.POST.get("line", "")),
        explanation=request.POST.get("explanation", ""),
        by=request.user,
    )


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise ValidationError(same_money.GONE) from None


def _screen(
    request: HttpRequest, page: CaseStudyPage, refused: dict[str, Any] | None = None
) -> HttpResponse:
    draft = page.get_latest_revision_as_object()
    lines = list(draft.savings.all())
    doubts = savings_questions.doubts_of(lines, trust=lambda: draft.trust, started=draft.started)
    may_edit = permissions.can(request.user, Action.CASE_STUDY_EDIT, trust_ids=[page.trust_id])
    if refused and "." not in refused["key"]:
        refused["key"] = next((one.uuid for one in lines if str(one.uuid) == refused["key"]), "")
    context = {
        "page": page,
        "draft": draft,
        "pairs": same_money.look_alikes(page.pk, lines),
        "doubts": [(line, doubts[line.uuid]) for line in lines if line.uuid in doubts],
        "may_edit": may_edit,
        "may_explain": may_edit
        and can_change(request.user, page)
        and not page.permissions_for_user(request.user).page_locked(),
        "refused": refused,
        "changing": refused["key"] if refused else request.GET.get("change", ""),
        "back": request.POST.get("back") or request.GET.get("back", ""),
    }
    status = 400 if refused else 200
    return render(request, "casestudies/figure_questions.html", context, status=status)
