"""What a document means by its layout: forms drawn as tables, headings typed as plain text."""

from __future__ import annotations

from casestudies.documents.blocks import Block, BlockKind, Document, heading, paragraph
from casestudies.documents.signs import exact_sign

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
