"""File fields that take only what is safe to keep, and say so in our own words."""

from __future__ import annotations

from pathlib import PurePath
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from wagtail.documents.fields import WagtailDocumentField
from wagtail.images.fields import WagtailImageField

from casestudies import uploads
from casestudies.upload_errors import UploadRefused


class CheckedImageField(WagtailImageField):
    """A picture: told by its content, turned upright, made small, and without its metadata."""

    def to_python(self, data: Any) -> Any:
        if not data:
            return super().to_python(data)
        return super().to_python(prepared(data))


class CheckedDocumentField(WagtailDocumentField):
    """A document of a kind that is taken, told by its content and not by its name."""

    def to_python(self, data: Any) -> Any:
        if not data:
            return super().to_python(data)
        try:
            checked = uploads.check_document(_content(data), data.name)
        except UploadRefused as refusal:
            raise ValidationError(refusal.message, code=refusal.code) from refusal
        # The ending decides what a browser makes of it later: it is that of the content.
        data.name = f"{PurePath(data.name).stem}{checked.ending}"
        return super().to_python(data)


def prepared(upload: Any) -> SimpleUploadedFile:
    """The picture to keep instead of an upload. Raises ValidationError with our sentence."""
    try:
        found = uploads.prepare_image(_content(upload))
    except UploadRefused as refusal:
        raise ValidationError(refusal.message, code=refusal.code) from refusal
    ending = "jpg" if found.kind == "jpeg" else found.kind
    name = f"{PurePath(upload.name).stem}.{ending}"
    return SimpleUploadedFile(name, found.content, content_type=f"image/{found.kind}")


def _content(upload: Any) -> bytes:
    """All bytes of an upload, up to one more than any kind may have."""
    most = max(uploads.MAX_IMAGE_BYTES, uploads.MAX_DOCUMENT_BYTES) + 1
    upload.seek(0)
    content = upload.read(most)
    upload.seek(0)
    return content
