"""Wagtail's forms for pictures and documents, with what we ask of both."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from wagtail.documents.forms import BaseDocumentForm
from wagtail.images.forms import BaseImageForm

from casestudies.attachments.fields import CheckedDocumentField, CheckedImageField

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
