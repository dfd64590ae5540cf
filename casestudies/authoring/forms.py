"""The forms of the short form: questions, savings, a document.

What the short form asks, taken from the schema: its questions, and the box for each.

Savings in the short form: a list of lines, each kept as typed under a name of its own.

The short form: ten questions, every one of which may wait.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import ProhibitNullCharactersValidator
from django.db import models

from casestudies import schema
from casestudies.areas import choices_by_parent
from casestudies.choices import Recurrence
from casestudies.fields import (
    FinancialYearField,
    FinancialYearFormField,
    LinesField,
    LinesFormField,
    PoundsField,
    PoundsFormField,
)
from casestudies.schema import (
    CaseStudy,
    Contact,
    Part,
    Question,
    Saving,
    choices_of,
    django_field,
    longest_of,
)
from casestudies.schema.publishing import CONTACTS as ENOUGH_CONTACTS
from casestudies.schema.publishing import MOST_AREAS

# Of a text that the record takes at any length.
LONGEST = 20_000


def questions_about(part: type[Part]) -> dict[str, Question]:
    """The fields of a part that the short form asks for, in its order."""
    asked = {name: uses.question for name, uses in schema.fields_of(part).items() if uses.question}
    return dict(sorted(asked.items(), key=lambda one: one[1].place))


QUESTIONS = questions_about(CaseStudy)
TEN = {name: question for name, question in QUESTIONS.items() if not question.longer}
# Parts of the long form that a document may hold. They are shown where there is something in them.
MORE = {name: question for name, question in QUESTIONS.items() if question.longer}
LINES = tuple(name for name in MORE if CaseStudy.model_fields[name].annotation is not str)
LONGER = tuple(name for name in MORE if name not in LINES)
RICH = tuple(name for name in QUESTIONS if schema.is_rich(CaseStudy, name))
STORY = tuple(name for name in RICH if name in TEN)
# These are asked in several boxes.
IN_BOXES = ("areas", "savings", "contacts")
SINGLE = tuple(name for name in TEN if name not in IN_BOXES)
AREAS = tuple(f"area_{number}" for number in range(1, MOST_AREAS + 1))
CONTACTS = tuple(range(1, ENOUGH_CONTACTS + 1))
CONTACT = tuple(questions_about(schema.Contact))
SAVING = tuple(questions_about(schema.Saving))


def box_for(part: type[Part], name: str) -> forms.Field:
    """The form's field for a question: never required, with the limits of the schema."""
    question = questions_about(part)[name]
    column = django_field(part, name)
    said: dict[str, Any] = {
        "label": question.label, "help_text": question.hint, "required": False,
    }  # fmt: skip
    choices = choices_of(part, name)
    if choices is not None:
        return forms.ChoiceField(choices=[("", question.first), *choices.choices], **said)
    if isinstance(column, models.BooleanField):
        return forms.BooleanField(**said)
    if isinstance(column, LinesField):
        return LinesFormField(widget=forms.Textarea(attrs={"rows": question.rows}), **said)
    if isinstance(column, PoundsField):
        return PoundsFormField(
            max_digits=column.max_digits, decimal_places=column.decimal_places, **said
        )
    if isinstance(column, FinancialYearField):
        return FinancialYearFormField(**said)
    if isinstance(column, models.EmailField):
        invalid = "Enter an e-mail address such as name@nhs.net."
        return forms.EmailField(error_messages={"invalid": invalid}, **said)
    if question.rows:
        return forms.CharField(
            max_length=longest_of(part, name) or LONGEST,
            widget=forms.Textarea(attrs={"rows": question.rows}),
            validators=[ProhibitNullCharactersValidator()],
            **said,
        )
    longest = longest_of(part, name)
    too_long = f"Keep it to {longest} characters."
    return forms.CharField(max_length=longest, error_messages={"max_length": too_long}, **said)


