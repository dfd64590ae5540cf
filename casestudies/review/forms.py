"""The forms of the review."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from casestudies.models import PeerReview, ReviewCriterion
from casestudies.review.services import ANSWERS, Finding

NOTE = "Say in a sentence what is not met, so that the author can mend it."


class ReasonForm(forms.Form):
    """Leave the rest as estimates, or send back: one comment says why."""

    reason = forms.CharField(
        label="Why",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Say why, in a sentence that the author will read."},
    )


class PeerReviewForm(forms.Form):
    """One answer and one note for each criterion, then the verdict."""

    verdict = forms.ChoiceField(
        label="Your verdict",
        choices=PeerReview.Verdict.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose whether it passes or goes back to the author."},
    )
    comment = forms.CharField(
        label="A word to the author",
        help_text="Needed if it goes back. The author and the editors read it, with your name.",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, *args: Any, criteria: Sequence[ReviewCriterion], **kw: Any) -> None:
        super().__init__(*args, **kw)
        self.criteria = list(criteria)
        asked: dict[str, forms.Field] = {}
        for one in self.criteria:
            asked[f"answer_{one.pk}"] = forms.ChoiceField(
                label=one.question,
                help_text=one.guidance,
                choices=ANSWERS,
                widget=forms.RadioSelect,
                error_messages={"required": "Choose an answer."},
            )
            asked[f"note_{one.pk}"] = forms.CharField(
                label="Note", required=False, max_length=600, widget=forms.Textarea({"rows": 2})
            )
        self.fields = {**asked, **self.fields}

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        for one in self.criteria:
            lacks_note = not values.get(f"note_{one.pk}", "").strip()
            if values.get(f"answer_{one.pk}") == "not-met" and lacks_note:
                self.add_error(f"note_{one.pk}", NOTE)
        return values

    def pairs(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        """The answer and the note of each criterion, for the template."""
        return [(self[f"answer_{one.pk}"], self[f"note_{one.pk}"]) for one in self.criteria]

    def findings(self) -> list[Finding]:
        """The answers as values. Only for a valid form."""
        return [
            Finding(
                question=one.question,
                answer=self.cleaned_data[f"answer_{one.pk}"],
                note=self.cleaned_data[f"note_{one.pk}"],
            )
            for one in self.criteria
        ]
