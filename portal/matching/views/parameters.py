"""Reading the address: every parameter known and valid, or a sentence that says which is not."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, QueryDict

TRACKING = {"gclid", "fbclid"}


def kept(query: QueryDict) -> QueryDict:
    """The query string without the marks that mail and advertising systems leave."""
    clean = query.copy()
    for name in query:
        if name in TRACKING or name.startswith("utm_"):
            del clean[name]
    return clean


def problems(query: QueryDict, form: forms.Form) -> list[str]:
    """A sentence for each unknown name and each bad value; empty where all is well."""
    unknown = sorted(set(query) - set(form.fields))
    found = [
        f"The address has a parameter we do not know: “{name[:40]}”. Take it out and try again."
        for name in unknown
    ]
    for errors in form.errors.values():
        found += [str(error) for error in errors]
    return found


def sent(request: HttpRequest) -> QueryDict | None:
    """What a form was sent with, an empty one too; None where the page is only opened."""
    return request.POST if request.method == "POST" else None


def cleaned(form: forms.Form) -> dict[str, Any]:
    """The values that could be read, whatever became of the others."""
    form.is_valid()
    return dict(form.cleaned_data)
