"""The people that a document names as contacts: name, role and e-mail address as they stand."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from casestudies.documents.blocks import Block, BlockKind

# At most 64 characters before the sign, as RFC 5321 has it: without a limit a long text without any
# address takes time with the square of its length.
EMAIL = re.compile(r"[A-Za-z0-9._%+'-]{1,64}@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")
TELEPHONE = re.compile(r"\(?(?:\+44|0)[\d\s()-]{8,}\d")
SEPARATOR = re.compile(r"[,;|\t\n()]|(?<=\s)[–—-](?=\s)")
LEAD = re.compile(
    r"^(for (more|further) (information|details)|please|contact|contacts|email|e-mail|tel|telephone"
    r"|phone|name|role|job title|lead|project lead|author|address|by|on|at|or|and|:|,|\s)+",
    re.IGNORECASE,
)
NAME = re.compile(
    r"(?:(?:Dr|Mr|Mrs|Ms|Miss|Prof|Professor|Sir|Dame)\.?\s)?"
    r"[A-Z][\w'’-]{1,40}(?:\s(?:[A-Z]\.?|de|van|von|al|bin|[A-Z][\w'’-]{1,40})){1,3}"
)
ROLE = re.compile(
    r"\b(lead|manager|director|head|nurse|doctor|consultant|officer|matron|pharmacist|analyst"
    r"|therapist|physiotherapist|midwife|sister|registrar|chief|deputy|associate|coordinator"
    r"|co-ordinator|partner|clinician|surgeon|gp|practitioner|improvement|finance|programme"
    r"|project|administrator|scientist|dietitian|paramedic|specialist|adviser|advisor)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class ContactFound:
    """A contact as the text names it; a part that it does not name is empty."""

    name: str
    role: str
    email: str
    sentence: str


def contacts_in(blocks: Sequence[Block], section: Sequence[Block]) -> tuple[ContactFound, ...]:
    """The contacts in the section about contacts, and every other e-mail address of the text."""
    found: list[ContactFound] = []
    for line in _lines(section):
        contact = _contact(line)
        if contact is None:
            continue
        if found and _completes(found[-1], contact):
            found[-1] = _together(found[-1], contact)
        else:
            found.append(contact)
    known = {contact.email.lower() for contact in found}
    for line in _lines(blocks):
        for address in EMAIL.findall(line):
            if address.lower() not in known:
                known.add(address.lower())
                found.append(_contact(line) or ContactFound("", "", address, line))
    return tuple(found)


def _lines(blocks: Sequence[Block]) -> list[str]:
    texts = [block.text for block in blocks if block.kind is not BlockKind.HEADING]
    return [line.strip() for text in texts for line in text.split("\n") if line.strip()]


def _contact(line: str) -> ContactFound | None:
    """The contact of one line, or None if the line holds none."""
    address = EMAIL.search(line)
    rest = TELEPHONE.sub(",", EMAIL.sub(",", line))
    name = role = ""
    for piece in SEPARATOR.split(rest):
        words = LEAD.sub("", piece.strip().strip(" .:")).strip(" .:")
        if not words or len(words) > 120:
            continue
        if not role and ROLE.search(words):
            role = words
        elif not name and NAME.fullmatch(words):
            name = words
    if not address and not name and not (role and len(line.split()) <= 8):
        return None
    return ContactFound(name, role, address.group(0) if address else "", line)


def _completes(before: ContactFound, after: ContactFound) -> bool:
    """Whether the next line goes on with the same person: nothing is said twice."""
    pairs = ((before.name, after.name), (before.role, after.role), (before.email, after.email))
    return not any(mine and other for mine, other in pairs) and not before.email


def _together(before: ContactFound, after: ContactFound) -> ContactFound:
    return ContactFound(
        name=before.name or after.name,
        role=before.role or after.role,
        email=before.email or after.email,
        sentence=f"{before.sentence}\n{after.sentence}",
    )
