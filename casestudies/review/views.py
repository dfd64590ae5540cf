"""The views of the review: a peer's check, the progress of a record, and the editor's grade.

The progress page says what is missing and sends a record into its review. The grade is chosen
beside what the published rule gives.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from casestudies import directions, evidence, reading
from casestudies.authoring import services as authoring_services
from casestudies.authoring.forms import TEN
from casestudies.choices import Direction, Grade
from casestudies.models import CaseStudyPage, PeerReview, WritingDraft
from casestudies.permissions import (
    NOT_AN_EDITOR,
    can_change,
    can_pass_on,
    can_sign,
    check_can_grade,
    check_can_review,
)
from casestudies.publishing import requirements as publishing_requirements
from casestudies.review import criteria, personal_data, progress, readiness
from casestudies.review import queries as review_queries
from casestudies.review import services as review_services
from casestudies.review import states as review_states
from casestudies.review.forms import PeerReviewForm, ReasonForm
from casestudies.review.states import PROMISES, Step
from casestudies.savings import sign_offs
from casestudies.schema import Evidence, longest_of
from portal.accounts import permissions
from portal.accounts.permissions import Action

NOT_A_REVIEWER = "Case studies are checked by authors of other trusts and by editors."


@login_required
@require_GET
@never_cache
def offered(request: HttpRequest) -> HttpResponse:
    """The records that this person can check."""
    if not review_services.may_review_any(request.user):
        raise PermissionDenied(NOT_A_REVIEWER)
    context = {"offered": review_queries.offered_to(request.user), "promise": PROMISES[Step.PEER]}
    return render(request, "casestudies/reviewing/offered.html", context)


@login_required
@require_http_methods(["GET", "POST"])
@never_cache
def peer_review(request: HttpRequest, page_id: int) -> HttpResponse:
    """Read a draft and check it, once it is taken."""
    page, draft = _page_and_draft(request, page_id)
    review = review_services.open_review(page)
    if review_states.current(page, Step.PEER) is None:
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
        "personal": personal_data.findings_of(draft),
        "before": review_services.last_review(page),
        "promise": PROMISES[Step.PEER],
    }
    status = 400 if form.errors else 200
    return render(request, "casestudies/reviewing/peer_review.html", context, status=status)


def _decided(request: HttpRequest, review: PeerReview, form: PeerReviewForm) -> bool:
    try:
        review_services.decide(
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
        review_services.take(page=page, by=request.user)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
        return redirect("casestudies:reviews")
    return redirect("casestudies:peer_review", page_id)


@login_required
@require_POST
def hand_back(request: HttpRequest, page_id: int) -> HttpResponse:
    """Give a check up again."""
    page, _ = _page_and_draft(request, page_id)
    review = review_services.open_review(page)
    if review is None:
        raise PermissionDenied("This review is not in your hands.")
    review_services.hand_back(review=review, by=request.user)
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
    held = review_services.open_review(page)
    waits = review_states.current(page, Step.PEER) is not None
    editor = permissions.can(request.user, Action.CASE_STUDY_PUBLISH, trust_ids=[page.trust_id])
    if not editor and not waits and (held is None or held.reviewer_id != request.user.pk):
        # A draft that waits for nobody is its trust's own.
        raise PermissionDenied("This case study does not wait for a peer now.")
    return page, latest


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
    authoring_services.check_can_send(request.user, page)
    try:
        authoring_services.send(
            page=page, by=request.user, checked_personal="checked" in request.POST
        )
    except ValidationError as refusal:
        return _screen(request, page, refused=refusal.messages)
    messages.success(request, "It is sent. You get a message after each step.")
    return redirect("casestudies:progress", page.pk)


def _screen(request: HttpRequest, page: CaseStudyPage, refused: list[str] | None = None) -> Any:
    draft = page.get_latest_revision_as_object()
    facts = publishing_requirements.facts_of(draft)
    gaps = publishing_requirements.missing_from(facts)
    parts = [gap for gap in gaps if gap.line is None]
    needed = publishing_requirements.needed_of(facts)
    found = progress.progress_of(page)
    review = review_services.last_review(page)
    waits = review_states.current(page, Step.FINANCE) is not None
    written = WritingDraft.objects.filter(page=page).first()
    context = {
        "page": page,
        "draft": draft,
        "progress": found,
        "short_gaps": [gap for gap in parts if gap.field in IN_SHORT_FORM],
        "long_gaps": publishing_requirements.by_group(
            gap for gap in parts if gap.field not in IN_SHORT_FORM
        ),
        "missing": len(gaps),
        "done": needed - len(gaps),
        "needed": needed,
        "asked": [gap for gap in gaps if gap.line is not None],
        "void": readiness.void_signatures(draft),
        "personal": personal_data.findings_of(draft),
        "remainder": written.remainder if written else [],
        "suggestions": written.suggestions.get("measures", []) if written else [],
        "may_send": not found.in_review
        and not gaps
        and (not page.live or page.has_unpublished_changes),
        "may_change": can_change(request.user, page)
        and not page.permissions_for_user(request.user).page_locked(),
        "review": review,
        "findings": review_services.findings_of(review) if review else [],
        "may_pass_on": waits
        and not can_sign(request.user, page)
        and can_pass_on(request.user, page),
        "pass_form": ReasonForm(),
        "refused": refused or [],
    }
    status = 400 if refused else 200
    return render(request, "casestudies/writing/next.html", context, status=status)


class GradeForm(forms.Form):
    """A grade and why, and which way the evidence points."""

    grade = forms.ChoiceField(choices=Grade.choices, widget=forms.RadioSelect)
    reason = forms.CharField(
        max_length=longest_of(Evidence, "reason"),
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="One sentence. Readers see it beside the grade.",
    )
    direction = forms.ChoiceField(
        label="What the evidence says",
        choices=Direction.choices,
        widget=forms.RadioSelect,
        required=False,
    )
    direction_reason = forms.CharField(
        label="Why it says something else than the measures",
        required=False,
        max_length=longest_of(Evidence, "direction_reason"),
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Only if you choose another than the measures give. Readers see it.",
    )


@login_required
@require_http_methods(["GET", "POST"])
def grade(request: HttpRequest, page_id: int) -> HttpResponse:
    """Grade the live version, or the draft where nothing is live yet."""
    page = get_object_or_404(CaseStudyPage, pk=page_id)
    permissions.check(
        request.user, Action.EVIDENCE_GRADE, trust_ids=[page.trust_id], message=NOT_AN_EDITOR
    )
    refusal = _refusal(request, page)
    if request.method == "POST" and refusal:
        raise PermissionDenied(refusal)
    shown = page if page.live else page.get_latest_revision_as_object()
    computed = evidence.computed_grade(evidence.facts_of(shown))
    given = evidence.grade_of(shown)
    # The rule's grade is the one to depart from, until an editor has said another.
    initial = {
        "grade": given.grade if given.by_editor else computed,
        "reason": given.reason,
        "direction": given.direction,
        "direction_reason": given.direction_reason,
    }
    form = GradeForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            evidence.grade(page=shown, by=request.user, **form.cleaned_data)
        except ValidationError as refused:
            form.add_error(None, refused)
        else:
            messages.success(request, "The grade is saved.")
            return redirect("casestudies:grade", page_id)
    at_editor = review_states.current(page, Step.EDITOR) is not None
    return render(
        request,
        "casestudies/grade.html",
        {
            "page": page,
            "at_editor": at_editor,
            "hindrances": readiness.hindrances(page.get_latest_revision_as_object())
            if at_editor
            else [],
            "void": readiness.void_signatures(shown),
            "given": given,
            "facts": evidence.in_words(shown),
            "review": review_services.last_review(page),
            "form": form,
            "refusal": refusal,
            "computed": computed.label,
            "measured": _measured(shown),
            "computed_direction": given.computed_direction_label,
            "rule": [(level.label, words) for level, words in evidence.RULE],
            "direction_rule": [(one.label, words) for one, words in directions.RULE],
        },
        status=400 if form.errors else 200,
    )


def _measured(page: CaseStudyPage) -> list[tuple[str, str]]:
    """Each measure with its change in words, as its page will show it."""
    statuses = sign_offs.statuses_of(page, page.measures.all())
    shown = [reading.measure_shown(one, statuses[one.uuid]) for one in page.measures.all()]
    return [(one.line.name, f"{one.before} to {one.after_in_words}. {one.change}") for one in shown]


def _refusal(request: HttpRequest, page: CaseStudyPage) -> str:
    """Why this editor does not grade this record; empty where they may."""
    try:
        check_can_grade(request.user, page)
    except PermissionDenied as refusal:
        return str(refusal)
    return ""


@login_required
@require_POST
def publish(request: HttpRequest, page_id: int) -> HttpResponse:
    """Approve the last step, which publishes."""
    return _move(request, page_id, review_services.publish, "It is published.")


@login_required
@require_POST
def back_to_finance(request: HttpRequest, page_id: int) -> HttpResponse:
    """Changed figures go back to those who sign them."""
    return _move(
        request, page_id, review_services.back_to_finance, "It waits for trust finance again."
    )


def _move(
    request: HttpRequest, page_id: int, command: Callable[..., None], said: str
) -> HttpResponse:
    page = get_object_or_404(CaseStudyPage, pk=page_id)
    review_services.check_can_publish(request.user, page)
    try:
        command(page=page, by=request.user)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    else:
        messages.success(request, said)
    return redirect("casestudies:grade", page_id)
