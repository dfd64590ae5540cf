"""A document as the first answers of the short form. Every paragraph of it stays in sight."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from casestudies.authoring import records as authoring_records
from casestudies.authoring.forms import LINES, LONGER, MORE, SINGLE, STORY
from casestudies.documents import drafting
from casestudies.documents.blocks import BlockKind, Document
from casestudies.documents.drafting import Draft, Placement, draft_from, is_sign
from casestudies.documents.signs import Part
from casestudies.schema import CaseStudy, choices_of, label_of, longest_of

# Where a piece of the remainder can be put: any answer in words.
PLACES = {
    name: label_of(CaseStudy, name)
    for name in (*SINGLE, *MORE)
    if CaseStudy.model_fields[name].annotation is not bool and not choices_of(CaseStudy, name)
}


@dataclass(frozen=True)
class Reading:
    """What a document gave: answers, why each is where it is, what is still to sort."""

    values: dict[str, Any]
    whys: dict[str, list[str]]
    remainder: list[dict[str, Any]]
    suggestions: dict[str, list[dict[str, Any]]]
    notes: list[str]


def read_into_answers(document: Document) -> Reading:
    """Answers for the short form from a document that was read."""
    draft = draft_from(document)
    values: dict[str, Any] = {}
    whys: dict[str, list[str]] = {}
    left = list(draft.remainder)
    for part in Part:
        placed = draft.of(part)
        if part is Part.REMAINDER or not placed:
            continue
        fits = part is not Part.CONTACTS and _fits(part, placed)
        if not fits:
            left += list(placed)
            continue
        values[part.value] = _answer(part, placed)
        whys[part.value] = list(dict.fromkeys(one.why for one in placed if not is_sign(one)))
    order = {id(one): place for place, one in enumerate(draft.placements)}
    left.sort(key=lambda one: order[id(one)])
    return Reading(values, whys, [_piece(one) for one in left], _suggestions(draft), _notes(draft))


def _fits(part: Part, placed: tuple[Placement, ...]) -> bool:
    """A title or a result that is too long for its field is the author's to cut."""
    longest = longest_of(CaseStudy, part.value) if part in (Part.TITLE, Part.RESULT) else None
    return longest is None or len(drafting.to_text(placed)) <= longest


def _answer(part: Part, placed: tuple[Placement, ...]) -> Any:
    name = part.value
    if name in LINES:
        return drafting.to_lines(placed)
    if name in STORY or name in LONGER:
        return authoring_records.to_text(drafting.to_html(placed))
    return " ".join(drafting.to_text(placed).split())


def _piece(placed: Placement) -> dict[str, Any]:
    """One paragraph of the remainder, with why it could not be placed."""
    table = placed.block.kind is BlockKind.TABLE
    rows = [" | ".join(cell for cell in row if cell) for row in placed.block.rows]
    words = "\n".join(rows) if table else placed.words
    why = "Contacts are asked for one by one" if placed.part is Part.CONTACTS else placed.why
    return {"text": words, "why": why, "gone": False}


def _suggestions(draft: Draft) -> dict[str, list[dict[str, Any]]]:
    suggestions = {
        "savings": [asdict(one) for one in draft.savings],
        "measures": [asdict(one) for one in draft.measures],
        "contacts": [asdict(one) for one in draft.contacts],
    }
    return {
        name: [{key: _plain(value) for key, value in one.items()} for one in entries]
        for name, entries in suggestions.items()
    }


def _plain(value: Any) -> Any:
    """A value as JSON keeps it; None is an amount that the words leave open."""
    if value is None:
        return ""
    return value if isinstance(value, str | bool) else format(value, "f")


def _notes(draft: Draft) -> list[str]:
    # How much is left to sort is counted afresh each time it is shown.
    return [note for note in draft.notes if "fit nowhere" not in note]
