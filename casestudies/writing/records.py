"""The ten questions and the record: what the short form reads from a page and puts into it."""

from __future__ import annotations

from typing import Any

from casestudies.models import CaseStudyPage, Contact, EfficiencyArea, Saving
from casestudies.writing import text
from casestudies.writing.forms import AREAS, CONTACT, CONTACTS, LINES, LONGER, SAVING, STORY

PLAIN = ("title", "result", "kind", "no_cash_effect")
# Of the parts that only a document fills: these are plain text in the record, the rest rich.
PLAIN_LONGER = ("not_where",)
RICH = (*STORY, *(name for name in LONGER if name not in PLAIN_LONGER))


def values_of(page: CaseStudyPage) -> dict[str, Any]:
    """The answers of the short form, as a page or a draft holds them."""
    values: dict[str, Any] = {name: getattr(page, name) for name in (*PLAIN, *PLAIN_LONGER, *LINES)}
    values |= {name: text.to_text(getattr(page, name)) for name in RICH}
    for name, area in zip(AREAS, page.areas.all(), strict=False):
        values[name] = area.slug
    saving = next(iter(page.savings.all()), None)
    if saving is not None:
        values |= {name: getattr(saving, name) for name in SAVING}
    for number, contact in zip(CONTACTS, page.contacts.all(), strict=False):
        for part in CONTACT:
            values[f"contact_{number}_{part}"] = getattr(contact, part)
    return values


def put(values: dict[str, Any], page: CaseStudyPage) -> None:
    """Put cleaned answers into a page in memory. All that the short form does not ask is kept.

    Rich text is replaced only where its words were changed, so that what was set in bold in the
    long form stays bold; the first saving and the first two contacts keep their own names.
    """
    for name in (*PLAIN, *PLAIN_LONGER, *LINES):
        setattr(page, name, values[name])
    page.draft_title = page.title
    for name in RICH:
        if text.to_text(getattr(page, name)) != text.to_text(text.to_html(values[name])):
            setattr(page, name, text.to_html(values[name]))
    _put_areas(values, page)
    _put_saving(values, page)
    _put_contacts(values, page)


def _put_areas(values: dict[str, Any], page: CaseStudyPage) -> None:
    chosen = [values[name] for name in AREAS if values[name]]
    found = EfficiencyArea.objects.in_bulk(chosen, field_name="slug")
    page.areas = [found[slug] for slug in dict.fromkeys(chosen) if slug in found]


def _put_saving(values: dict[str, Any], page: CaseStudyPage) -> None:
    lines = list(page.savings.all())
    if values.get("amount") is None:
        page.savings = lines[1:] if lines else []
        return
    first = lines[0] if lines else Saving()
    for name in SAVING:
        setattr(first, name, values[name])
    page.savings = [first, *lines[1:]]


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
