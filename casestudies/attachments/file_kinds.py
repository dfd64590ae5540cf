"""What a file is, told from its content: names and extensions are not believed.

A file is refused in one way: with a code for tests and a sentence for the person.
"""

from __future__ import annotations

import zipfile
from enum import StrEnum
from io import BytesIO

# A package of office files of 10 MB unpacks to some 50 MB at the very most; pictures do not grow.
MAX_UNPACKED = 100 * 1024 * 1024
MAX_PARTS = 5_000
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENCRYPTED_PACKAGE = "EncryptedPackage".encode("utf-16-le")
MAIN_PARTS = {
    b"wordprocessingml.document.main+xml": "docx",
    b"spreadsheetml.sheet.main+xml": "xlsx",
    b"presentationml.presentation.main+xml": "pptx",
}
MACRO_MARKS = (b"macroenabled", b"vbaproject", b"macrosheet")


class FileKind(StrEnum):
    """The kinds told apart; those after TEXT are named only to be refused with a good reason."""

    PDF = "pdf"
    DOCX = "docx"
    XLSX = "xlsx"
    PPTX = "pptx"
    JPEG = "jpeg"
    PNG = "png"
    WEBP = "webp"
    TEXT = "text"
    MACRO = "macro"
    ENCRYPTED_OFFICE = "encrypted-office"
    OLD_OFFICE = "old-office"
    OPEN_DOCUMENT = "open-document"
    ZIP = "zip"
    HTML = "html"
    UNKNOWN = "unknown"


def kind_of(upload: bytes) -> FileKind:
    """The kind of a file, by its content alone.

    Raises UploadRefused (`zip-bomb`, `damaged`) for a package that it is unsafe or impossible to
    look into.
    """
    if upload.startswith(b"\xff\xd8\xff"):
        return FileKind.JPEG
    if upload.startswith(b"\x89PNG\r\n\x1a\n"):
        return FileKind.PNG
    if upload[:4] == b"RIFF" and upload[8:12] == b"WEBP":
        return FileKind.WEBP
    if upload.startswith(OLE):
        return FileKind.ENCRYPTED_OFFICE if ENCRYPTED_PACKAGE in upload else FileKind.OLD_OFFICE
    if upload.startswith(b"PK\x03\x04"):
        return _kind_of_package(upload)
    if b"%PDF-" in upload[:1024]:
        return FileKind.PDF
    return _kind_of_text(upload)


def decoded(upload: bytes) -> str | None:
    """The text of a text file (UTF-8, UTF-16 with a mark, or Windows' 1252), None for others."""
    encodings = ["utf-16"] if upload[:2] in (b"\xff\xfe", b"\xfe\xff") else ["utf-8-sig", "cp1252"]
    for encoding in encodings:
        try:
            text = upload.decode(encoding)
        except UnicodeDecodeError:
            continue
        return None if any(_is_control(letter) for letter in set(text)) else text
    return None


def _is_control(letter: str) -> bool:
    return (ord(letter) < 32 and letter not in "\t\n\r\f\v") or 127 <= ord(letter) < 160


def _kind_of_text(upload: bytes) -> FileKind:
    text = decoded(upload)
    if text is None:
        return FileKind.UNKNOWN
    start = text.lstrip()[:300].lower()
    if start.startswith(("<!doctype", "<html", "<?xml", "<svg", "<script", "<head", "<body")):
        return FileKind.HTML
    return FileKind.TEXT


def _kind_of_package(upload: bytes) -> FileKind:
    try:
        with zipfile.ZipFile(BytesIO(upload)) as package:
            check_package(package)
            names = {name.lower() for name in package.namelist()}
            if "[content_types].xml" in names:
                return _kind_of_office(package, names)
            if "mimetype" in names and package.read("mimetype").startswith(
                b"application/vnd.oasis"
            ):
                return FileKind.OPEN_DOCUMENT
    except UploadRefused:
        raise
    except Exception as error:  # zipfile raises many kinds for a damaged package
        raise UploadRefused(
            "damaged", "The file is damaged. Open it, save it again, and upload that copy."
        ) from error
    return FileKind.ZIP


def check_package(package: zipfile.ZipFile) -> None:
    """Raise UploadRefused if a package would unpack to more than any honest document.

    The sizes are those that the package declares: `zipfile` reads no further than those.
    """
    parts = package.infolist()
    if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED:
        raise UploadRefused(
            "zip-bomb",
            "The file unpacks to far more than a document should hold. "
            "Copy its text into a new document and upload that.",
        )


def _kind_of_office(package: zipfile.ZipFile, names: set[str]) -> FileKind:
    types = next(name for name in package.namelist() if name.lower() == "[content_types].xml")
    content_types = package.read(types).lower()
    held = content_types + " ".join(names).encode()
    if any(mark in held for mark in MACRO_MARKS):
        return FileKind.MACRO
    for mark, kind in MAIN_PARTS.items():
        if mark in content_types:
            return FileKind(kind)
    return FileKind.ZIP


class UploadRefused(ValueError):
    """An upload that cannot be taken. `message` says why, and what to do about it.

    `code` is a short stable word such as `encrypted`, for tests and for choosing a help text.
    """

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
