"""What an editor does about one search."""

from __future__ import annotations

from typing import Any

from django import forms

from casestudies.areas import choices_by_parent
from casestudies.models import CaseStudyPage, EfficiencyArea


class SameAsForm(forms.Form):
    """Words that mean the same."""

    other = forms.CharField(
        label="They mean the same as",
        max_length=100,
        help_text="Words that case studies use. It works both ways, from the next search on.",
        error_messages={"required": "Enter the words that case studies use."},
    )


class PutFirstForm(forms.Form):
    """A case study to show first."""

    page = forms.ModelChoiceField(
        label="Show this case study first",
        queryset=CaseStudyPage.objects.none(),
        empty_label="Choose a case study",
        error_messages={"required": "Choose a case study."},
    )
    reason = forms.CharField(
        label="Why?",
        max_length=200,
        help_text="Readers see it beside the result.",
        error_messages={"required": "Say why. Readers see it."},
    )

    def __init__(self, *args: Any, **kw: Any) -> None:
        super().__init__(*args, **kw)
        field: Any = self.fields["page"]
        field.queryset = CaseStudyPage.objects.current().public().whole().order_by("title")


class CallForm(forms.Form):
    """A case study that is wanted."""

    title = forms.CharField(
        label="What is it about?",
        max_length=120,
        error_messages={"required": "Say what the case study should be about."},
    )
    area = forms.ChoiceField(label="Area", error_messages={"required": "Choose an area."})
    why = forms.CharField(
        label="Why is it wanted?",
        required=False,
        max_length=200,
        help_text="Trusts see it on the page of the area.",
    )

    def __init__(self, *args: Any, **kw: Any) -> None:
        super().__init__(*args, **kw)
        field: Any = self.fields["area"]
        field.choices = [("", "Choose an area"), *choices_by_parent()]

    def clean_area(self) -> EfficiencyArea:
        return EfficiencyArea.objects.get(slug=self.cleaned_data["area"])
