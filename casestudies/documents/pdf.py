"""PDF files as blocks: from printed lines back to headings, paragraphs and list items.

pdfplumber gives words with their places and sizes; lines become paragraphs here.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from itertools import pairwise
from statistics import median
from typing import Any

import pdfplumber
from pdfminer.pdfdocument import PDFPasswordIncorrect
from pdfplumber.utils.exceptions import PdfminerException

from casestudies.attachments.file_kinds import UploadRefused
from casestudies.documents.blocks import (
    Block,
    Document,
    heading,
    item,
    looks_like_a_heading,
    margin,
    paragraph,
    table,
)

BULLET = re.compile(r"^([•‣▪●◦∙·\uf0b7\uf0a7\uf0d8\uf06e\u2022\ue4c4]|[–—o-](?=\s))\s*")
NUMBERED = re.compile(r"^(\d{1,2}[.)]|[a-z]\)|\([a-z]\))\s+(?=\S)")
PAGE_NUMBER = re.compile(r"(page\s*)?\d+(\s*(of|/)\s*\d+)?", re.IGNORECASE)
MARGIN_DEPTH = 0.09
HEADING_GROWTH = 1.1
LARGE_GAP = 1.35
# Lines this far apart, in sizes of the letters, are either double-spaced or paragraphs.
WIDE_PITCH = 1.5
LARGEST_INDENT = 40
UNFINISHED = re.compile(r"[^.!?:;]$")


@dataclass(frozen=True)
class Line:
    """One printed line. Lengths are in points; `depth` is how far down the page, from 0 to 1.

    `first_word` is how wide the first word is.
    """

    page: int
    text: str
    left: float
    right: float
    top: float
    bottom: float
    size: float
    bold: bool
    depth: float
    first_word: float


def repeated_margins(lines: list[Line], *, pages: int) -> set[str]:
    """The texts that stand at the edge of at least half of the pages, and of two.

    They are told by what is left without the number of the page. Text that runs on, with no gap
    to the lines beside it, is never taken for a margin.
    """
    pitch = _Style(lines).pitch
    seen: dict[str, set[int]] = {}
    for number, line in enumerate(lines):
        if _at_the_edge(line) and _stands_apart(lines, number, pitch):
            seen.setdefault(_unnumbered(line), set()).add(line.page)
    return {text for text, where in seen.items() if len(where) >= max(2, pages / 2)}


def _at_the_edge(line: Line) -> bool:
    return not MARGIN_DEPTH < line.depth < 1 - MARGIN_DEPTH


def _stands_apart(lines: list[Line], number: int, pitch: float) -> bool:
    line = lines[number]
    beside = lines[max(0, number - 1) : number] + lines[number + 1 : number + 2]
    return all(
        one.page != line.page or abs(one.top - line.top) > pitch * LARGE_GAP for one in beside
    )


def _unnumbered(line: Line) -> str:
    return re.sub(rf"\b{line.page}\b", "#", line.text)


def blocks_of(
    lines: list[Line], margins: set[str], tables: list[tuple[int, float, Block]]
) -> list[Block]:
    """Blocks in reading order; each table goes before the first line that stands below it.

    A text that repeats at the edges of pages comes once, as a margin; page numbers do not come.
    """
    body: list[Line] = []
    edges: dict[str, str] = {}
    for line in lines:
        edge = _at_the_edge(line)
        if edge and PAGE_NUMBER.fullmatch(line.text):
            continue
        if edge and _unnumbered(line) in margins:
            edges.setdefault(_unnumbered(line), line.text)
        else:
            body.append(line)
    blocks: list[Block] = []
    waiting = sorted(tables, key=lambda one: one[:2])
    style = _Style(body)
    for group in _groups(body, style):
        while waiting and waiting[0][:2] <= (group[0].page, group[0].top):
            blocks.append(waiting.pop(0)[2])
        blocks.append(style.block(group))
    blocks += [block for _, _, block in waiting]
    return blocks + [margin(text) for text in edges.values()]


class _Style:
    """What is usual in this document: the size of its text, its line pitch, its heading sizes."""

    def __init__(self, lines: list[Line]) -> None:
        sizes: Counter[float] = Counter()
        for line in lines:
            sizes[line.size] += len(line.text)
        self.body = sizes.most_common(1)[0][0] if sizes else 0.0
        larger = {size for size in sizes if size > self.body * HEADING_GROWTH}
        self.levels = {size: min(n, 6) for n, size in enumerate(sorted(larger, reverse=True), 1)}
        gaps = [
            after.top - before.top
            for before, after in pairwise(lines)
            if before.page == after.page
            and after.top > before.top
            and before.size == after.size == self.body
        ]
        self.pitch = median(gaps) if gaps else self.body * 1.2
        self.pages: dict[int, list[Line]] = {}
        for line in lines:
            if line.size == self.body:
                self.pages.setdefault(line.page, []).append(line)

    def is_heading(self, line: Line) -> bool:
        """Larger than the text, or bold and short."""
        if line.size in self.levels:
            return True
        return line.bold and looks_like_a_heading(line.text)

    def has_room_after(self, line: Line, word: float) -> bool:
        """Whether a word would have fitted at the end of a line: then the author ended it."""
        column = [
            one.right
            for one in self.pages.get(line.page, [])
            if abs(one.left - line.left) <= LARGEST_INDENT
        ]
        space = line.size / 4
        return line.right + space + word < max(column, default=line.right) - space

    def block(self, group: list[Line]) -> Block:
        """One block for lines that belong together."""
        first, text = group[0], _joined(group)
        if self.is_heading(first):
            return heading(text, self.levels.get(first.size, min(len(self.levels) + 1, 6)))
        if BULLET.match(text):
            return item(BULLET.sub("", text) or text)
        if NUMBERED.match(text):
            return item(NUMBERED.sub("", text), ordered=True)
        return paragraph(text)


def _groups(lines: list[Line], style: _Style) -> list[list[Line]]:
    groups: list[list[Line]] = []
    for line in lines:
        if groups and _goes_on(groups[-1], line, style):
            groups[-1].append(line)
        else:
            groups.append([line])
    return groups


def _goes_on(group: list[Line], line: Line, style: _Style) -> bool:
    """Whether a line goes on with the paragraph before it."""
    before = group[-1]
    titled = style.is_heading(before)
    if titled != style.is_heading(line) or BULLET.match(line.text) or NUMBERED.match(line.text):
        return False
    if titled and (before.size != line.size or before.page != line.page):
        return False
    unfinished = bool(UNFINISHED.search(before.text))
    ended = style.has_room_after(before, line.first_word)
    if not titled and ended and not (unfinished and line.text[:1].islower()):
        return False
    if before.page != line.page or line.top < before.top:
        return unfinished
    gap = line.top - before.top
    if not unfinished and gap > line.size * WIDE_PITCH:
        return False
    return gap <= (before.size * 1.25 if titled else style.pitch) * LARGE_GAP


def _joined(group: list[Line]) -> str:
    """The lines as one text. A hyphen at a line's end stays: it may belong to the word."""
    text = ""
    for line in group:
        if text.endswith("\u00ad"):
            text = text[:-1] + line.text
        elif text.endswith("-") and line.text[:1].islower():
            text += line.text
        else:
            text = f"{text} {line.text}" if text else line.text
    return text


