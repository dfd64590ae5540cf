"""The ten questions and the record: what the short form reads from a page and puts into it.

Plain text as people type it becomes the rich text that the record keeps, and back, without loss: an
empty line ends a paragraph, a line that begins with “- ” is an entry of a list.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from decimal import Decimal
from html import escape, unescape
from typing import Any
from uuid import uuid4

from django.utils.html import strip_tags

from casestudies.authoring.forms import (
    AREAS,
    CONTACT,
    CONTACTS,
    LINES,
    LONGER,
    RICH,
    SAVING,
    SINGLE,
)
from casestudies.models import CaseStudyPage, Contact, EfficiencyArea, Saving

# The answers that the record keeps as they are; the rest of them are rich text.
PLAIN = tuple(name for name in (*SINGLE, *LONGER, *LINES) if name not in RICH)


def values_of(page: CaseStudyPage) -> dict[str, Any]:
    """The answers of the short form, as a page or a draft holds them."""
    values: dict[str, Any] = {name: getattr(page, name) for name in PLAIN}
    values |= {name: to_text(getattr(page, name)) for name in RICH}
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
        if to_text(getattr(page, name)) != to_text(to_html(values[name])):
            setattr(page, name, to_html(values[name]))
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


ENTRY = re.compile(r"^\s*[-•*]\s+(.*)$")
BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
ENTRY_END = re.compile(r"</li\s*>", re.IGNORECASE)
ENTRY_START = re.compile(r"<li[^<>]*>", re.IGNORECASE)
BLOCK_END = re.compile(r"</(p|h[1-6]|ul|ol|blockquote)\s*>", re.IGNORECASE)


def to_html(text: str) -> str:
    """Rich text of typed words. Everything is escaped: nothing typed is taken as markup."""
    html: list[str] = []
    for block in re.split(r"\n\s*\n", text.replace("\r\n", "\n").replace("\r", "\n").strip()):
        lines: list[str] = []
        entries: list[str] = []
        for line in block.split("\n"):
            entry = ENTRY.match(line)
            if entry:
                html += _paragraph(lines)
                lines = []
                entries.append(f"<li>{_escaped(entry.group(1))}</li>")
            elif line.strip():
                html += _list(entries)
                entries = []
                lines.append(_escaped(line))
        html += _paragraph(lines) + _list(entries)
    return "".join(html)


def to_text(html: str) -> str:
    """The words of rich text, as one would type them."""
    text = BREAK.sub("\n", html or "")
    text = ENTRY_START.sub("- ", text)
    text = ENTRY_END.sub("\n", text)
    text = BLOCK_END.sub("\n\n", text)
    text = unescape(strip_tags(text))
    return re.sub(r"\n{3,}", "\n\n", text).strip()


def _paragraph(lines: list[str]) -> list[str]:
    return [f"<p>{'<br/>'.join(lines)}</p>"] if lines else []


def _list(entries: list[str]) -> list[str]:
    return [f"<ul>{''.join(entries)}</ul>"] if entries else []


def _escaped(line: str) -> str:
    return escape(line.strip(), quote=False)
