"""Showing in a form what a command refused, so that the person can mend it where it is wrong."""

from __future__ import annotations

from collections.abc import Callable

from django import forms
from django.core.exceptions import ValidationError

SAME_AS = {"areas": "area"}


def attempt(form: forms.Form, command: Callable[[], object]) -> bool:
    """Run a command. Where a rule refuses, put the sentence next to its field; False then."""
    try:
        command()
    except ValidationError as error:
        show(form, error)
        return False
    return True


def show(form: forms.Form, error: ValidationError) -> None:
    """Each sentence next to its field, or at the top where the form has no such field."""
    if not hasattr(error, "error_dict"):
        form.add_error(None, error)
        return
    for name, errors in error.error_dict.items():
        name = SAME_AS.get(name, name)
        visible = name in form.fields and not form.fields[name].widget.is_hidden
        form.add_error(name if visible else None, errors)
