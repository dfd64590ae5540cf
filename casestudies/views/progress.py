"""What is next for a case study: what is missing, where it is in its review, and sending it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from casestudies import gate
from casestudies.models import CaseStudyPage, WritingDraft
from casestudies.permissions import can_change, can_pass_on, can_sign
from casestudies.reviewing import peers, personal, progress, readiness, states
from casestudies.reviewing.forms import ReasonForm
from casestudies.reviewing.promises import Step
from casestudies.writing import sending
from casestudies.writing.questions import TEN
from portal.accounts import permissions
from portal.accounts.permissions import Action

# What the short form asks; everything else is in the long one.
IN_SHORT_FORM = TEN.keys()


@login_required
@require_GET
@never_cache
def where(request: HttpRequest, page_id: int) -> HttpResponse:
    """What is next, for the trust of a case study and for editors."""
    page = get_object_or_404(CaseStudyPage.objects.select_related("trust"), pk=page_id)
    permissions.check(
        request.user,
        Action.CASE_STUDY_EDIT,
        trust_ids=[page.trust_id],
        message="Only the authors of this trust and editors see where its drafts are.",
    )
    return _screen(request, page)


@login_required
@require_POST
def send(request: HttpRequest, page_id: int) -> HttpResponse:
    """Send it for review, or send it again."""
    page = get_object_or_404(CaseStudyPage, pk=page_id)
    sending.check_can_send(request.user, page)
    try:
        sending.send(page=page, by=request.user, checked_personal="checked" in request.POST)
    except ValidationError as refusal:
        return _screen(request, page, refused=refusal.messages)
    messages.success(request, "It is sent. You get a message after each step.")
    return redirect("casestudies:progress", page.pk)


def _screen(request: HttpRequest, page: CaseStudyPage, refused: list[str] | None = None) -> Any:
    draft = page.get_latest_revision_as_object()
    facts = gate.facts_of(draft)
    gaps = gate.missing_from(facts)
    parts = [gap for gap in gaps if gap.line is None]
    needed = gate.needed_of(facts)
    found = progress.of(page)
    review = peers.last_review(page)
    waits = states.current(page, Step.FINANCE) is not None
    written = WritingDraft.objects.filter(page=page).first()
    context = {
        "page": page,
        "draft": draft,
        "progress": found,
        "short_gaps": [gap for gap in parts if gap.field in IN_SHORT_FORM],
        "long_gaps": gate.by_group(gap for gap in parts if gap.field not in IN_SHORT_FORM),
        "missing": len(gaps),
        "done": needed - len(gaps),
        "needed": needed,
        "asked": [gap for gap in gaps if gap.line is not None],
        "void": readiness.void_signatures(draft),
        "personal": personal.findings_of(draft),
        "remainder": written.remainder if written else [],
        "suggestions": written.suggestions.get("measures", []) if written else [],
        "may_send": not found.in_review
        and not gaps
        and (not page.live or page.has_unpublished_changes),
        "may_change": can_change(request.user, page)
        and not page.permissions_for_user(request.user).page_locked(),
        "review": review,
        "findings": peers.findings_of(review) if review else [],
        "may_pass_on": waits
        and not can_sign(request.user, page)
        and can_pass_on(request.user, page),
        "pass_form": ReasonForm(),
        "refused": refused or [],
    }
    status = 400 if refused else 200
    return render(request, "casestudies/writing/next.html", context, status=status)
