"""Documents that cannot be read: each is told why, and what to do."""

from __future__ import annotations

import io
import zlib

import pytest
from PIL import Image

from casestudies.attachments.file_kinds import UploadRefused
from casestudies.documents.reading import MAX_BYTES, read
from tests.builders.office import needs_word_processor, office_file, package, repacked

STORY = "<h1>Approve rosters early</h1><p>The wards were short.</p>"


def refusal(upload: bytes, name: str = "case.docx") -> UploadRefused:
    with pytest.raises(UploadRefused) as caught:
        read(upload, name)
    return caught.value


@needs_word_processor
def test_a_locked_pdf_is_refused_with_what_to_do():
    options = (
        ':{"EncryptFile":{"type":"boolean","value":"true"},'
        '"DocumentOpenPassword":{"type":"string","value":"secret"}}'
    )
    locked = office_file(STORY, "pdf", options=options)

    refused = refusal(locked, "case.pdf")

    assert refused.code == "encrypted"
    assert "without the password" in refused.message


@needs_word_processor
@pytest.mark.parametrize(("kind", "code"), [("odt", "open-document"), ("doc", "old-word")])
def test_other_word_processors_files_are_named(kind, code):
    refused = refusal(office_file(STORY, kind), f"case.{kind}")

    assert refused.code == code
    assert ".docx" in refused.message


@needs_word_processor
def test_macros_are_refused_though_the_name_says_docx():
    with_macros = repacked(office_file(STORY, "docx"), {"word/vbaProject.bin": b"\x00"})

    assert refusal(with_macros).code == "macro"


@needs_word_processor
def test_a_document_type_inside_word_is_refused():
    bomb = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa">]><w:document>&a;</w:document>'

    upload = repacked(office_file(STORY, "docx"), {"word/document.xml": bomb})

    assert refusal(upload).code == "unsafe"


@needs_word_processor
@pytest.mark.parametrize("kind", ["docx", "pdf"])
def test_half_a_file_is_called_damaged(kind):
    upload = office_file(STORY, kind)

    assert refusal(upload[: len(upload) // 2]).code in ("damaged", "empty")


def test_a_scanned_pdf_is_told_from_an_empty_one():
    scan = io.BytesIO()
    Image.new("L", (600, 800), 200).save(scan, format="PDF")

    refused = refusal(scan.getvalue(), "scan.pdf")

    assert refused.code == "scanned"
    assert "paste the text" in refused.message


def test_too_many_pages_are_counted_in_the_sentence():
    pages = [Image.new("1", (10, 10)) for _ in range(41)]
    written = io.BytesIO()
    pages[0].save(written, format="PDF", save_all=True, append_images=pages[1:])

    refused = refusal(written.getvalue(), "long.pdf")

    assert refused.code == "too-many-pages"
    assert "41 pages" in refused.message


def test_a_zip_bomb_is_refused_before_it_is_unpacked():
    bomb = package({"[Content_Types].xml": b"x", "word/document.xml": b"\0" * (101 * 1024 * 1024)})

    assert len(bomb) < 1024 * 1024
    assert refusal(bomb).code == "zip-bomb"


def test_a_pdf_that_unpacks_without_end_takes_only_its_own_process_with_it():
    packer = zlib.compressobj(1)
    stream = b"".join(packer.compress(b" " * 2**24) for _ in range(40)) + packer.flush()
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R>>",
        b"<</Filter/FlateDecode/Length %d>>stream\n%s\nendstream" % (len(stream), stream),
    ]

    refused = refusal(pdf_of(objects), "bomb.pdf")

    assert refused.code == "too-hard"
    assert "paste the text" in refused.message


def pdf_of(objects: list[bytes]) -> bytes:
    """A PDF of objects numbered from 1, the first of them its catalogue."""
    written, places = b"%PDF-1.4\n", []
    for number, one in enumerate(objects, 1):
        places.append(len(written))
        written += b"%d 0 obj%s endobj\n" % (number, one)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    count = len(objects) + 1
    return (
        written
        + b"xref\n0 %d\n0000000000 65535 f \n" % count
        + table
        + b"trailer<</Root 1 0 R/Size %d>>\nstartxref\n%d\n%%%%EOF" % (count, len(written))
    )


@pytest.mark.parametrize(
    ("upload", "code"),
    [
        (b"", "empty"),
        (b"x" * (MAX_BYTES + 1), "too-large"),
        (b"\x89PNG\r\n\x1a\n....", "not-a-document"),
        (b"<!DOCTYPE html><p>Hello</p>", "not-a-document"),
        (bytes(range(256)), "not-a-document"),
        (b"PK\x03\x04 nothing more", "damaged"),
        (b"%PDF-1.4 nothing more", "damaged"),
        (b"   \n  ", "empty"),
    ],
)
def test_what_cannot_be_read_has_its_own_refusal(upload, code):
    refused = refusal(upload)

    assert refused.code == code
    assert refused.message.endswith(".")
