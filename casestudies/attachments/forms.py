"""Wagtail's forms for pictures and documents: they take only what is safe to keep, and say so."""

from __future__ import annotations

from pathlib import PurePath
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from wagtail.documents.fields import WagtailDocumentField
from wagtail.documents.forms import BaseDocumentForm
from wagtail.images.fields import WagtailImageField
from wagtail.images.forms import BaseImageForm

from casestudies.attachments import uploads
from casestudies.attachments.file_kinds import UploadRefused


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


ALT = "For people who cannot see it. Good: “A whiteboard with one row for each bed”. Poor: “Photo”."


class ImageForm(BaseImageForm):
    """A picture is described: a picture that nobody can hear says less."""

    def __init__(self, *args: Any, **kw: Any) -> None:
        super().__init__(*args, **kw)
        _replace(self, CheckedImageField)
        if "description" in self.fields:
            field = self.fields["description"]
            field.required = True
            field.help_text = ALT
            field.error_messages["required"] = "Say what the picture shows."


class DocumentForm(BaseDocumentForm):
    """A document is told by its content."""

    def __init__(self, *args: Any, **kw: Any) -> None:
        super().__init__(*args, **kw)
        _replace(self, CheckedDocumentField)

    def add_error(self, field: str | None, error: Any) -> None:
        """Wagtail's form of an uploaded file has no file, but its model looks at the name.

        The file was checked when it was uploaded; an error at a field that is not there is a 500.
        """
        if "file" not in self.fields and "file" in getattr(error, "error_dict", {}):
            others = {name: said for name, said in error.error_dict.items() if name != "file"}
            if not others:
                return
            error = ValidationError(others)
        super().add_error(field, error)


def _replace(form: forms.BaseForm, kind: type[forms.FileField]) -> None:
    """Put our field where Wagtail's is; some of its forms have no file."""
    old = form.fields.get("file")
    if old is not None:
        form.fields["file"] = kind(label=old.label, required=old.required, widget=old.widget)
