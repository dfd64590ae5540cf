"""Text on one line: names, titles, subjects. None of it breaks a letter or a heading."""

from __future__ import annotations

import unicodedata
from functools import cache
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models.signals import pre_save

# Control characters, and the two separators that end a line: a header or a CSV row breaks on them.
BREAKING = ("Cc", "Zl", "Zp")


def single_line(text: str) -> str:
    """The text on one line: runs of line ends and other control characters become one space."""
    if text.isprintable() or not any(unicodedata.category(one) in BREAKING for one in text):
        return text
    spaced = "".join(" " if unicodedata.category(one) in BREAKING else one for one in text)
    return " ".join(spaced.split())


def normalise(instance: models.Model) -> None:
    """Put every single-line field of a record on one line, as it is about to be saved.

    Where names are unique, call it before the check, so that two spellings of one name meet there.
    """
    for name in single_line_fields(type(instance)):
        # A field that was not loaded is not about to be written.
        value = instance.__dict__.get(name)
        if isinstance(value, str):
            instance.__dict__[name] = single_line(value)


@cache
def single_line_fields(model: type[models.Model]) -> tuple[str, ...]:
    """The names of the fields that hold one line: text with a limit, which Django shows as one."""
    return tuple(
        field.attname
        for field in model._meta.concrete_fields
        if isinstance(field, models.CharField) and not field.choices
    )


def _normalise_ours(sender: type[models.Model], instance: models.Model, **_: Any) -> None:
    if sender.__module__.startswith(_ours()):
        normalise(instance)


@cache
def _ours() -> tuple[str, ...]:
    return tuple(f"{app}." for app in settings.FIRST_PARTY_APPS)


def register() -> None:
    """From now on whatever enters (form, editor, import, register, shell) is stored on one line."""
    pre_save.connect(_normalise_ours, dispatch_uid="accounts.single_line")
