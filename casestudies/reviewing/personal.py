"""What in a whole case study may be the personal data of a patient, for people to look at."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.html import strip_tags

from casestudies import personal_data, schema
from casestudies.schema import CaseStudy, fields_of, label_of

LOOKED_THROUGH = {
    name: label_of(CaseStudy, name)
    for name, uses in fields_of(CaseStudy).items()
    if uses.looked_through
}
LISTS = {
    name: label
    for name, label in LOOKED_THROUGH.items()
    if CaseStudy.model_fields[name].annotation is not str
}
TEXTS = {name: label for name, label in LOOKED_THROUGH.items() if name not in LISTS}
# Each list of lines with those of their fields whose words are looked through.
LINES = {
    relation: (label_of(CaseStudy, relation), names)
    for relation, part in schema.LINES.items()
    if (names := tuple(name for name, uses in fields_of(part).items() if uses.looked_through))
}

CHECK_FIRST = "Look at what may say who a patient is, and tick that you have checked it."


@dataclass(frozen=True)
class PersonalDatum:
    """An excerpt to look at: in which part of the record it stands, and why it was noticed."""

    part: str
    excerpt: str
    why: str


def findings_of(page: Any) -> list[PersonalDatum]:
    """What to look at in a page or a draft. The contacts' own addresses are not among it."""
    values = {name: getattr(page, name) for name in (*TEXTS, *LISTS)}
    lines = {
        relation: [
            {name: getattr(line, name) for name in names} for line in getattr(page, relation).all()
        ]
        for relation, (_, names) in LINES.items()
    }
    lines["contacts"] = [{"email": contact.email} for contact in page.contacts.all()]
    return findings_of_values(values, lines)


def findings_of_values(
    values: Mapping[str, Any], lines: Mapping[str, Iterable[Mapping[str, Any]]]
) -> list[PersonalDatum]:
    """As `findings_of`, for what a form holds: its fields, and its lines by relation."""
    allowed = [line["email"] for line in lines.get("contacts", ()) if line.get("email")]
    return [
        PersonalDatum(part, one.excerpt, one.why)
        for part, text in _texts(values, lines)
        for one in personal_data.findings(text, allowed_emails=allowed)
    ]


def _texts(
    values: Mapping[str, Any], lines: Mapping[str, Iterable[Mapping[str, Any]]]
) -> list[tuple[str, str]]:
    found = [(label, _plain(values.get(name))) for name, label in TEXTS.items()]
    found += [(label, "\n".join(values.get(name) or [])) for name, label in LISTS.items()]
    for relation, (label, names) in LINES.items():
        for line in lines.get(relation, ()):
            found.append((label, "\n".join(str(line.get(name) or "") for name in names)))
    return [(label, text) for label, text in found if text.strip()]


def _plain(html: Any) -> str:
    """Rich text without markup; the end of a paragraph ends a line."""
    return strip_tags(str(html or "").replace("</p>", "\n").replace("</li>", "\n"))
