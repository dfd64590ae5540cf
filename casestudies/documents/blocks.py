"""A document as neutral blocks: what every reader gives and the drafting takes.

Forms that were drawn as tables, and headings that were typed as plain text, are told by their
layout.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from typing import Any

from casestudies.documents.signs import exact_sign


class BlockKind(StrEnum):
    """What a block is. A margin is a page header, a footer or a footnote."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    ITEM = "item"
    TABLE = "table"
    MARGIN = "margin"


@dataclass(frozen=True)
class Block:
    """One paragraph, heading, list item or table.

    `level` is 1–6 for a heading (0 for the document's own title) and 1–5 for an item's depth.
    A table's `text` is its cells, tabs between cells and line ends between rows.
    """

    kind: BlockKind
    text: str
    level: int = 0
    ordered: bool = False
    rows: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True)
class Document:
    """The blocks in reading order, and notes for the author on what could not be read."""

    source: str
    blocks: tuple[Block, ...]
    notes: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """All the words, a line end between blocks."""
        return "\n".join(block.text for block in self.blocks)

    def with_blocks(self, blocks: list[Block]) -> Document:
        """The same document with other blocks."""
        return replace(self, blocks=tuple(blocks))


def heading(text: str, level: int) -> Block:
    """A heading of level 1–6; 0 is the title of the document."""
    return Block(BlockKind.HEADING, text, level=level)


def paragraph(text: str) -> Block:
    """Running text."""
    return Block(BlockKind.PARAGRAPH, text)


def item(text: str, depth: int = 1, *, ordered: bool = False) -> Block:
    """An entry of a list, 1 for the outermost depth."""
    return Block(BlockKind.ITEM, text, level=depth, ordered=ordered)


def margin(text: str) -> Block:
    """A page header, a footer or a footnote."""
    return Block(BlockKind.MARGIN, text)


def table(rows: list[list[str]]) -> Block:
    """A table, row by row; lines inside a cell are kept apart by line ends."""
    kept = tuple(tuple(cell.strip() for cell in row) for row in rows if any(map(str.strip, row)))
    return Block(BlockKind.TABLE, "\n".join("\t".join(row) for row in kept), rows=kept)


def looks_like_a_heading(text: str) -> bool:
    """Whether a line that stands out is short enough, and open-ended enough, for a heading."""
    return len(text.split()) <= 12 and not text.endswith((".", ";", ",")) and "\n" not in text


def to_plain(document: Document) -> dict[str, Any]:
    """The document as lists and dictionaries, for JSON."""
    return asdict(document)


def from_plain(plain: dict[str, Any]) -> Document:
    """The document again. Raises KeyError or ValueError for anything else."""
    blocks = tuple(
        Block(
            kind=BlockKind(block["kind"]),
            text=block["text"],
            level=block["level"],
            ordered=block["ordered"],
            rows=tuple(tuple(row) for row in block["rows"]),
        )
        for block in plain["blocks"]
    )
    return Document(source=plain["source"], blocks=blocks, notes=tuple(plain["notes"]))


FEWEST_SIGNS = 2


def settled(document: Document) -> Document:
    """The same words with forms unfolded and typed headings seen as headings."""
    blocks: list[Block] = []
    for block in document.blocks:
        blocks += _unfolded(block) if block.kind is BlockKind.TABLE else [block]
    return document.with_blocks([_promoted(block) for block in blocks])


def _promoted(block: Block) -> Block:
    """A paragraph or item that is nothing but a known heading is one."""
    plain = block.kind in (BlockKind.PARAGRAPH, BlockKind.ITEM)
    if plain and len(block.text.split()) <= 8 and exact_sign(block.text):
        return heading(block.text, 2)
    return block


def _unfolded(block: Block) -> list[Block]:
    """A table that is a form, or only a box around text, as the headings and paragraphs it holds.

    A form has known headings in its first column, or one in each row that stands alone.
    """
    rows = [[cell for cell in row if cell] for row in block.rows]
    if all(len(row) <= 1 for row in rows):
        return [line for row in rows for cell in row for line in _paragraphs(cell)]
    signs = sum(1 for row in rows if row and exact_sign(row[0]) is not None)
    if signs < FEWEST_SIGNS or any(len(row) > 2 for row in rows):
        return [block]
    blocks: list[Block] = []
    for row in rows:
        if len(row) == 2:
            blocks.append(heading(" ".join(row[0].split()), 2))
        blocks += [line for cell in row[-1:] for line in _paragraphs(cell)]
    return blocks


def _paragraphs(cell: str) -> list[Block]:
    return [paragraph(line.strip()) for line in cell.split("\n") if line.strip()]
