"""Warnings before publishing: what in a case study looks like the personal data of a patient.

A warning is a question to the author, never a block: rules this simple are sometimes wrong.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.utils.html import strip_tags

from casestudies import schema
from casestudies.schema import CaseStudy, fields_of, label_of


class FindingKind(StrEnum):
    """What a finding may be."""

    NHS_NUMBER = "nhs-number"
    DATE_OF_BIRTH = "date-of-birth"
    EMAIL = "email"
    TELEPHONE = "telephone"
    PATIENT_NAME = "patient-name"
    POSTCODE = "postcode"


@dataclass(frozen=True)
class Finding:
    """An excerpt that may identify a person, where it begins, and why it was noticed."""

    kind: FindingKind
    excerpt: str
    start: int
    why: str


NHS_NUMBER = re.compile(r"(?<![\d£.,-])\d{3}([ -]?)\d{3}\1\d{4}(?![\d,]*\d|\.\d|-\d)")
# At most 64 characters before the sign, as RFC 5321 has it: without a limit a long text without any
# address takes time with the square of its length.
EMAIL = re.compile(r"[A-Za-z0-9._%+'-]{1,64}@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")
TELEPHONE = re.compile(
    r"(?<![\w£.,-])(?:\+44\s?(?:\(0\)\s?)?|\(?0)[12378](?:[\s()-]{0,2}\d){8,9}(?![\w]|[.,]\d)"
)
DAY = (
    r"(?:\d{1,2}[/.\-]\d{1,2}[/.\-](?:\d{4}|\d{2})|\d{4}-\d{2}-\d{2}|\d{1,2}(?:st|nd|rd|th)?\s+"
    r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*,?\s+\d{4})"
)
BIRTH = re.compile(
    rf"(?<!\w)(?:d\.?o\.?b\.?|date of birth|birth ?date|born(?:\s+on)?)(?!\w)[\s:.(–-]*"
    rf"(?:the\s+)?(?P<day>{DAY})",
    re.IGNORECASE,
)
WORD = r"[A-Z][a-z]+(?:['’-][A-Z]?[a-z]+)?"
TITLED = re.compile(rf"\b(?:Mr|Mrs|Ms|Miss|Master)\.?\s(?:[A-Z]\.?\s)?{WORD}(?:\s{WORD})?")
AGED = re.compile(
    rf"\b(?P<name>{WORD}\s{WORD})\s?(?:,\s?|\()(?:aged?\s)?(?P<age>\d{{1,3}})(?=\s?[,).]|\s(?:from|who|was|is)\b)"
)
NAMED = re.compile(
    rf"\b(?:[Pp]atient|[Rr]esident|[Ss]ervice user|[Cc]lient)s?\s?(?:,\s?|\s)"
    rf"(?:named|called|name is|name was|known as)\s(?P<name>{WORD}(?:\s{WORD})?)"
    rf"|\b[Pp]atient(?:'s|’s)? name\s?(?:is|was|:)\s?(?P<after>{WORD}(?:\s{WORD})?)"
)
ILL = re.compile(
    r"\b(patients?|residents?|aged?|year[- ]old|was admitted|admitted (to|with)|diagnos\w+"
    r"|discharged|(his|her) (wife|husband|daughter|son|carer|gp)|suffer\w*|attended"
    r"|operation|fell at|lives? (alone|with|at|in)|treated)\b",
    re.IGNORECASE,
)
WORKS = re.compile(
    r"\b(consultant|director|manager|lead|nurse|matron|chair|chief|officer|surgeon|sister|clinician"
    r"|pharmacist|physiotherapist|therapist|registrar|head of|our colleague|team|professor"
    r"|executive|secretary of state|minister|mp|ceo)\b",
    re.IGNORECASE,
)
POSTCODE = re.compile(r"\b(?:GIR\s?0AA|[A-PR-UWYZ][A-HK-Y]?\d[A-Z\d]?\s?\d[ABD-HJLNP-UW-Z]{2})\b")
AT_HOME = re.compile(
    r"\b(patients?|residents?|he|she|his|her|mr|mrs|ms|miss|lives?|lived|home address|born"
    r"|d\.?o\.?b|service users?|date of birth|next of kin)\b",
    re.IGNORECASE,
)
# Words that follow a capital but name no person: “Mrs Smith” is one, “Ms Teams” is a product.
NOT_NAMES = frozenset({"Teams", "Office", "Word", "Excel", "Project", "Outlook", "Windows", "Sql"})
AGE_AFTER = re.compile(r"\s?,?\s?\(?(?:aged?\s)?\d{1,3}\b(?!\s?(%|per))")
OLDEST = 115
NEAR = 80
SENTENCE_END = re.compile(r"[.!?](?:\s|$)|\n")


def findings(text: str, *, allowed_emails: Collection[str] = ()) -> list[Finding]:
    """What in a plain text may be personal data, in the order of the text.

    `allowed_emails` are the addresses of the record's own contacts, which are never printed.
    """
    allowed = {address.lower() for address in allowed_emails}
    found = [
        *_nhs_numbers(text),
        *_births(text),
        *_emails(text, allowed),
        *_telephones(text),
        *_names(text),
        *_postcodes(text),
    ]
    found.sort(key=lambda one: (one.start, one.kind))
    return found


def is_nhs_number(digits: str) -> bool:
    """Whether ten digits pass the modulus 11 rule of the NHS number.

    Weights 10 to 2 on the first nine digits; 11 less the remainder of their sum by 11 is the last,
    11 counts as 0, and 10 is never given. Source: NHS Data Dictionary, “NHS number”.
    """
    if len(digits) != 10 or not digits.isdecimal() or len(set(digits)) == 1:
        return False
    total = sum(
        int(digit) * weight for digit, weight in zip(digits, range(10, 1, -1), strict=False)
    )
    return (11 - total % 11) % 11 == int(digits[9])


def _nhs_numbers(text: str) -> Iterator[Finding]:
    for match in NHS_NUMBER.finditer(text):
        digits = re.sub(r"\D", "", match.group(0))
        if is_nhs_number(digits) and not TELEPHONE.match(text, match.start()):
            why = "Ten digits that pass the check of an NHS number."
            yield Finding(FindingKind.NHS_NUMBER, match.group(0), match.start(), why)


def _births(text: str) -> Iterator[Finding]:
    for match in BIRTH.finditer(text):
        why = "A date that is said to be someone's date of birth."
        yield Finding(FindingKind.DATE_OF_BIRTH, match.group(0), match.start(), why)


def _emails(text: str, allowed: set[str]) -> Iterator[Finding]:
    for match in EMAIL.finditer(text):
        if match.group(0).lower() not in allowed:
            why = "An e-mail address. Add the person as a contact: people then write by form."
            yield Finding(FindingKind.EMAIL, match.group(0), match.start(), why)


def _telephones(text: str) -> Iterator[Finding]:
    for match in TELEPHONE.finditer(text):
        if len(re.sub(r"\D", "", match.group(0))) >= 10:
            why = "A telephone number. Add the person as a contact instead."
            yield Finding(FindingKind.TELEPHONE, match.group(0), match.start(), why)


def _names(text: str) -> Iterator[Finding]:
    starts: list[int] = []
    for start, name, why in [*_named(text), *_aged(text), *_titled(text)]:
        # The nearest that begins before it or with it: the same name was found already.
        place = bisect_right(starts, start)
        if place == 0 or start - starts[place - 1] >= len(name):
            starts.insert(place, start)
            yield Finding(FindingKind.PATIENT_NAME, name, start, why)


def _named(text: str) -> Iterator[tuple[int, str, str]]:
    for match in NAMED.finditer(text):
        group = "name" if match["name"] else "after"
        yield match.start(group), match[group], "A name that is said to be a patient's."


def _aged(text: str) -> Iterator[tuple[int, str, str]]:
    for match in AGED.finditer(text):
        if int(match["age"]) <= OLDEST and _speaks_of_illness(text, match):
            yield match.start(), match["name"], "A name with an age, in a sentence about care."


def _titled(text: str) -> Iterator[tuple[int, str, str]]:
    for match in TITLED.finditer(text):
        name = match.group(0)
        if name.split()[-1] in NOT_NAMES or _is_staff(text, match):
            continue
        # In place: a copy of the rest of the text for each name would take the square of its time.
        if AGE_AFTER.match(text, match.end()) or _speaks_of_illness(text, match):
            yield match.start(), name, "A name after Mr, Mrs, Ms or Miss, where care is spoken of."


def _is_staff(text: str, match: re.Match[str]) -> bool:
    """Whether a role stands right beside the name: surgeons are Mr and Miss, and write studies."""
    return bool(WORKS.search(text[max(0, match.start() - 30) : match.end() + 40]))


def _speaks_of_illness(text: str, match: re.Match[str]) -> bool:
    return bool(ILL.search(_around(text, match)))


def _around(text: str, match: re.Match[str]) -> str:
    """The part of the match's own sentence, or nearly, that stands near to it."""
    before = text[max(0, match.start() - NEAR) : match.start()]
    after = text[match.end() : match.end() + NEAR]
    before = re.split(SENTENCE_END, before)[-1]
    return f"{before} {re.split(SENTENCE_END, after)[0]}"


def _postcodes(text: str) -> Iterator[Finding]:
    for match in POSTCODE.finditer(text):
        if AT_HOME.search(_around(text, match)):
            why = "A full postcode beside words about a person. The first half is enough."
            yield Finding(FindingKind.POSTCODE, match.group(0), match.start(), why)


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
        for one in findings(text, allowed_emails=allowed)
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
