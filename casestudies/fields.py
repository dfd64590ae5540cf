"""Small fields: several choices, a list with one entry a line, a series, a line's own name."""

from __future__ import annotations

import re
import uuid
from decimal import Decimal
from math import isfinite
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models

from casestudies.pasting.reading import read_series
from casestudies.pasting.table import TableRefused
from portal.text import financial_years, money


class ChoiceListField(models.JSONField):
    """Several of a set of choices, kept in the order of the set."""

    def __init__(self, *args: Any, choice_set: type[models.TextChoices] | None = None, **kw: Any):
        self.choice_set = choice_set
        kw.setdefault("default", list)
        kw.setdefault("blank", True)
        super().__init__(*args, **kw)

    def validate(self, value: Any, model_instance: Any) -> None:
        super().validate(value, model_instance)
        if self.choice_set is None:
            return
        unknown = [item for item in value or [] if item not in self.choice_set.values]
        if unknown:
            allowed = ", ".join(self.choice_set.values)
            raise ValidationError(f"“{unknown[0]}” is not one of: {allowed}.")

    def formfield(self, **kw: Any) -> forms.Field:
        return forms.TypedMultipleChoiceField(
            choices=self.choice_set.choices if self.choice_set else [],
            widget=forms.CheckboxSelectMultiple,
            required=not self.blank,
            label=self.verbose_name[:1].upper() + self.verbose_name[1:],
            help_text=self.help_text,
            empty_value=[],
        )


class LinesFormField(forms.CharField):
    """A text box that holds a list, one entry a line."""

    widget = forms.Textarea

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> list[str]:
        if isinstance(value, list):
            return value
        return [line.strip() for line in str(value or "").splitlines() if line.strip()]

    def has_changed(self, initial: Any, data: Any) -> bool:
        return self.to_python(initial) != self.to_python(data)

    def run_validators(self, value: list[str]) -> None:
        """CharField's length validators do not apply to a list."""


class LinesField(models.JSONField):
    """A list of short texts, edited one a line."""

    def __init__(self, *args: Any, **kw: Any):
        kw.setdefault("default", list)
        kw.setdefault("blank", True)
        super().__init__(*args, **kw)

    def validate(self, value: Any, model_instance: Any) -> None:
        super().validate(value, model_instance)
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            raise ValidationError("Enter a list of texts.")

    def formfield(self, **kw: Any) -> forms.Field:
        return LinesFormField(
            required=not self.blank,
            label=self.verbose_name[:1].upper() + self.verbose_name[1:],
            help_text=self.help_text or "One a line.",
            widget=forms.Textarea(attrs={"rows": 4}),
        )


MONTH = re.compile(r"20\d{2}-(0[1-9]|1[0-2])")
# How a stored series is written in the box: a month, a space or a comma, a number.
OWN_FORM = re.compile(r"^[ \t]*(\d{4}-\d{2})[ ,\t]+", re.MULTILINE)


def check_series(value: object) -> None:
    """Raise ValidationError unless this is a list of pairs of a month and a number."""
    for pair in value if isinstance(value, list) else [value]:
        if not (
            isinstance(pair, list | tuple)
            and len(pair) == 2
            and isinstance(pair[0], str)
            and MONTH.fullmatch(pair[0])
            and isinstance(pair[1], int | float)
            and not isinstance(pair[1], bool)
            and isfinite(pair[1])
        ):
            raise ValidationError(
                "Enter a month and a number on each line, for example 2023-04 12.5."
            )


class SeriesFormField(forms.CharField):
    """A text box that holds a value for each month, one a line: 2023-04 12.5.

    Two columns copied from a spreadsheet are taken too; each cell that cannot be read is named.
    """

    widget = forms.Textarea

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, list):
            return "\n".join(f"{month} {number}" for month, number in value)
        return value

    def to_python(self, value: Any) -> list[list[Any]]:
        if isinstance(value, list):
            return value
        text = str(value or "").strip()
        if not text:
            return []
        try:
            found = read_series(OWN_FORM.sub(r"\1\t", text))
        except TableRefused as refusal:
            raise ValidationError(str(refusal)) from refusal
        if found.errors:
            raise ValidationError([str(error) for error in found.errors])
        return found.as_stored()

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return self.to_python(initial) != self.to_python(data)
        except ValidationError:
            return True

    def run_validators(self, value: list[Any]) -> None:
        """CharField's length validators do not apply to a list."""


