"""The short form: ten questions, every one of which may wait."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from casestudies.areas import choices_by_parent
from casestudies.schema import CaseStudy, Contact, longest_of
from casestudies.writing import savings
from casestudies.writing.questions import (
    AREAS,
    CONTACT,
    CONTACTS,
    LINES,
    LONGER,
    QUESTIONS,
    SINGLE,
    box_for,
)


class ShortForm(forms.Form):
    """Only a title is needed to save. What is begun must make sense."""

    # Said once above the form, not at each of thirty boxes.
    all_optional = True

    def __init__(
        self, data: Mapping[str, Any] | None = None, *, initial: dict[str, Any] | None = None
    ) -> None:
        super().__init__(data, initial=initial)
        rows = savings.rows_in(data) if data is not None else (initial or {}).get("savings", [])
        self.savings = savings.forms_of(rows, bound=data is not None)
        areas = choices_by_parent()
        first = QUESTIONS["areas"].first
        for number, name in enumerate(AREAS, start=1):
            self.fields[name] = forms.ChoiceField(
                label=f"Area {number}", required=False, choices=[("", first), *areas]
            )
        for number in CONTACTS:
            for part in CONTACT:
                self.fields[f"contact_{number}_{part}"] = box_for(Contact, part)
        for name in (*LONGER, *LINES):
            self.fields[name] = box_for(CaseStudy, name)

    @property
    def all_forms(self) -> list[forms.BaseForm]:
        """This and the lines of savings, for the summary of errors."""
        return [self, *self.savings]

    def is_valid(self) -> bool:
        lines = [line.is_valid() for line in self.savings]
        return super().is_valid() and all(lines)

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        said = [line for line in self.savings if not line.is_blank]
        if said and values.get("no_cash_effect"):
            self.add_error("no_cash_effect", "Untick this, or remove the savings: not both.")
        values["savings"] = [line.cleaned_data for line in said if line.is_valid()]
        self._check_contacts(values)
        return values

    def _check_contacts(self, values: dict[str, Any]) -> None:
        for number in CONTACTS:
            names = [f"contact_{number}_{part}" for part in CONTACT]
            if not any(values.get(name) for name in names):
                continue
            for name, text in zip(
                names, ("Enter the name.", "Enter the role.", "Enter the e-mail address."),
                strict=True,
            ):  # fmt: skip
                if not values.get(name) and name not in self.errors:
                    self.add_error(name, text)


def _title() -> forms.Field:
    """The one answer without which nothing is saved."""
    title = box_for(CaseStudy, "title")
    title.required = True
    longest = longest_of(CaseStudy, "title")
    title.error_messages |= {
        "required": "Give it a title. You can change it later.",
        "max_length": f"Keep the title to {longest} characters.",
    }
    return title


ShortForm.base_fields |= {"title": _title()} | {
    name: box_for(CaseStudy, name) for name in SINGLE if name != "title"
}


class PasteForm(forms.Form):
    """A document, or its text."""

    # One of the two is needed: to call each of them optional would say the wrong thing.
    all_optional = True

    document = forms.FileField(
        label="Upload a document",
        required=False,
        help_text="A Word document (.docx) or a PDF, at most 10 MB.",
        allow_empty_file=True,
    )
    text = forms.CharField(
        label="Or paste its text",
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 8}),
    )

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if not values.get("document") and not (values.get("text") or "").strip():
            raise ValidationError("Choose a document, or paste its text.")
        return values
