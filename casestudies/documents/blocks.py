"""A document as neutral blocks: what every reader gives and the drafting takes."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from typing import Any


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
