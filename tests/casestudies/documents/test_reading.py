"""Reading documents: what comes out of real files and of pasted text."""

from __future__ import annotations

import io
import subprocess
import sys
import zipfile

import pytest

from casestudies.documents.blocks import BlockKind
from casestudies.documents.reading import read, read_pasted
from tests.builders.office import needs_word_processor, office_file, repacked

STORY = """<h1>Approve rosters early</h1><p>The wards were short.</p>
<h2>What we did</h2><p>We agreed two rules:</p>
<ul><li>Eight weeks ahead<ul><li>on all wards</li></ul></li><li>No late swaps</li></ul>
<ol><li>First step</li></ol>
<table border=1><tr><td>Shifts</td><td>100</td></tr><tr><td>Fill</td><td>81%</td></tr></table>
<p><b>Impact</b></p><p>Agency &amp; bank use fell by £1,200.</p>"""
WORDS_OF_STORY = (
    "Approve rosters early The wards were short. What we did We agreed two rules: Eight weeks "
    "ahead on all wards No late swaps First step Shifts 100 Fill 81% Impact Agency & bank use fell "
    "by £1,200."
)
FORM = """<table border=1><tr><td><b>Background</b></td><td><p>Long waits.</p><p>Two years.</p></td>
</tr><tr><td><b>What we did</b></td><td>A new clinic.</td></tr></table>"""
KINDS = pytest.mark.parametrize("kind", ["docx", "pdf"])


@needs_word_processor
@KINDS
def test_every_word_of_a_real_file_comes_out_in_order(kind):
    document = read(office_file(STORY, kind), f"case.{kind}")

    assert " ".join(document.text.split()) == WORDS_OF_STORY


@needs_word_processor
@KINDS
def test_headings_lists_and_tables_are_told_apart(kind):
    document = read(office_file(STORY, kind), f"case.{kind}")

    kinds = [block.kind.value for block in document.blocks]
    assert kinds == [
        "heading", "paragraph", "heading", "paragraph",
        "item", "item", "item", "item", "table", "heading", "paragraph",
    ]  # fmt: skip
    assert document.blocks[8].rows == (("Shifts", "100"), ("Fill", "81%"))


@needs_word_processor
def test_word_keeps_the_levels_of_headings_and_lists():
    blocks = read(office_file(STORY, "docx"), "case.docx").blocks

    assert [block.level for block in blocks if block.kind is BlockKind.HEADING] == [1, 2, 3]
    assert [block.level for block in blocks if block.kind is BlockKind.ITEM] == [1, 2, 1, 1]
    assert blocks[7].ordered


@needs_word_processor
@KINDS
def test_a_form_drawn_as_a_table_is_unfolded(kind):
    blocks = read(office_file(FORM, kind), f"case.{kind}").blocks

    assert [block.text for block in blocks if block.kind is BlockKind.HEADING] == [
        "Background",
        "What we did",
    ]
    assert not [block for block in blocks if block.kind is BlockKind.TABLE]


@needs_word_processor
@KINDS
def test_the_content_decides_and_not_the_name(kind):
    assert read(office_file(STORY, kind), "notes.txt").source == kind


@needs_word_processor
def test_a_long_pdf_keeps_its_paragraphs_whole_across_lines_and_pages():
    sentence = "The ward sister checked each roster against the budget before it was approved"
    paragraphs = [f"{', and '.join([sentence] * 6)} in week {n}." for n in range(30)]
    body = "".join(f"<p>{text}</p>" for text in paragraphs)

    blocks = read(office_file(body, "pdf"), "case.pdf").blocks

    assert [block.text for block in blocks] == paragraphs


@needs_word_processor
def test_tracked_insertions_form_fields_and_text_boxes_of_word_are_kept():
    run = "<w:r><w:t>{}</w:t></w:r>"
    box = f"<w:txbxContent><w:p>{run.format('In a box.')}</w:p></w:txbxContent>"
    added = (
        f'<w:p><w:ins w:id="9" w:author="a">{run.format("Put in.")}</w:ins></w:p>'
        '<w:p><w:del w:id="8" w:author="a"><w:r><w:delText>Taken out.</w:delText></w:r></w:del>'
        "</w:p>"
        f"<w:sdt><w:sdtContent><w:p>{run.format('A field.')}</w:p></w:sdtContent></w:sdt>"
        '<w:p><w:r><w:pict><v:shape xmlns:v="urn:schemas-microsoft-com:vml"><v:textbox>'
        f"{box}</v:textbox></v:shape></w:pict></w:r></w:p><w:sectPr"
    )
    upload = office_file(STORY, "docx")
    with zipfile.ZipFile(io.BytesIO(upload)) as archive:
        story = archive.read("word/document.xml").decode()
    changed = story.replace("<w:sectPr", added, 1).encode()

    text = read(repacked(upload, {"word/document.xml": changed}), "x").text

    assert text.endswith("Put in.\nA field.\nIn a box.")
    assert "Taken out" not in text


@needs_word_processor
def test_headers_footers_and_footnotes_of_word_are_kept_apart():
    ns = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    header = f"<w:hdr {ns}><w:p><w:r><w:t>Riverside Trust</w:t></w:r></w:p></w:hdr>".encode()
    footer = f"<w:ftr {ns}><w:p><w:r><w:t>Page 1 of 3</w:t></w:r></w:p></w:ftr>".encode()
    parts = {"word/header9.xml": header, "word/footer9.xml": footer}
    upload = repacked(office_file(STORY, "docx"), parts)

    margins = [one for one in read(upload, "x").blocks if one.kind is BlockKind.MARGIN]

    assert [block.text for block in margins] == ["Riverside Trust"]


def test_a_text_file_of_windows_is_read():
    document = read("Cost £5 – saved".encode("cp1252"), "notes.txt")

    assert document.text == "Cost £5 – saved"


def test_pasted_text_has_headings_lists_and_paragraphs():
    document = read_pasted("Background\nLong waits.\n\n• one\n• two\n1. first\n\nWhat we did\r\nX")

    assert [(block.kind.value, block.text) for block in document.blocks] == [
        ("heading", "Background"),
        ("paragraph", "Long waits."),
        ("item", "one"),
        ("item", "two"),
        ("item", "first"),
        ("heading", "What we did"),
        ("paragraph", "X"),
    ]


def test_lines_broken_by_an_email_program_are_one_paragraph():
    broken = (
        "The ward had long waits for scans because the lists were\n"
        "filled by telephone and nobody knew who would come on the\nday."
    )

    assert [block.text for block in read_pasted(broken).blocks] == [broken.replace("\n", " ")]


def test_the_reader_knows_nothing_of_the_site_and_its_secrets():
    code = (
        "import sys, casestudies.documents.worker, casestudies.documents.docx, "
        "casestudies.documents.pdf; sys.exit('django' in sys.modules)"
    )

    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
