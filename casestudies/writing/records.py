"""The ten questions and the record: what the short form reads from a page and puts into it."""

from __future__ import annotations

from collections.abc import Collection
from decimal import Decimal
from typing import Any
from uuid import uuid4

from casestudies.models import CaseStudyPage, Contact, EfficiencyArea, Saving
from casestudies.writing import text
from casestudies.writing.questions import (
    AREAS,
    CONTACT,
    CONTACTS,
    LINES,
    LONGER,
    RICH,
    SAVING,
    SINGLE,
)

# The answers that the record keeps as they are; the rest of them are rich text.
PLAIN = tuple(name for name in (*SINGLE, *LONGER, *LINES) if name not in RICH)


def values_of(page: CaseStudyPage) -> dict[str, Any]:
    """The answers of the short form, as a page or a draft holds them."""
    values: dict[str, Any] = {name: getattr(page, name) for name in PLAIN}
    values |= {name: text.to_text(getattr(page, name)) for name in RICH}
    for name, area in zip(AREAS, page.areas.all(), strict=False):
        values[name] = area.slug
    values["savings"] = [
        {"uuid": str(line.uuid), **{name: _as_typed(getattr(line, name)) for name in SAVING}}
        for line in page.savings.all()
    ]
    for number, contact in zip(CONTACTS, page.contacts.all(), strict=False):
        for part in CONTACT:
            values[f"contact_{number}_{part}"] = getattr(contact, part)
    return values


def put(
    values: dict[str, Any], page: CaseStudyPage, *, removed: Collection[str] = frozenset()
) -> None:
    """Put cleaned answers into a page in memory. All that the short form does not ask is kept.

    Rich text is replaced only where its words were changed, so that what was set in bold in the
    long form stays bold; savings and the first two contacts keep their own names. `removed` are the
    names of the savings that the author took out.
    """
    for name in PLAIN:
        setattr(page, name, values[name])
    page.draft_title = page.title
    for name in RICH:
        if text.to_text(getattr(page, name)) != text.to_text(text.to_html(values[name])):
            setattr(page, name, text.to_html(values[name]))
    _put_areas(values, page)
    _put_savings(values, page, removed)
    _put_contacts(values, page)


def _put_areas(values: dict[str, Any], page: CaseStudyPage) -> None:
    chosen = [values[name] for name in AREAS if values[name]]
    areas = EfficiencyArea.objects.in_bulk(chosen, field_name="slug")
    page.areas = [areas[slug] for slug in dict.fromkeys(chosen) if slug in areas]


def _put_savings(values: dict[str, Any], page: CaseStudyPage, removed: Collection[str]) -> None:
    """Each line by its own name. A line that came meanwhile by another way is kept."""
    lines = {str(line.uuid): line for line in page.savings.all()}
    told = []
    for row in values["savings"]:
        line = lines.pop(str(row["uuid"]), None) or Saving(uuid=row["uuid"] or uuid4())
        for name in SAVING:
            setattr(line, name, row[name])
        told.append(line)
    page.savings = [*told, *(line for name, line in lines.items() if name not in removed)]


def _as_typed(value: Any) -> str:
    return f"{value:,}" if isinstance(value, Decimal) else str(value)


def _put_contacts(values: dict[str, Any], page: CaseStudyPage) -> None:
    lines = list(page.contacts.all())
    kept = lines[len(CONTACTS) :]
    told = []
    for number in CONTACTS:
        contact = lines[number - 1] if len(lines) >= number else Contact()
        if not values[f"contact_{number}_name"]:
            continue
        for part in CONTACT:
            setattr(contact, part, values[f"contact_{number}_{part}"])
        told.append(contact)
    page.contacts = [*told, *kept]
