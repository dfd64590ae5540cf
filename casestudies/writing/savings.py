"""Savings in the short form: a list of lines, each kept as typed under a name of its own."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterable, Mapping
from typing import Any

from django import forms

from casestudies.choices import Recurrence
from casestudies.schema import Saving
from casestudies.writing.questions import SAVING, box_for

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
