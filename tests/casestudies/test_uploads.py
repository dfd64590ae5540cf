"""Attached pictures and documents: told by content, made safe, refused with a sentence."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib

import pytest
from PIL import Image

from casestudies.attachments.file_kinds import UploadRefused
from casestudies.attachments.uploads import (
    MAX_DOCUMENT_BYTES,
    MAX_IMAGE_BYTES,
    check_document,
    check_image,
    prepare_image,
)

ORIENTATION, GPS, GPS_LATITUDE, COMMENT = 0x0112, 0x8825, 2, 0x9286
OFFICE = {
    "docx": "wordprocessingml.document.main+xml",
    "xlsx": "spreadsheetml.sheet.main+xml",
    "pptx": "presentationml.presentation.main+xml",
}


def picture(kind: str = "JPEG", size=(40, 20), mode: str = "RGB", **options) -> bytes:
    written = io.BytesIO()
    image = Image.new(mode, size, options.pop("colour", 120))
    for place, colour in options.pop("pixels", {}).items():
        image.paste(colour, place)
    image.save(written, format=kind, **options)
    return written.getvalue()


def opened(content: bytes) -> Image.Image:
    return Image.open(io.BytesIO(content))


def office(kind: str, **more: bytes) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        types = f'<Types><Override ContentType="application/vnd.x.{OFFICE[kind]}"/></Types>'
        archive.writestr("[Content_Types].xml", types)
        for name, part in more.items():
            archive.writestr(name, part)
    return written.getvalue()


def refusal(check, *arguments) -> UploadRefused:
    with pytest.raises(UploadRefused) as caught:
        check(*arguments)
    assert caught.value.message.endswith(".")
    return caught.value


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_picture_stays_of_its_kind_and_within_1600_pixels(kind):
    made = prepare_image(picture(kind, (3200, 1000)))

    assert (made.kind, made.width, made.height) == (kind.lower(), 1600, 500)
    assert opened(made.content).size == (1600, 500)


def test_a_small_picture_is_not_made_larger():
    assert prepare_image(picture(size=(40, 20))).width == 40


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_the_place_and_all_other_data_of_a_picture_are_gone(kind):
    exif = Image.Exif()
    exif[COMMENT] = "taken by Jane"
    exif.get_ifd(GPS)[GPS_LATITUDE] = (53.0, 48.0, 0.0)
    taken = picture(kind, exif=exif)
    assert opened(taken).getexif()

    kept = prepare_image(taken).content

    assert not opened(kept).getexif()
    assert b"Jane" not in kept
    assert b"Exif" not in kept


def test_a_picture_taken_sideways_is_turned_before_its_data_go():
    exif = Image.Exif()
    exif[ORIENTATION] = 6  # turn right to see it upright
    sideways = picture(size=(400, 200), pixels={(0, 0, 200, 200): (255, 0, 0)}, exif=exif)

    made = opened(prepare_image(sideways).content)

    assert made.size == (200, 400)
    assert made.getpixel((100, 50))[0] > 200
    assert made.getpixel((100, 350))[0] < 200


def test_text_hidden_in_a_picture_is_gone():
    kept = prepare_image(picture("JPEG", comment=b"secret") + b"<script>alert(1)</script>").content

    assert b"secret" not in kept
    assert b"script" not in kept


def test_see_through_pictures_stay_see_through():
    assert opened(prepare_image(picture("PNG", mode="RGBA", colour=(1, 2, 3, 0))).content).mode == (
        "RGBA"
    )


@pytest.mark.parametrize("mode", ["1", "L", "P", "CMYK", "I;16"])
def test_pictures_of_any_colour_mode_are_taken(mode):
    kind = "JPEG" if mode == "CMYK" else "PNG"

    assert prepare_image(picture(kind, mode=mode, colour=1)).width == 40


def test_a_picture_of_too_many_pixels_is_refused_before_it_is_unpacked():
    side = struct.pack(">IIBBBBB", 30_000, 30_000, 8, 2, 0, 0, 0)
    head = b"IHDR" + side
    bomb = b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + head + struct.pack(">I", zlib.crc32(head))
    data = b"IDAT" + zlib.compress(b"\0" * 1000)
    bomb += struct.pack(">I", len(data) - 4) + data + struct.pack(">I", zlib.crc32(data))

    assert refusal(check_image, bomb).code == "too-many-pixels"
    assert refusal(check_image, picture("PNG", (8_000, 7_000), "1")).code == "too-many-pixels"


@pytest.mark.parametrize(
    ("upload", "code"),
    [
        (b"", "empty"),
        (b"\xff\xd8\xff" + b"x" * MAX_IMAGE_BYTES, "too-large"),
        (picture("GIF", mode="P"), "not-an-image"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", "not-an-image"),
        (b"PK\x03\x04 nothing", "not-an-image"),
        (b"\x89PNG\r\n\x1a\n nothing", "damaged"),
        (b"\xff\xd8\xff nothing", "damaged"),
    ],
)
def test_what_is_no_picture_is_refused(upload, code):
    assert refusal(check_image, upload).code == code


def test_half_a_picture_is_damaged():
    whole = picture("PNG", (400, 400), mode="RGB")

    assert refusal(prepare_image, whole[: len(whole) // 2]).code == "damaged"


@pytest.mark.parametrize("kind", ["docx", "xlsx", "pptx"])
def test_office_files_are_told_by_what_they_hold(kind):
    checked = check_document(office(kind), "file.txt")

    assert (checked.kind, checked.ending) == (kind, f".{kind}")
    assert checked.content_type.startswith("application/vnd.openxmlformats")


@pytest.mark.parametrize(
    ("upload", "kind"),
    [
        (b"%PDF-1.7\n%...", "pdf"),
        (b"Month,Days\nApr-23,9\nMay-23,8", "csv"),
        ("Month;£\nApr;9".encode("utf-16"), "csv"),
    ],
)
def test_pdf_and_csv_files_are_told_by_what_they_hold(upload, kind):
    assert check_document(upload, "file").kind == kind


@pytest.mark.parametrize(
    "upload",
    [
        office("docx", **{"word/vbaProject.bin": b"x"}),
        office("xlsx", **{"xl/macrosheets/sheet1.xml": b"x"}),
    ],
    ids=["vba", "macrosheet"],
)
def test_macros_are_refused(upload):
    assert refusal(check_document, upload, "sheet.xlsx").code == "macro"


@pytest.mark.parametrize(
    ("upload", "code"),
    [
        (b"", "empty"),
        (b"%PDF-" + b"x" * MAX_DOCUMENT_BYTES, "too-large"),
        (b"MZ\x90\x00\x03", "not-a-document"),
        (b"<html><script>alert(1)</script></html>", "not-a-document"),
        (b"only some words", "not-a-document"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 old", "not-a-document"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "encrypted"),
        (b"PK\x03\x04 nothing", "damaged"),
        (picture(), "not-a-document"),
    ],
)
def test_other_files_are_refused(upload, code):
    assert refusal(check_document, upload, "file.docx").code == code


def test_a_bomb_in_an_office_file_is_refused():
    bomb = office("xlsx", **{"xl/sheet1.xml": b"\0" * (101 * 1024 * 1024)})

    assert refusal(check_document, bomb, "file.xlsx").code == "zip-bomb"
