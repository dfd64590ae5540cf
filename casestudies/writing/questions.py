"""What the short form asks, taken from the schema: its questions, and the box for each."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.validators import ProhibitNullCharactersValidator
from django.db import models

from casestudies import schema
from casestudies.fields import (
    FinancialYearField,
    FinancialYearFormField,
    LinesField,
    LinesFormField,
    PoundsField,
    PoundsFormField,
)
from casestudies.schema import CaseStudy, Part, Question, choices_of, django_field, longest_of
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
            max_length=LONGEST,
            widget=forms.Textarea(attrs={"rows": question.rows}),
            validators=[ProhibitNullCharactersValidator()],
            **said,
        )
    longest = longest_of(part, name)
    too_long = f"Keep it to {longest} characters."
    return forms.CharField(max_length=longest, error_messages={"max_length": too_long}, **said)