LINE = re.compile(r"savings-([0-9]{1,3})-([a-z_]{1,20})")
MOST = 50
TOO_MANY = f"The short form takes {MOST} savings. Paste more than that as a table, under Numbers."
Row = dict[str, str]


def empty_row() -> Row:
    """A line without anything in it but its name."""
    return {"uuid": str(uuid.uuid4())}


def is_blank(row: Mapping[str, Any]) -> bool:
    """True if a line says nothing yet."""
    return not any(str(row.get(name) or "").strip() for name in SAVING)


def rows_in(data: Mapping[str, Any]) -> list[Row]:
    """The lines of a form that was sent, as typed, in order. Each has a name that no other has."""
    by_place: dict[int, Row] = {}
    for name in data:
        part = LINE.fullmatch(name)
        if part and part[2] in (*SAVING, "uuid"):
            row = by_place.setdefault(int(part[1]), {})
            row[part[2]] = str(data[name]).replace("\x00", "").replace("\r\n", "\n")
    rows: list[Row] = []
    for _, row in sorted(by_place.items()):
        named = _named(row.get("uuid", ""))
        taken = {one["uuid"] for one in rows}
        rows.append({**row, "uuid": named if named and named not in taken else str(uuid.uuid4())})
    return rows[:MOST]


def as_sent(rows: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """The lines as a form sends them."""
    return {
        f"savings-{at}-{name}": str(row[name])
        for at, row in enumerate(rows)
        for name in (*SAVING, "uuid")
        if row.get(name) not in (None, "")
    }


def _named(given: str) -> str:
    try:
        return str(uuid.UUID(given))
    except ValueError:
        return ""


class SavingForm(forms.Form):
    """One saving. A line that was begun is said whole: never without its kind and its year."""

    # Said once above the form.
    all_optional = True

    uuid = forms.UUIDField(required=False, widget=forms.HiddenInput)

    @property
    def is_blank(self) -> bool:
        return is_blank({name: self[name].value() for name in SAVING})

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if self.is_blank:
            return values
        needed = {
            "amount": "enter how many pounds, or remove this saving.",
            "financial_year": "enter the financial year, such as 2025/26.",
            "effect": "choose what it does to the books.",
            "recurrence": "choose whether it comes again.",
        }
        for name, text in needed.items():
            if values.get(name) in (None, "") and name not in self.errors:
                self._say(name, text)
        if values.get("recurrence") == Recurrence.ONE_OFF and not values.get("one_off_reason"):
            self._say("one_off_reason", "say why it is one-off.")
        if values.get("recurrence") == Recurrence.RECURRENT and values.get("one_off_reason"):
            self._say("one_off_reason", "leave this empty, because it is recurrent.")
        return values

    def _say(self, field: str, text: str) -> None:
        """An error that names its line, for the list of errors at the head of the page."""
        place = int((self.prefix or "savings-0").rpartition("-")[2])
        self.add_error(field, f"Saving {place + 1}: {text}")


SavingForm.base_fields |= {name: box_for(Saving, name) for name in SAVING}


def forms_of(rows: list[Row], *, bound: bool) -> list[SavingForm]:
    """A form for each line, the first of them empty where there is none."""
    rows = rows or [empty_row()]
    data = as_sent(rows)
    if not bound:
        return [SavingForm(initial=row, prefix=f"savings-{at}") for at, row in enumerate(rows)]
    return [SavingForm(data, prefix=f"savings-{at}") for at in range(len(rows))]


class ShortForm(forms.Form):
    """Only a title is needed to save. What is begun must make sense."""

    # Said once above the form, not at each of thirty boxes.
    all_optional = True

    def __init__(
        self, data: Mapping[str, Any] | None = None, *, initial: dict[str, Any] | None = None
    ) -> None:
        super().__init__(data, initial=initial)
        rows = rows_in(data) if data is not None else (initial or {}).get("savings", [])
        self.savings = forms_of(rows, bound=data is not None)
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
