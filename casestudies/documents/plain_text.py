"""Pasted text: paragraphs by empty lines, lists by their marks, headings by their look."""

from __future__ import annotations

import re

from casestudies.documents.blocks import Block, Document, heading, item, paragraph, table
from casestudies.upload_errors import UploadRefused
from portal.text.normalising import clean

MARKED_HEADING = re.compile(r"^(#{1,6})\s+(.+?)\s*#*$")
BULLET = re.compile(r"^(\s*)([•‣▪●◦∙·*]|[–—-](?=\s))\s*(?=\S)")
NUMBERED = re.compile(r"^(\s*)(\d{1,2}[.)]|[a-z]\))\s+(?=\S)")
MAX_CHARACTERS = 400_000


def read_text(text: str) -> Document:
    """Read pasted text into blocks. Raises UploadRefused (`empty`, `too-large`)."""
    text = clean(text)
    if not text.strip():
        raise UploadRefused("empty", "There is no text. Paste the text of the case study.")
    if len(text) > MAX_CHARACTERS:
        raise UploadRefused(
            "too-large",
            f"The text has {len(text):,} characters; the most that can be read is "
            f"{MAX_CHARACTERS:,}. Paste the part about this case study only.",
        )
    blocks: list[Block] = []
    for chunk in re.split(r"\n\s*\n", text):
        lines = [line.rstrip() for line in chunk.split("\n") if line.strip()]
        if lines:
            blocks += _blocks(lines)
    return Document(source="text", blocks=tuple(blocks))


def _blocks(lines: list[str]) -> list[Block]:
    """The blocks of lines with no empty line between them.

    Each line is a paragraph of its own if any of them is long, as a word processor pastes them;
    short lines are one paragraph that an e-mail program has broken, unless marks say otherwise.
    """
    if len(lines) > 1 and all(line.count("\t") == lines[0].count("\t") > 0 for line in lines):
        return [table([line.split("\t") for line in lines])]
    broken = len(lines) > 1 and all(55 <= len(line) <= 85 for line in lines[:-1])
    blocks: list[Block] = []
    for line in lines:
        block = _marked(line)
        if block is not None:
            blocks.append(block)
        elif blocks and broken and blocks[-1].kind in ("paragraph", "item"):
            last = blocks.pop()
            blocks.append(_longer(last, line.strip()))
        else:
            blocks.append(paragraph(line.strip()))
    return blocks


def _longer(block: Block, more: str) -> Block:
    text = f"{block.text} {more}"
    return paragraph(text) if block.kind == "paragraph" else item(text, block.level)


def _marked(line: str) -> Block | None:
    """The block of a line that carries a mark of its own."""
    if found := MARKED_HEADING.match(line.strip()):
        return heading(found.group(2), len(found.group(1)))
    if found := BULLET.match(line):
        return item(line[found.end() :].strip(), 2 if len(found.group(1)) > 1 else 1)
    if (found := NUMBERED.match(line)) and not line.rstrip().endswith(":"):
        return item(line[found.end() :].strip(), ordered=True)
    return None
