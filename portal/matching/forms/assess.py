"""What the broker sends about an application: an answer a criterion, and why it decides so."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256
from typing import Any

from django import forms

from portal.matching.assessments import ANSWERS, NO_NOTE, NO_REASON, Line


class AssessForm(forms.Form):
    """One answer and one note for each criterion of the programme's own, and what was found."""

    evidence = forms.CharField(
        label="What else did you find?",
        required=False,
        max_length=3000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="The trust reads it.",
    )

    def __init__(self, *args: Any, criteria: Sequence[str], **kw: Any) -> None:
        super().__init__(*args, **kw)
        self.criteria = list(criteria)
        asked: dict[str, forms.Field] = {}
        for words in self.criteria:
            asked[f"answer_{_key(words)}"] = forms.ChoiceField(
                label=words,
                choices=ANSWERS,
                widget=forms.RadioSelect,
                error_messages={"required": "Choose an answer."},
            )
            asked[f"note_{_key(words)}"] = forms.CharField(
                label="Note",
                required=False,
                max_length=600,
                widget=forms.Textarea(attrs={"rows": 2}),
            )
        self.fields = {**asked, **self.fields}

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        for words, line in self._lines(values):
            if line.lacks_note and f"note_{_key(words)}" not in self.errors:
                self.add_error(f"note_{_key(words)}", NO_NOTE)
        return values

    def pairs(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        """The answer and the note of each criterion, for the template."""
        keys = [_key(words) for words in self.criteria]
        return [(self[f"answer_{key}"], self[f"note_{key}"]) for key in keys]

    def answers(self) -> list[Line]:
        """The answers as values. Only for a valid form."""
        return [line for _, line in self._lines(self.cleaned_data)]

    def _lines(self, values: dict[str, Any]) -> list[tuple[str, Line]]:
        """Each criterion that has an answer, with it."""
        return [
            (words, Line(words, answer, values.get(f"note_{_key(words)}", "")))
            for words in self.criteria
            if (answer := values.get(f"answer_{_key(words)}"))
        ]


def _key(words: str) -> str:
    """A field's name follows the words: a criterion reworded meanwhile is asked anew."""
    return sha256(words.encode()).hexdigest()[:12]


class DesignateForm(forms.Form):
    """Why a trust is designated although a criterion of the programme's own is not met."""

    reason = forms.CharField(
        label="Why is it designated all the same?",
        required=False,
        max_length=600,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="The trust reads it.",
        error_messages={"required": NO_REASON},
    )
