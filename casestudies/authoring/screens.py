"""What the short form's page shows, and what comes back from it."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils import timezone

from casestudies.authoring import documents as authoring_documents
from casestudies.authoring import records as authoring_records
from casestudies.authoring.forms import (
    AREAS,
    CONTACT,
    CONTACTS,
    LINES,
    LONGER,
    SAVING,
    SINGLE,
    TEN,
    SavingForm,
    ShortForm,
    is_blank,
    rows_in,
)
from casestudies.models import WritingDraft
from portal.text import financial_years
from portal.text.amounts import written
from portal.text.financial_years import NotAYear, read_financial_year
from portal.trusts.facts import starting_position

# Every name that the short form sends: nothing else is kept.
ANSWERS = (
    *SINGLE,
    *AREAS,
    *(f"contact_{number}_{part}" for number in CONTACTS for part in CONTACT),
    *LONGER,
    *LINES,
)
# The names of questions whose boxes have others, as drafts and templates know them.
KEYS = {"areas": "area", "savings": "saving", "contacts": "contacts"}


@dataclass(frozen=True)
class ShownQuestion:
    """A question of the short form: its fields, its guidance, and why it is filled already."""

    key: str
    number: int
    heading: str
    fields: list[Any]
    good: str
    poor: str
    why: str = ""
    hint: str = ""

    @property
    def numbered(self) -> str:
        return f"{self.number}. {self.heading}"


def short_form(draft: WritingDraft, bound: ShortForm | None) -> dict[str, Any]:
    """Everything that the template of the short form needs."""
    answers = answers_of(draft)
    form = bound or ShortForm(initial=answers)
    suggestions = _suggestions(draft, form)
    whys = draft.values.get("_why", {})
    shown = {name: form[name].value() for name in (*LONGER, *LINES)}
    return {
        "draft": draft,
        "failed": form.is_bound and any(one.errors for one in form.all_forms),
        "form": form,
        "version": draft.version,
        "questions": _questions(form, whys),
        "longer": [
            (form[name], "; ".join(whys.get(name, []))) for name in (*LONGER, *LINES) if shown[name]
        ],
        "remainder": [(at, one) for at, one in enumerate(draft.remainder) if not one["gone"]],
        "thrown_away": [(at, one) for at, one in enumerate(draft.remainder) if one["gone"]],
        "places": authoring_documents.PLACES.items(),
        "suggestions": suggestions,
        "lines": _lines(form, suggestions["savings"]),
        "unused": [
            (kind, one)
            for kind, entries in suggestions.items()
            for one in entries
            if one["refused"]
        ],
        "last_step": draft.steps[-1]["label"] if draft.steps else "",
        "last_undone": draft.undone[-1]["label"] if draft.undone else "",
        "notes": draft.notes,
        "facts": starting_position(draft.trust, year=_year_of(draft)),
    }


def answers_of(draft: WritingDraft) -> dict[str, Any]:
    """The answers to show: as typed last, else as the record holds them."""
    typed_last = {name: value for name, value in draft.values.items() if name[0] != "_"}
    if typed_last or not draft.page_id:
        return typed_last
    return authoring_records.values_of(draft.page.get_latest_revision_as_object())


def typed(data: Mapping[str, Any]) -> dict[str, Any]:
    """The raw answers of a form that was sent, valid or not. A null byte is no letter."""
    answers = {
        name: str(data[name]).replace("\x00", "").replace("\r\n", "\n")
        for name in ANSWERS
        if name in data
    }
    return {**answers, "savings": rows_in(data)}


def as_typed(answers: Mapping[str, Any]) -> dict[str, Any]:
    """Answers in the form in which `typed` gives them, without what is empty, to compare both."""
    typed_answers: dict[str, Any] = {}
    for name in ANSWERS:
        value = answers.get(name)
        if isinstance(value, list):
            value = "\n".join(value)
        if value not in (None, "", False):
            typed_answers[name] = "on" if value is True else str(value).replace("\r\n", "\n")
    rows = [row for row in answers.get("savings", []) if not is_blank(row)]
    if rows:
        kept = (*SAVING, "uuid")
        typed_answers["savings"] = [
            {name: row[name] for name in kept if row.get(name)} for row in rows
        ]
    return typed_answers


def version_in(data: Mapping[str, Any]) -> int:
    """The version of the draft that the page was made from; -1 for nonsense."""
    return number_in(data.get("version", ""))


def number_in(value: str) -> int:
    return int(value) if value.isascii() and value.isdigit() and len(value) < 9 else -1


def _questions(form: ShortForm, whys: dict[str, list[str]]) -> list[ShownQuestion]:
    boxes = {
        "areas": AREAS,
        "savings": ("no_cash_effect",),
        "contacts": tuple(f"contact_{one}_{part}" for one in CONTACTS for part in CONTACT),
    }
    # That there is no cash effect is asked with the savings.
    shown = [name for name in TEN if name not in boxes["savings"]]
    # The trust is the second of the ten. It is filled in, not asked.
    return [
        ShownQuestion(
            key=(key := KEYS.get(name, name)),
            number=place if place < 3 else place + 1,
            heading=TEN[name].label,
            fields=[form[box] for box in boxes.get(name, (name,))],
            good=TEN[name].good,
            poor=TEN[name].poor,
            why="; ".join(whys.get(key, [])),
            hint=TEN[name].hint,
        )
        for place, name in enumerate(shown, start=1)
    ]


def _suggestions(draft: WritingDraft, form: ShortForm) -> dict[str, list[dict[str, Any]]]:
    """What was found in the document, and what became of each: taken, not used, or open.

    A suggestion is taken as long as the line that it filled is there.
    """
    rows = {
        str(line["uuid"].value()): place
        for place, line in enumerate(form.savings)
        if not line.is_blank
    }
    shown: dict[str, list[dict[str, Any]]] = {}
    for kind in ("savings", "contacts", "measures"):
        shown[kind] = [
            {
                **one,
                "at": at,
                "refused": one.get("refused", False),
                "place": rows.get(one.get("taken", "")) if kind == "savings" else None,
                "stated": _from_to(one) if kind == "measures" else _stated(one),
            }
            for at, one in enumerate(draft.suggestions.get(kind, []))
        ]
    for one in shown["contacts"]:
        number = one.get("taken")
        if number and form[f"contact_{number}_email"].value() == one["email"]:
            one["place"] = number
    return shown


def _stated(one: dict[str, Any]) -> str:
    """What the document says; a draft of an earlier version kept only the pounds."""
    amount = one.get("amount")
    return str(one.get("stated") or (written(Decimal(amount)) if amount else ""))


def _from_to(one: dict[str, Any]) -> str:
    ends = (Decimal(one["baseline"]), Decimal(one["after"]))
    if one["unit"] == "£":
        return " to ".join(map(written, ends))
    return f"{' to '.join(f'{end.normalize():,f}' for end in ends)} {one['unit']}".strip()


@dataclass(frozen=True)
class SavingLine:
    """A line of the form, with the sentence of the document that it came from."""

    form: SavingForm
    number: int
    sentence: str
    ask: str


def _lines(form: ShortForm, suggestions: list[dict[str, Any]]) -> list[SavingLine]:
    origin = {one["place"]: one for one in suggestions if one["place"] is not None}
    return [
        SavingLine(
            line,
            place + 1,
            origin.get(place, {}).get("sentence", ""),
            origin.get(place, {}).get("ask", ""),
        )
        for place, line in enumerate(form.savings)
    ]


def _year_of(draft: WritingDraft) -> str:
    """The financial year in question: when the change began, else that of the saving, else now."""
    started = draft.page.started if draft.page_id else None
    if started is None:
        for row in draft.values.get("savings", []):
            with suppress(NotAYear):
                return read_financial_year(row.get("financial_year", ""))
    return financial_years.of_day(started or timezone.localdate())
