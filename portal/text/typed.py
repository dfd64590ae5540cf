"""The gate at the forms: every text field, ours, Wagtail's and allauth's, judges the clean text.

A length is counted and a field is empty or not after what cannot be seen is gone, so that an error
stands next to the field. Passwords are never changed. An address for e-mail is never changed
either: one with a letter that only looks like another is refused, since it is another mailbox.
"""

from __future__ import annotations

import unicodedata
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from wagtail.admin.rich_text import DraftailRichTextArea

from portal.text.normalising import clean, clean_html, clean_line

# Refused by each field with its own sentence, never taken out in silence.
NUL = "\x00"
UNSEEN_IN_ADDRESS = (
    "The e-mail address holds a character that cannot be seen. Type the address by hand."
)
ODD_IN_ADDRESS = (
    "The e-mail address holds “{one}” ({name}), which no address of ours has. "
    "Type the address by hand."
)
INVISIBLE = ("Cc", "Cf", "Cn", "Co", "Zs", "Zl", "Zp", "Mn")


def clean_typed(field: forms.CharField, value: Any) -> Any:
    """What a text field takes of what was typed. Raises ValidationError for an odd address."""
    if not isinstance(value, str) or NUL in value:
        return value
    widget = field.widget
    if isinstance(widget, forms.PasswordInput):
        return value
    if isinstance(field, forms.EmailField):
        check_address(value)
        return value
    if isinstance(widget, DraftailRichTextArea):
        return clean_html(value)
    one_line = isinstance(widget, forms.TextInput) and not widget.is_hidden
    return clean_line(value) if one_line else clean(value)


def check_address(address: str) -> None:
    """Raise ValidationError, naming the character, unless all letters of an address are plain."""
    odd = next((one for one in address.strip() if not 32 < ord(one) < 127), "")
    if not odd or odd == " ":
        return
    if unicodedata.category(odd) in INVISIBLE:
        raise ValidationError(UNSEEN_IN_ADDRESS, code="invalid")
    name = unicodedata.name(odd, "a character without a name").lower()
    raise ValidationError(ODD_IN_ADDRESS.format(one=odd, name=name), code="invalid")


def register() -> None:
    """From now on every `forms.CharField`, and what is made of it, cleans before it judges."""
    if getattr(forms.CharField.clean, "cleans_text", False):
        return
    judge = forms.CharField.clean

    def clean_field(self: forms.CharField, value: Any) -> Any:
        return judge(self, clean_typed(self, value))

    clean_field.cleans_text = True  # type: ignore[attr-defined]
    forms.CharField.clean = clean_field  # type: ignore[method-assign, assignment]
