"""Reading a file or pasted text into blocks, or refusing it with a reason and what to do.

A stranger's file is read in a process of its own, with a limit on its memory and time: a file made
to hurt the reader takes that process with it and nothing else. In pasted text an empty line ends a
paragraph, and lists and headings are known by their marks and their look.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

from casestudies.attachments.file_kinds import FileKind, UploadRefused, decoded, kind_of
from casestudies.documents.blocks import (
    Block,
    Document,
    from_plain,
    heading,
    item,
    paragraph,
    settled,
    table,
)
from portal.text.normalising import clean, clean_line, clean_value

MAX_BYTES = 10 * 1024 * 1024
MAX_SECONDS = 45
ROOT = Path(__file__).resolve().parents[2]
# The site's secrets are in its environment: the process that meets the file gets none of them.
ENVIRONMENT = ("PATH", "LANG", "LC_ALL", "SYSTEMROOT", "TMPDIR")
INSTEAD = "Upload a Word document (.docx) or a PDF, or paste the text."
REFUSALS = {
    FileKind.MACRO: (
        "macro",
        "The document holds macros, which are never taken. Save it as a Word document (.docx) "
        "without macros and upload that.",
    ),
    FileKind.ENCRYPTED_OFFICE: (
        "encrypted",
        "The document is locked with a password. Save a copy without the password and upload that.",
    ),
    FileKind.OLD_OFFICE: (
        "old-word",
        "The file is in the format of Word before 2007. Save it as a Word document (.docx) "
        "and upload that.",
    ),
    FileKind.OPEN_DOCUMENT: (
        "open-document",
        "The file is an OpenDocument. Save it as a Word document (.docx) or a PDF and upload that.",
    ),
    FileKind.XLSX: ("not-a-document", f"The file is a spreadsheet. {INSTEAD}"),
    FileKind.PPTX: ("not-a-document", f"The file is a presentation. Save it as a PDF. {INSTEAD}"),
}


def read(upload: bytes, filename: str) -> Document:
    """Read an uploaded document; its kind is told from its content, not from `filename`.

    Raises UploadRefused: `empty`, `too-large`, `encrypted`, `macro`, `old-word`, `open-document`,
    `not-a-document`, `zip-bomb`, `unsafe`, `scanned`, `too-many-pages`, `too-hard`, `damaged`.
    """
    filename = clean_line(filename)
    if not upload:
        raise UploadRefused("empty", f"“{filename}” is empty. {INSTEAD}")
    if len(upload) > MAX_BYTES:
        raise UploadRefused(
            "too-large",
            f"“{filename}” is {len(upload) / 1024 / 1024:.0f} MB; the most that can be read is "
            f"{MAX_BYTES // 1024 // 1024} MB. Take out the pictures, or paste the text.",
        )
    kind = kind_of(upload)
    if kind is FileKind.TEXT:
        return settled(read_text(decoded(upload) or ""))
    if kind not in (FileKind.DOCX, FileKind.PDF):
        code, message = REFUSALS.get(
            kind, ("not-a-document", f"“{filename}” is not a document that can be read. {INSTEAD}")
        )
        raise UploadRefused(code, message)
    return settled(_read_apart(kind, upload))


def read_pasted(text: str) -> Document:
    """Read pasted text. Raises UploadRefused (`empty`, `too-large`)."""
    return settled(read_text(text))


def _read_apart(kind: FileKind, upload: bytes) -> Document:
    """Read in a process of its own; whatever ends that process early is `too-hard`."""
    kept = {name: os.environ[name] for name in ENVIRONMENT if name in os.environ}
    environment = {**kept, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"}
    try:
        done = subprocess.run(
            [sys.executable, "-m", "casestudies.documents.worker", kind.value],
            input=upload,
            capture_output=True,
            timeout=MAX_SECONDS,
            env=environment,
            cwd=ROOT,
            check=True,
        )
        answer = json.loads(done.stdout)
    except (subprocess.SubprocessError, ValueError) as error:
        raise UploadRefused(
            "too-hard",
            "The file could not be read within the limits for one document. "
            "Save a shorter copy without pictures and upload that, or paste the text.",
        ) from error
    if "refused" in answer:
        raise UploadRefused(*answer["refused"])
    return from_plain(clean_value(answer["document"]))


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