class SeriesField(models.JSONField):
    """Pairs of a month and a number, edited one a line."""

    default_validators = [check_series]

    def __init__(self, *args: Any, **kw: Any):
        kw.setdefault("default", list)
        kw.setdefault("blank", True)
        super().__init__(*args, **kw)

    def formfield(self, **kw: Any) -> forms.Field:
        return SeriesFormField(
            required=False,
            label=self.verbose_name[:1].upper() + self.verbose_name[1:],
            help_text=self.help_text,
            widget=forms.Textarea(attrs={"rows": 4}),
        )


class _BlankWhenNew(forms.BoundField):
    """Empty in the blank form that the editor copies for each new line: each gets its own."""

    def value(self) -> Any:
        return "" if "__prefix__" in (self.form.prefix or "") else super().value()


class LineUUIDFormField(forms.UUIDField):
    """Hidden. Keeps a line's name from draft to draft, and gives one to a line without."""

    widget = forms.HiddenInput

    def get_bound_field(self, form: forms.BaseForm, field_name: str) -> forms.BoundField:
        return _BlankWhenNew(form, self, field_name)

    def clean(self, value: Any) -> uuid.UUID:
        return super().clean(value) or uuid.uuid4()

    def has_changed(self, initial: Any, data: Any) -> bool:
        return False


class LineUUIDField(models.UUIDField):
    """The name of a line of figures, which a signature refers to."""

    def formfield(self, **kw: Any) -> forms.Field:
        return LineUUIDFormField(required=False)


class PoundsFormField(forms.DecimalField):
    """Whole pounds as people type them: 12000, £12,000 or £1.2m."""

    widget = forms.TextInput
    default_error_messages = {
        "invalid": "Enter whole pounds in figures, such as 12000 or £12,000.",
        "max_decimal_places": "Enter whole pounds, without pence.",
        "max_digits": "Enter an amount below £1,000,000,000,000.",
        "max_whole_digits": "Enter an amount below £1,000,000,000,000.",
        "negative": "Enter 0 or more. A loss is a cost: put it among the costs.",
    }

    def to_python(self, value: Any) -> Any:
        if isinstance(value, str) and value.strip():
            try:
                value = money.figure(value)
            except money.NotMoney as refusal:
                raise ValidationError(str(refusal), code="invalid") from refusal
            if value == value.to_integral_value():
                value = value.quantize(Decimal(1))
        amount = super().to_python(value)
        if amount is not None and amount < 0:
            raise ValidationError(self.error_messages["negative"], code="negative")
        return amount

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {"inputmode": "numeric", "autocomplete": "off"}


class FinancialYearFormField(forms.CharField):
    """A financial year as people type it, read as 2023/24: 23/24, 2023-24, FY23/24."""

    def __init__(self, **kw: Any) -> None:
        super().__init__(**{**kw, "max_length": None})

    def to_python(self, value: Any) -> str:
        given = super().to_python(value)
        if not given:
            return ""
        try:
            return financial_years.read_financial_year(given)
        except financial_years.NotAYear as refusal:
            raise ValidationError(str(refusal), code="invalid") from refusal


class FinancialYearField(models.CharField):
    """Text such as 2023/24 in the database; in a form, a year as people type it."""

    def deconstruct(self) -> Any:
        name, _, args, kwargs = super().deconstruct()
        return name, "django.db.models.CharField", args, kwargs

    def formfield(self, **kw: Any) -> forms.Field:
        kw.pop("form_class", None)
        return super().formfield(form_class=FinancialYearFormField, **kw)


class PoundsField(models.DecimalField):
    """A decimal in the database; in a form, pounds as people type them."""

    def deconstruct(self) -> Any:
        name, _, args, kwargs = super().deconstruct()
        return name, "django.db.models.DecimalField", args, kwargs

    def formfield(self, **kw: Any) -> forms.Field:
        kw.pop("form_class", None)
        return super().formfield(form_class=PoundsFormField, **kw)
