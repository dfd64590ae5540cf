"""PDF files. pdfplumber gives words with their places and sizes; lines become paragraphs here."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import pdfplumber
from pdfminer.pdfdocument import PDFPasswordIncorrect
from pdfplumber.utils.exceptions import PdfminerException

from casestudies.documents.blocks import Block, Document, table
from casestudies.documents.pdf_lines import Line, blocks_of, repeated_margins
from casestudies.upload_errors import UploadRefused

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
