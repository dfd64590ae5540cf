"""From the blocks of a document to a draft case study: every block is placed once.

What fits nowhere stays in sight, to be sorted by hand. What was placed in a part takes the form of
the part's field. Contacts are the people that the document names, with role and e-mail address as
they stand.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape
from itertools import groupby

from casestudies.documents.blocks import Block, BlockKind, Document
from casestudies.documents.figures import (
    MeasureFound,
    SavingFound,
    measures_in,
    savings_in,
)
from casestudies.documents.signs import Part, exact_sign, label_of, part_by_cues, sign_of

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


LONGEST_TITLE = 160
LONGEST_RESULT = 160
ANY_HEADING = 7


@dataclass(frozen=True)
class Placement:
    """Where one block went and why, in words for the author. `begins` leaves out its label."""

    block: Block
    part: Part
    why: str
    begins: int = 0

    @property
    def words(self) -> str:
        """The block's text without the label that named its part."""
        return self.block.text[self.begins :]


@dataclass(frozen=True)
class Draft:
    """A placement for each block of the document, in its order, and what was found in the text.

    Savings, measures and contacts are suggestions: they repeat words of the text, which stays
    where it was placed, and leave out what it does not say.
    """

    placements: tuple[Placement, ...]
    savings: tuple[SavingFound, ...]
    measures: tuple[MeasureFound, ...]
    contacts: tuple[ContactFound, ...]
    notes: tuple[str, ...]

    def of(self, part: Part) -> tuple[Placement, ...]:
        """What was placed in a part."""
        return tuple(one for one in self.placements if one.part is part)

    @property
    def title(self) -> str:
        """The title, empty if none was found."""
        return " ".join(one.words for one in self.of(Part.TITLE) if not is_sign(one)).strip()

    @property
    def remainder(self) -> tuple[Placement, ...]:
        """What is still to sort."""
        return self.of(Part.REMAINDER)


def is_sign(placed: Placement) -> bool:
    """Whether a block is only the heading of the part it stands in, which the form prints anyway.

    A heading in the remainder is never only that.
    """
    heading = placed.block.kind is BlockKind.HEADING
    if not heading or placed.part is Part.REMAINDER:
        return False
    return exact_sign(placed.block.text) is placed.part


def draft_from(document: Document) -> Draft:
    """Place every block of a document and note the figures and contacts it names."""
    placements = _result_that_fits(_Placer().place(document.blocks))
    texts = [one.block for one in placements]
    notes = list(document.notes)
    left = sum(one.part is Part.REMAINDER for one in placements)
    if left:
        notes.append(f"{left} of {len(placements)} paragraphs fit nowhere. Sort them below.")
    in_contacts = [one.block for one in placements if one.part is Part.CONTACTS]
    return Draft(
        placements=tuple(placements),
        savings=savings_in(texts),
        measures=measures_in(texts),
        contacts=contacts_in(texts, in_contacts),
        notes=tuple(notes),
    )


def _result_that_fits(placements: list[Placement]) -> list[Placement]:
    """A summary stays as the result only if it is one line; a longer one is the author's to cut."""
    summary = [one for one in placements if one.part is Part.RESULT and not is_sign(one)]
    if sum(len(one.words) for one in summary) <= LONGEST_RESULT and len(summary) <= 1:
        return placements
    why = f"A summary of more than {LONGEST_RESULT} characters: choose one line of it"
    return [
        Placement(one.block, Part.REMAINDER, why) if one.part is Part.RESULT else one
        for one in placements
    ]