MAX_PAGES = 40
FEWEST_WORDS_A_PAGE = 5
ENCRYPTED = UploadRefused(
    "encrypted",
    "The PDF is locked with a password. Save a copy without the password and upload that, "
    "or paste the text.",
)
SCANNED = UploadRefused(
    "scanned",
    "The PDF holds pictures of text, as a scanner makes them, and no text. "
    "Upload the Word document it came from, or paste the text.",
)


@dataclass(frozen=True)
class _PlacedTable:
    page: int
    top: float
    block: Block


def read_pdf(upload: bytes) -> Document:
    """Read a PDF into blocks.

    Raises UploadRefused (`encrypted`, `scanned`, `empty`, `too-many-pages`, `damaged`).
    """
    try:
        with pdfplumber.open(BytesIO(upload)) as pdf:
            return _read(pdf)
    except PdfminerException as error:
        causes = list(_causes(error))
        if any(isinstance(part, MemoryError) for part in causes):
            raise MemoryError from error
        if any(isinstance(part, PDFPasswordIncorrect) for part in causes):
            raise ENCRYPTED from error
        raise UploadRefused(
            "damaged", "The PDF is damaged. Save it again from its source, and upload that copy."
        ) from error


def _causes(error: BaseException) -> Iterator[object]:
    yield from error.args
    while error.__cause__ or error.__context__:
        error = error.__cause__ or error.__context__  # type: ignore[assignment]
        yield error


