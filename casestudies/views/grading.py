"""The editor's screen for the grade of the evidence, beside what the published rule gives."""

from __future__ import annotations

from collections.abc import Callable

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from casestudies import directions, evidence, reading, sign_offs
from casestudies.choices import Direction, Grade
from casestudies.models import CaseStudyPage
from casestudies.permissions import NOT_AN_EDITOR, check_can_grade
from casestudies.reviewing import editing, peers, readiness, states
from casestudies.reviewing.promises import Step
from casestudies.schema import Evidence, longest_of
from portal.accounts import permissions
from portal.accounts.permissions import Action


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
    at_editor = states.current(page, Step.EDITOR) is not None
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
            "review": peers.last_review(page),
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
    return _move(request, page_id, editing.publish, "It is published.")


@login_required
@require_POST
def back_to_finance(request: HttpRequest, page_id: int) -> HttpResponse:
    """Changed figures go back to those who sign them."""
    return _move(request, page_id, editing.back_to_finance, "It waits for trust finance again.")


def _move(
    request: HttpRequest, page_id: int, command: Callable[..., None], said: str
) -> HttpResponse:
    page = get_object_or_404(CaseStudyPage, pk=page_id)
    editing.check_can_publish(request.user, page)
    try:
        command(page=page, by=request.user)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    else:
        messages.success(request, said)
    return redirect("casestudies:grade", page_id)
