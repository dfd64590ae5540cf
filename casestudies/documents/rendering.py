"""What was placed in a part, in the form that the field of that part takes."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from itertools import groupby

from casestudies.documents.blocks import BlockKind
from casestudies.documents.drafting import Placement, is_sign


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