def _read(pdf: Any) -> Document:
    if len(pdf.pages) > MAX_PAGES:
        raise UploadRefused(
            "too-many-pages",
            f"The PDF has {len(pdf.pages)} pages; the most that can be read is {MAX_PAGES}. "
            "Upload the pages about this case study only.",
        )
    lines: list[Line] = []
    tables: list[_PlacedTable] = []
    blind: list[int] = []
    pictures = 0
    for page in pdf.pages:
        found = page.find_tables() if page.edges else []
        kept = [one for one in found if _is_table(one.extract())]
        tables += [_placed(page.page_number, one) for one in kept]
        new = _lines(page, [one.bbox for one in kept])
        if not new and not kept and page.images:
            blind.append(page.page_number)
        lines += new
        pictures += len(page.images)
        page.close()
    _check_words(lines, tables, blind, len(pdf.pages))
    margins = repeated_margins(lines, pages=len(pdf.pages))
    blocks = blocks_of(lines, margins, [(one.page, one.top, one.block) for one in tables])
    return Document(source="pdf", blocks=tuple(blocks), notes=tuple(_notes(blind, pictures)))


def _check_words(
    lines: list[Line], tables: list[_PlacedTable], blind: list[int], pages: int
) -> None:
    words = sum(len(line.text.split()) for line in lines) + len(tables)
    if not words and not blind:
        raise UploadRefused("empty", "The PDF holds no text. Paste the text into the box instead.")
    if blind and words < FEWEST_WORDS_A_PAGE * pages:
        raise SCANNED


def _is_table(rows: list[list[str | None]]) -> bool:
    return len(rows) > 1 and max(len(row) for row in rows) > 1


def _placed(page: int, found: Any) -> _PlacedTable:
    rows = [[_cell(cell) for cell in row] for row in found.extract()]
    return _PlacedTable(page, found.bbox[1], table(rows))


def _cell(text: str | None) -> str:
    """A cell on one line a paragraph: its lines were broken by the width of the column."""
    return " ".join((text or "").split())


def _lines(page: Any, tables: list[tuple[float, float, float, float]]) -> list[Line]:
    """The lines of a page in reading order, without the words that stand in tables."""
    words = page.extract_words(
        use_text_flow=True, extra_attrs=["size", "fontname"], x_tolerance_ratio=0.15
    )
    lines: list[list[Any]] = []
    for word in words:
        if any(_inside(word, box) for box in tables):
            continue
        before = lines[-1][-1] if lines else None
        if before and _same_line(before, word):
            lines[-1].append(word)
        else:
            lines.append([word])
    return [_line(page, words) for words in lines]


def _inside(word: Any, box: tuple[float, float, float, float]) -> bool:
    across, down = (word["x0"] + word["x1"]) / 2, (word["top"] + word["bottom"]) / 2
    return bool(box[0] <= across <= box[2] and box[1] <= down <= box[3])


def _same_line(before: Any, word: Any) -> bool:
    overlap = min(before["bottom"], word["bottom"]) - max(before["top"], word["top"])
    height = min(before["bottom"] - before["top"], word["bottom"] - word["top"])
    return bool(overlap > height / 2 and word["x0"] >= before["x0"])


def _line(page: Any, words: list[Any]) -> Line:
    longest = max(words, key=lambda word: len(word["text"]))
    return Line(
        page=page.page_number,
        text=" ".join(word["text"] for word in words),
        left=words[0]["x0"],
        right=max(word["x1"] for word in words),
        top=min(word["top"] for word in words),
        bottom=max(word["bottom"] for word in words),
        size=round(longest["size"], 1),
        bold=all(_is_bold(word["fontname"]) for word in words),
        depth=longest["top"] / float(page.height or 1),
        first_word=words[0]["x1"] - words[0]["x0"],
    )


def _is_bold(font: str) -> bool:
    return any(mark in font.lower() for mark in ("bold", "black", "heavy", "semibold"))


def _notes(blind: list[int], pictures: int) -> list[str]:
    notes = []
    if blind:
        pages = ", ".join(str(number) for number in blind)
        notes.append(f"Page {pages}: only a picture, which cannot be read. Type what it says.")
    elif pictures:
        plural = "picture is" if pictures == 1 else "pictures are"
        notes.append(f"{pictures} {plural} not carried over. Add what you need with a description.")
    return notes
