"""Pictures and documents that authors attach: checked by content, pictures made safe and small."""

from __future__ import annotations

import io
import warnings
from dataclasses import dataclass

from PIL import Image, ImageOps, UnidentifiedImageError

from casestudies.attachments.file_kinds import FileKind, UploadRefused, decoded, kind_of
from casestudies.pasting.table import TableRefused, separator_of

MAX_IMAGE_BYTES = 10 * 1024 * 1024
MAX_DOCUMENT_BYTES = 20 * 1024 * 1024
# A large camera makes 50 million pixels; one such picture unpacked takes 200 MB of memory.
MAX_PIXELS = 50_000_000
MAX_SIDE = 1600
JPEG_QUALITY = 85
IMAGE_KINDS = (FileKind.JPEG, FileKind.PNG, FileKind.WEBP)
IMAGE_WORDS = "Upload a JPEG, PNG or WebP picture."
DOCUMENT_WORDS = "Upload a PDF, Word (.docx), Excel (.xlsx), PowerPoint (.pptx) or CSV file."
ENDINGS = {"pdf": ".pdf", "docx": ".docx", "xlsx": ".xlsx", "pptx": ".pptx", "csv": ".csv"}
CONTENT_TYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "csv": "text/csv; charset=utf-8",
}


@dataclass(frozen=True)
class PreparedImage:
    """A picture to keep: its bytes without any data about where or by whom it was taken.

    Lengths are in pixels. `kind` is jpeg, png or webp, and also the ending of its file's name.
    """

    content: bytes
    kind: str
    width: int
    height: int


@dataclass(frozen=True)
class CheckedDocument:
    """What a document is: pdf, docx, xlsx, pptx or csv, and the content type to serve it with."""

    kind: str
    content_type: str
    ending: str


def check_image(upload: bytes) -> FileKind:
    """The kind of a picture that may be opened.

    Raises UploadRefused (`empty`, `too-large`, `not-an-image`, `too-many-pixels`, `damaged`).
    """
    _check_size(upload, MAX_IMAGE_BYTES, "picture", IMAGE_WORDS)
    try:
        kind = kind_of(upload)
    except UploadRefused:
        kind = FileKind.UNKNOWN
    if kind not in IMAGE_KINDS:
        raise UploadRefused(
            "not-an-image", f"The file is not a picture of that kind. {IMAGE_WORDS}"
        )
    with _opened(upload, kind) as image:
        if image.width * image.height > MAX_PIXELS:
            raise UploadRefused(
                "too-many-pixels",
                f"The picture is {image.width} by {image.height} pixels; the most is "
                f"{MAX_PIXELS // 1_000_000} million in all. Save a smaller copy and upload that.",
            )
    return kind


def prepare_image(upload: bytes) -> PreparedImage:
    """Turn a picture upright, make it no larger than 1,600 pixels, and leave its metadata behind.

    The pixels are written anew, so EXIF data such as the place, comments and whatever else was in
    the file are gone. Moving pictures keep their first frame. Raises UploadRefused as
    `check_image` does.
    """
    kind = check_image(upload)
    with _opened(upload, kind) as opened:
        try:
            # A JPEG can be unpacked at a half or less of its size, which saves the memory.
            opened.draft(None, (MAX_SIDE, MAX_SIDE))
            image = _plain(opened, kind)
            image.thumbnail((MAX_SIDE, MAX_SIDE), Image.Resampling.LANCZOS)
            image = ImageOps.exif_transpose(image)
        except (OSError, SyntaxError, ValueError, EOFError) as error:
            raise _damaged() from error
    # A new picture of the same pixels: what `info` carried is not written again.
    bare = Image.new(image.mode, image.size)
    bare.paste(image)
    written = io.BytesIO()
    options: dict[str, int] = (
        {"optimize": True} if kind is FileKind.PNG else {"quality": JPEG_QUALITY}
    )
    bare.save(written, format=kind.value.upper(), **options)
    return PreparedImage(written.getvalue(), kind.value, bare.width, bare.height)


def check_document(upload: bytes, filename: str) -> CheckedDocument:
    """What an attached document is, by its content; `filename` is only named in messages.

    Raises UploadRefused (`empty`, `too-large`, `macro`, `encrypted`, `zip-bomb`, `damaged`,
    `not-a-document`).
    """
    _check_size(upload, MAX_DOCUMENT_BYTES, "file", DOCUMENT_WORDS)
    kind = kind_of(upload)
    if kind is FileKind.MACRO:
        raise UploadRefused(
            "macro",
            f"“{filename}” holds macros, which are never taken. Save a copy without macros.",
        )
    if kind is FileKind.ENCRYPTED_OFFICE:
        raise UploadRefused(
            "encrypted", f"“{filename}” is locked with a password. Save a copy without it."
        )
    name = "csv" if kind is FileKind.TEXT and _is_table(upload) else kind.value
    if name not in ENDINGS:
        raise UploadRefused(
            "not-a-document", f"“{filename}” is not a file that can be kept here. {DOCUMENT_WORDS}"
        )
    return CheckedDocument(name, CONTENT_TYPES[name], ENDINGS[name])


def _check_size(upload: bytes, most: int, what: str, instead: str) -> None:
    if not upload:
        raise UploadRefused("empty", f"The {what} is empty. {instead}")
    if len(upload) > most:
        raise UploadRefused(
            "too-large",
            f"The {what} is {len(upload) / 1024 / 1024:.1f} MB; the most is "
            f"{most // 1024 // 1024} MB. Save a smaller copy and upload that.",
        )


def _damaged() -> UploadRefused:
    return UploadRefused(
        "damaged", "The picture is damaged. Open it, save it again, and upload that copy."
    )


def _opened(upload: bytes, kind: FileKind) -> Image.Image:
    """The picture with only its head read, and by the reader of its own kind alone."""
    try:
        with warnings.catch_warnings():
            # Pillow warns of a bomb before the check above can speak in its own words.
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            return Image.open(io.BytesIO(upload), formats=[kind.value.upper()])
    except Image.DecompressionBombError as error:
        raise UploadRefused(
            "too-many-pixels",
            f"The picture has more than {MAX_PIXELS // 1_000_000} million pixels. "
            "Save a smaller copy and upload that.",
        ) from error
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as error:
        raise _damaged() from error


def _plain(image: Image.Image, kind: FileKind) -> Image.Image:
    """The picture in a mode that its format can hold and that can be made smaller smoothly."""
    see_through = image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info
    mode = "RGBA" if see_through and kind is not FileKind.JPEG else "RGB"
    if image.mode in ("1", "L") and mode == "RGB":
        mode = "L"
    return image if image.mode == mode else image.convert(mode)


def _is_table(upload: bytes) -> bool:
    """Whether a text has a separator in most of its lines."""
    text = decoded(upload) or ""
    lines = [line for line in text.splitlines() if line.strip()]
    try:
        mark = separator_of(text)
    except TableRefused:
        return False
    return bool(lines) and sum(mark in line for line in lines) * 2 > len(lines)
