"""The short form: ten questions, every one of which may wait."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import ProhibitNullCharactersValidator

from casestudies.areas import choices_by_parent
from casestudies.choices import Kind
from casestudies.fields import LinesFormField
from casestudies.writing import savings
from casestudies.writing.guidance import GUIDANCE

STORY = ("problem", "done", "happened")
# Parts of the long form that a document may hold. They are shown where there is something in them.
LONGER = {
    "did_not_work": "What did not work",
    "quality": "Effect on quality and safety",
    "equality": "Effect on equality",
    "staff": "Effect on staff",
    "involvement": "How front-line staff and the board took part",
    "not_where": "Where it should not be copied, and why",
}
LINES = {"must_have": "Must-have conditions, one a line"}
AREAS = ("area_1", "area_2", "area_3")
CONTACTS = (1, 2)
CONTACT = ("name", "role", "email")
LONGEST = 20_000


def words(label: str, rows: int, hint: str = "", longest: int = LONGEST) -> forms.CharField:
    return forms.CharField(
        label=label,
        required=False,
        max_length=longest,
        help_text=hint,
        widget=forms.Textarea(attrs={"rows": rows}),
        validators=[ProhibitNullCharactersValidator()],
    )


def line(label: str, longest: int, hint: str = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        required=False,
        max_length=longest,
        help_text=hint,
        error_messages={"max_length": f"Keep it to {longest} characters."},
    )


def choice(label: str, choices: Any, first: str, hint: str = "") -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label, required=False, choices=[("", first), *choices], help_text=hint
    )


class ShortForm(forms.Form):
    """Only a title is needed to save. What is begun must make sense."""

    # Said once above the form, not at each of thirty boxes.
    all_optional = True

    title = forms.CharField(
        label="What should others do? Give it a title",
        max_length=100,
        help_text=GUIDANCE["title"].hint,
        error_messages={
            "required": "Give it a title. You can change it later.",
            "max_length": "Keep the title to 100 characters.",
        },
    )
    result = line("What came of it, in one line?", 160, GUIDANCE["result"].hint)
    kind = choice(
        "What kind of efficiency is it?", Kind.choices, "Choose a kind", GUIDANCE["kind"].hint
    )
    problem = words("What was the problem?", 5, GUIDANCE["problem"].hint)
    done = words("What was done?", 6, GUIDANCE["done"].hint)
    happened = words("What happened?", 5, GUIDANCE["happened"].hint)
    no_cash_effect = forms.BooleanField(label="No cash effect is claimed", required=False)

    def __init__(
        self, data: Mapping[str, Any] | None = None, *, initial: dict[str, Any] | None = None
    ) -> None:
        super().__init__(data, initial=initial)
        rows = savings.rows_in(data) if data is not None else (initial or {}).get("savings", [])
        self.savings = savings.forms_of(rows, bound=data is not None)
        areas = choices_by_parent()
        for number, name in enumerate(AREAS, start=1):
            self.fields[name] = choice(f"Area {number}", areas, "Choose an area")
        for number in CONTACTS:
            self.fields[f"contact_{number}_name"] = line("Name", 120)
            self.fields[f"contact_{number}_role"] = line("Role", 120)
            self.fields[f"contact_{number}_email"] = forms.EmailField(
                label="E-mail address",
                required=False,
                error_messages={
                    "invalid": "Enter an e-mail address such as name@nhs.net.",
                },
            )
        for name, label in LONGER.items():
            self.fields[name] = words(label, 4)
        for name, label in LINES.items():
            self.fields[name] = LinesFormField(
                label=label, required=False, widget=forms.Textarea(attrs={"rows": 3})
            )

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
