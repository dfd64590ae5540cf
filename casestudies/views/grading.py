"""The editor's screen for the grade of the evidence, beside what the published rule gives."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from casestudies import evidence
from casestudies.choices import Grade
from casestudies.models import CaseStudyPage
from portal.accounts import permissions
from portal.accounts.permissions import Action


class GradeForm(forms.Form):
    """A grade and why."""

    grade = forms.ChoiceField(choices=Grade.choices, widget=forms.RadioSelect)
    reason = forms.CharField(
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="One sentence. Readers see it beside the grade.",
    )


@login_required
@require_http_methods(["GET", "POST"])
def grade(request: HttpRequest, page_id: int) -> HttpResponse:
    """Grade the live version, or the draft where nothing is live yet."""
    page = get_object_or_404(CaseStudyPage, pk=page_id)
    permissions.check(
        request.user,
        Action.EVIDENCE_GRADE,
        trust_ids=[page.trust_id],
        message="Only an editor grades the evidence.",
    )
    shown = page if page.live else page.get_latest_revision_as_object()
    computed = evidence.computed_grade(evidence.facts_of(shown))
    given = evidence.grade_of(shown)
    form = GradeForm(request.POST or None, initial={"grade": given.grade, "reason": given.reason})
    if request.method == "POST" and form.is_valid():
        evidence.grade(page=shown, by=request.user, **form.cleaned_data)
        messages.success(request, "The grade is saved.")
        return redirect("casestudies:grade", page_id)
    return render(
        request,
        "casestudies/grade.html",
        {
            "page": page,
            "form": form,
            "computed": computed.label,
            "rule": [(level.label, words) for level, words in evidence.RULE],
        },
        status=400 if form.errors else 200,
    )
