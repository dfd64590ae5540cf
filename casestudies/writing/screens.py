"""What the short form's page shows, and what comes back from it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from casestudies.models import WritingDraft
from casestudies.writing import documents, records
from casestudies.writing.forms import (
    AREAS,
    CONTACT,
    CONTACTS,
    LINES,
    LONGER,
    SAVING,
    STORY,
    ShortForm,
)
from casestudies.writing.guidance import GUIDANCE
from portal.trusts.facts import starting_position

BEFORE_STORY = ("title", "result", "kind")
# Every name that the short form sends: nothing else is kept.
ANSWERS = (
    *BEFORE_STORY,
    *AREAS,
    *STORY,
    *SAVING,
    "no_cash_effect",
    *(f"contact_{number}_{part}" for number in CONTACTS for part in CONTACT),
    *LONGER,
    *LINES,
)


@dataclass(frozen=True)
class Asked:
    """A question of the short form: its fields, its guidance, and why it is filled already."""

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
    whys = draft.values.get("_why", {})
    shown = {name: form[name].value() for name in (*LONGER, *LINES)}
    return {
        "draft": draft,
        "form": form,
        "version": draft.version,
        "questions": _questions(form, whys),
        "longer": [
            (form[name], "; ".join(whys.get(name, []))) for name in (*LONGER, *LINES) if shown[name]
        ],
        "remainder": [(at, one) for at, one in enumerate(draft.remainder) if not one["gone"]],
        "thrown_away": [(at, one) for at, one in enumerate(draft.remainder) if one["gone"]],
        "places": documents.PLACES.items(),
        "suggestions": draft.suggestions,
        "notes": draft.notes,
        "facts": starting_position(draft.trust, year=_year_of(draft)),
    }


def answers_of(draft: WritingDraft) -> dict[str, Any]:
    """The answers to show: as typed last, else as the record holds them."""
    typed_last = {name: value for name, value in draft.values.items() if name != "_why"}
    if typed_last or not draft.page_id:
        return typed_last
    return records.values_of(draft.page.get_latest_revision_as_object())


def typed(data: Mapping[str, Any]) -> dict[str, Any]:
    """The raw answers of a form that was sent, valid or not. A null byte is no letter."""
    return {name: str(data[name]).replace("\x00", "") for name in ANSWERS if name in data}


def version_in(data: Mapping[str, Any]) -> int:
    """The version of the draft that the page was made from; -1 for nonsense."""
    return number_in(data.get("version", ""))


def number_in(value: str) -> int:
    return int(value) if value.isascii() and value.isdigit() and len(value) < 9 else -1


def _questions(form: ShortForm, whys: dict[str, list[str]]) -> list[Asked]:
    headings = {name: form.fields[name].label for name in (*BEFORE_STORY, *STORY)}
    rows: list[tuple[str, str, tuple[str, ...]]] = [
        *((name, headings[name], (name,)) for name in BEFORE_STORY),
        ("area", "Which area is it in?", AREAS),
        *((name, headings[name], (name,)) for name in STORY),
        ("saving", "What was saved?", (*SAVING, "no_cash_effect")),
        ("contacts", "Who can others talk to?", tuple(
            f"contact_{number}_{part}" for number in CONTACTS for part in CONTACT
        )),
    ]  # fmt: skip
    # The trust is the second of the ten. It is filled in, not asked.
    return [
        Asked(
            number=place if place < 3 else place + 1,
            heading=heading,
            fields=[form[name] for name in names],
            good=GUIDANCE[key].good,
            poor=GUIDANCE[key].poor,
            why="; ".join(whys.get(key, [])),
            hint=GUIDANCE[key].hint,
        )
        for place, (key, heading, names) in enumerate(rows, start=1)
    ]


def _year_of(draft: WritingDraft) -> str:
    """The financial year in question: when the change began, else that of the saving, else now."""
    started = draft.page.started if draft.page_id else None
    if started is None and draft.values.get("financial_year"):
        return str(draft.values["financial_year"])
    day = started or timezone.localdate()
    return str(day.year if day.month >= 4 else day.year - 1)
