"""The peer's screens, and where a record is in its review."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from casestudies.models import CaseStudyPage, PeerReview
from casestudies.permissions import check_can_review
from casestudies.reviewing import criteria, peers, personal, states, waiting
from casestudies.reviewing.forms import PeerReviewForm
from casestudies.reviewing.promises import PROMISES, Step
from portal.accounts import permissions
from portal.accounts.permissions import Action

NOT_A_REVIEWER = "Case studies are checked by authors of other trusts and by editors."


@login_required
@require_GET
@never_cache
def offered(request: HttpRequest) -> HttpResponse:
    """The records that this person can check."""
    if not peers.may_review_any(request.user):
        raise PermissionDenied(NOT_A_REVIEWER)
    context = {"offered": waiting.offered_to(request.user), "promise": PROMISES[Step.PEER]}
    return render(request, "casestudies/reviewing/offered.html", context)


@login_required
@require_http_methods(["GET", "POST"])
@never_cache
def peer_review(request: HttpRequest, page_id: int) -> HttpResponse:
    """Read a draft and check it, once it is taken."""
    page, draft = _page_and_draft(request, page_id)
    review = peers.open_review(page)
    if states.current(page, Step.PEER) is None:
        messages.info(request, "This case study does not wait for a peer now.")
        return redirect("casestudies:reviews")
    mine = review is not None and review.reviewer_id == request.user.pk
    form = PeerReviewForm(
        request.POST if mine and request.method == "POST" else None, criteria=criteria.active()
    )
    if mine and request.method == "POST" and form.is_valid() and _decided(request, review, form):
        messages.success(request, "Your check is sent. Thank you.")
        return redirect("casestudies:reviews")
    context = {
        "page": page,
        "draft": draft,
        "review": review,
        "mine": mine,
        "form": form,
        "personal": personal.findings_of(draft),
        "before": peers.last_review(page),
        "promise": PROMISES[Step.PEER],
    }
    status = 400 if form.errors else 200
    return render(request, "casestudies/reviewing/peer_review.html", context, status=status)


def _decided(request: HttpRequest, review: PeerReview, form: PeerReviewForm) -> bool:
    try:
        peers.decide(
            review=review,
            by=request.user,
            findings=form.findings(),
            verdict=form.cleaned_data["verdict"],
            comment=form.cleaned_data["comment"],
        )
    except ValidationError as refusal:
        form.add_error(None, refusal)
        return False
    return True


@login_required
@require_POST
def take(request: HttpRequest, page_id: int) -> HttpResponse:
    """Take a check."""
    page, _ = _page_and_draft(request, page_id)
    try:
        peers.take(page=page, by=request.user)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
        return redirect("casestudies:reviews")
    return redirect("casestudies:peer_review", page_id)


@login_required
@require_POST
def hand_back(request: HttpRequest, page_id: int) -> HttpResponse:
    """Give a check up again."""
    page, _ = _page_and_draft(request, page_id)
    review = peers.open_review(page)
    if review is None:
        raise PermissionDenied("This review is not in your hands.")
    peers.hand_back(review=review, by=request.user)
    messages.success(request, "You have handed it back. Another peer can take it.")
    return redirect("casestudies:reviews")


@login_required
@require_GET
@never_cache
@xframe_options_sameorigin
def draft(request: HttpRequest, page_id: int) -> HttpResponse:
    """The draft as readers would see it, for those who check it."""
    _, shown = _page_and_draft(request, page_id)
    response = render(request, shown.get_template(request), shown.get_context(request))
    response["Cache-Control"] = "private, no-store"
    response["X-Robots-Tag"] = "noindex"
    return response


def _page_and_draft(request: HttpRequest, page_id: int) -> tuple[CaseStudyPage, Any]:
    """The page and its latest version, for people who may check it. 403 with a sentence else."""
    page = get_object_or_404(CaseStudyPage, pk=page_id)
    latest = page.get_latest_revision_as_object()
    check_can_review(request.user, latest)
    held = peers.open_review(page)
    waits = states.current(page, Step.PEER) is not None
    editor = permissions.can(request.user, Action.CASE_STUDY_PUBLISH, trust_ids=[page.trust_id])
    if not editor and not waits and (held is None or held.reviewer_id != request.user.pk):
        # A draft that waits for nobody is its trust's own.
        raise PermissionDenied("This case study does not wait for a peer now.")
    return page, latest