class _Placer:
    """Walks through a document, knowing under which heading it is."""

    def __init__(self) -> None:
        self.part: Part | None = None
        self.level = ANY_HEADING
        self.under = ""
        self.placed: list[Placement] = []
        self.waiting: list[Block] = []
        self.titled = False
        self.started = False

    def place(self, blocks: Iterable[Block]) -> list[Placement]:
        """A placement for each block, in order."""
        for block in blocks:
            if block.kind is BlockKind.MARGIN:
                self._put(block, Part.REMAINDER, "At the edge of the page")
            elif block.kind is BlockKind.HEADING:
                self._heading(block)
            else:
                self._text(block)
        self._release(Part.REMAINDER, "A heading with nothing under it")
        return self.placed

    def _put(self, block: Block, part: Part, why: str, begins: int = 0) -> None:
        self._release(part, why)
        self.placed.append(Placement(block, part, why, begins))
        self.started = True

    def _release(self, part: Part, why: str) -> None:
        """Headings that say nothing go where the text under them goes."""
        self.placed += [Placement(block, part, why) for block in self.waiting]
        self.waiting = []

    def _heading(self, block: Block) -> None:
        first = not self.started and not self.waiting
        sign = exact_sign(block.text) if first or block.level == 0 else sign_of(block.text)
        label = label_of(block.text)
        if sign is not None:
            self._enter(sign, block)
            self._put(block, sign, f"The heading “{block.text}”")
        elif label is not None:
            self._labelled(block, *label)
        elif self._can_be_title(block):
            self.titled = True
            self._put(block, Part.TITLE, "The first heading")
        elif self.part is not None and block.level > self.level:
            self._put(block, self.part, self.under)
        else:
            self._release(Part.REMAINDER, "A heading with nothing under it")
            self.part, self.level = None, ANY_HEADING
            self.waiting.append(block)

    def _enter(self, part: Part, block: Block) -> None:
        self._release(Part.REMAINDER, "A heading with nothing under it")
        self.part, self.level = part, block.level
        self.under = f"Under the heading “{block.text}”"
        self.titled = self.titled or part is Part.TITLE

    def _can_be_title(self, block: Block) -> bool:
        nothing_yet = self.part is None and not self.waiting
        return not self.titled and nothing_yet and len(block.text) <= LONGEST_TITLE

    def _labelled(self, block: Block, part: Part, begins: int) -> None:
        """A paragraph that names its part. What follows stays until another heading."""
        words = block.text[:begins].strip(" :–—")
        self._put(block, part, f"It begins with “{words}”", begins)
        self.titled = self.titled or part is Part.TITLE
        one_line = part in (Part.TITLE, Part.RESULT, Part.REMAINDER)
        self.part = None if one_line else part
        self.level, self.under = ANY_HEADING, f"After the words “{words}”"

    def _text(self, block: Block) -> None:
        label = label_of(block.text) if block.kind is not BlockKind.TABLE else None
        # Inside a section under a real heading a label is a detail: “Cost: £5,000” under Impact.
        if label is not None and (self.part is None or self.level == ANY_HEADING):
            self._labelled(block, *label)
        elif self.part is not None:
            self._under_a_heading(block, self.part)
        elif self._looks_like_title(block):
            self.titled = True
            self._put(block, Part.TITLE, "The first line")
        else:
            self._by_its_words(block)

    def _under_a_heading(self, block: Block, part: Part) -> None:
        self._put(block, part, self.under)
        if part is Part.TITLE:  # a title is one paragraph
            self.part, self.level = None, ANY_HEADING

    def _looks_like_title(self, block: Block) -> bool:
        plain = block.kind is BlockKind.PARAGRAPH and not self.started
        short = len(block.text) <= 120 and not block.text.endswith((".", ":", ";"))
        return plain and short and self._can_be_title(block)

    def _by_its_words(self, block: Block) -> None:
        found = part_by_cues(block.text) if block.kind is not BlockKind.TABLE else None
        if found is not None:
            self._put(block, found[0], f"By its words: “{found[1]}”")
        elif self._follows_on(block):
            before = self.placed[-1]
            self._put(block, before.part, "It goes on from the paragraph before")
        else:
            self._put(block, Part.REMAINDER, "No heading, and no words that tell")

    def _follows_on(self, block: Block) -> bool:
        """A list or table after its leading sentence, under no heading of its own."""
        if not self.placed or self.waiting:
            return False
        before = self.placed[-1].block
        led = before.text.rstrip().endswith(":") or before.kind is BlockKind.ITEM
        return led and block.kind in (BlockKind.ITEM, BlockKind.TABLE)


def to_html(placed: Iterable[Placement]) -> str:
    """Rich text of paragraphs, lists and bold lines; a table becomes a list, a row an entry.

    Everything is escaped: nothing of the document is taken as markup.
    """
    shown = [one for one in placed if not is_sign(one)]
    html: list[str] = []
    for tag, group in groupby(shown, key=_list_tag):
        entries = list(group)
        if tag:
            rows = [entry for one in entries for entry in _entries(one)]
            html.append(f"<{tag}>" + "".join(f"<li>{row}</li>" for row in rows) + f"</{tag}>")
        else:
            html += [_paragraph(one) for one in entries]
    return "".join(html)


def to_lines(placed: Iterable[Placement]) -> list[str]:
    """One text for each paragraph, item or row, for fields that hold a list."""
    texts = (one.words for one in placed if not is_sign(one))
    return [line.strip() for text in texts for line in text.split("\n") if line.strip()]


def to_text(placed: Iterable[Placement]) -> str:
    """Plain text with an empty line between paragraphs."""
    return "\n\n".join(one.words.strip() for one in placed if not is_sign(one))


def _list_tag(placed: Placement) -> str:
    if placed.block.kind is BlockKind.ITEM:
        return "ol" if placed.block.ordered else "ul"
    return "ul" if placed.block.kind is BlockKind.TABLE else ""


def _entries(placed: Placement) -> list[str]:
    if placed.block.kind is not BlockKind.TABLE:
        return [_escaped(placed.words)]
    return [_escaped(" | ".join(cell for cell in row if cell)) for row in placed.block.rows]


def _paragraph(placed: Placement) -> str:
    text = _escaped(placed.words)
    return f"<p><b>{text}</b></p>" if placed.block.kind is BlockKind.HEADING else f"<p>{text}</p>"


def _escaped(text: str) -> str:
    return escape(text.strip(), quote=False).replace("\n", "<br/>")
