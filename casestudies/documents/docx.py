"""Word documents. Mammoth reads them: unlike others it keeps text boxes, footnotes, tracked
insertions and content controls, so that nothing of the author's is lost."""

from __future__ import annotations

import re
import zipfile
from html.parser import HTMLParser
from io import BytesIO
from xml.etree import ElementTree

import mammoth

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

WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
STYLES = """
p[style-name='Title'] => h1.title:fresh
p[style-name='Subtitle'] => p:fresh
p[style-name='List Paragraph'] => p:fresh
"""
PAGE_NUMBER = re.compile(r"(page\s{0,9})?\d*(\s{0,9}(of|/)\s{0,9}\d+)?", re.IGNORECASE)
HEADINGS = {f"h{level}": level for level in range(1, 7)}
FOOTNOTE_ARROW = "↑"


def read_docx(upload: bytes) -> Document:
    """Read a Word document (.docx) into blocks.

    Raises UploadRefused (`damaged`, `empty`) where there is nothing to read.
    """
    try:
        with zipfile.ZipFile(BytesIO(upload)) as package:
            _refuse_entities(package)
            margins = _margins(package)
            notes = _notes(package)
        html = mammoth.convert_to_html(
            BytesIO(upload),
            style_map=STYLES,
            include_embedded_style_map=False,
            convert_image=lambda image: [],
        ).value
    except UploadRefused:
        raise
    except (zipfile.BadZipFile, ElementTree.ParseError, KeyError, OSError, ValueError) as error:
        raise UploadRefused(
            "damaged", "Word's file is damaged. Open it, save it again, and upload that copy."
        ) from error
    builder = _Builder()
    builder.feed(html)
    builder.close()
    blocks = [*builder.finished(), *margins]
    if not any(block.text for block in blocks):
        raise UploadRefused(
            "empty", "The document holds no text. Type the text, or paste it into the box."
        )
    return Document(source="docx", blocks=tuple(blocks), notes=tuple(notes))


def _refuse_entities(package: zipfile.ZipFile) -> None:
    """No word processor writes a document type; one is there to blow up whoever expands it."""
    for part in package.infolist():
        if part.filename.endswith((".xml", ".rels")) and b"<!DOCTYPE" in package.read(part):
            raise UploadRefused(
                "unsafe",
                "The file holds definitions that no word processor writes. "
                "Copy its text into a new document and upload that.",
            )


def _margins(package: zipfile.ZipFile) -> list[Block]:
    """Headers and footers, each text once, without page numbers."""
    texts: dict[str, None] = {}
    for name in sorted(package.namelist()):
        if re.fullmatch(r"word/(header|footer)\d*\.xml", name):
            root = ElementTree.fromstring(package.read(name))
            for element in root.iter(f"{WORD}p"):
                text = _squeezed("".join(run.text or "" for run in element.iter(f"{WORD}t")))
                if not PAGE_NUMBER.fullmatch(text):
                    texts[text] = None
    return [margin(text) for text in texts]


def _notes(package: zipfile.ZipFile) -> list[str]:
    names = package.namelist()
    pictures = sum(name.startswith("word/media/") for name in names)
    notes = []
    if pictures:
        plural = "picture is" if pictures == 1 else "pictures are"
        notes.append(f"{pictures} {plural} not carried over. Add what you need with a description.")
    if "word/comments.xml" in names:
        notes.append("Comments in the margin are not carried over.")
    if any(name.startswith("word/charts/") for name in names):
        notes.append("Charts are not carried over. Paste their numbers under Measures.")
    return notes


def _squeezed(text: str) -> str:
    return re.sub(r"[^\S\n]+", " ", text).strip()


class _Builder(HTMLParser):
    """Turns mammoth's plain HTML into blocks."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.blocks: list[Block] = []
        self.lists: list[str] = []
        self.rows: list[list[str]] = []
        self.cell: list[str] | None = None
        self.tables = 0
        self.text = ""
        self.bold = 0
        self.plain_seen = False
        self.heading: int | None = None
        self.in_footnote = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag in HEADINGS:
            self._flush()
            self.heading = 0 if given.get("class") == "title" else HEADINGS[tag]
        elif tag in ("p", "li", "ul", "ol"):
            self._flush()
            if tag in ("ul", "ol"):
                self.lists.append(tag)
            if tag == "li" and str(given.get("id") or "").startswith(("footnote", "endnote")):
                self.in_footnote = True
        elif tag == "table":
            self._flush()
            self.tables += 1
        elif tag == "tr" and self.tables == 1:
            self.rows.append([])
        elif tag in ("td", "th") and self.tables == 1:
            self.cell = []
        elif tag == "br":
            self.text += "\n"
        elif tag == "strong":
            self.bold += 1

    def handle_endtag(self, tag: str) -> None:
        if tag in HEADINGS or tag in ("p", "li"):
            self._flush()
            self.in_footnote = self.in_footnote and tag != "li"
        elif tag in ("ul", "ol"):
            self._flush()
            self.lists.pop()
        elif tag in ("td", "th") and self.tables == 1:
            self._flush()
            self.rows[-1].append("\n".join(self.cell or []))
            self.cell = None
        elif tag == "table":
            self._flush()
            self.tables -= 1
            if not self.tables:
                self._end_table()
        elif tag == "strong":
            self.bold -= 1

    def handle_data(self, data: str) -> None:
        if data.strip() and not self.bold:
            self.plain_seen = True
        self.text += data

    def _end_table(self) -> None:
        rows, self.rows = self.rows, []
        if any(cell.strip() for row in rows for cell in row):
            self.blocks.append(table(rows))

    def _flush(self) -> None:
        """Close the text gathered so far as a block, or as a line of the cell it stands in."""
        text, level, all_bold = _squeezed(self.text), self.heading, not self.plain_seen
        self.text, self.heading, self.plain_seen = "", None, False
        if not text:
            return
        if self.cell is not None:
            self.cell.append(text)
        elif self.in_footnote:
            self.blocks.append(margin(text.removesuffix(FOOTNOTE_ARROW).strip()))
        elif level is not None:
            self.blocks.append(heading(text, level))
        elif self.lists:
            ordered = self.lists[-1] == "ol"
            self.blocks.append(item(text, min(len(self.lists), 5), ordered=ordered))
        elif all_bold and looks_like_a_heading(text):
            self.blocks.append(heading(text, 3))
        else:
            self.blocks.append(paragraph(text))

    def finished(self) -> list[Block]:
        """All blocks; whatever was left open is closed."""
        self._flush()
        return self.blocks
