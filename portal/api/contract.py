"""The parameters of each address in OpenAPI's words, taken from the fields of its form.

A field that is added to a form appears here by itself.
"""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import QueryDict

from portal.api import parameters
from portal.api.parameters import Maker
from search.facets import CHOICES as FIXED
from search.query import FACETS

# Which form reads the address of which operation.
FORMS: dict[str, Maker] = {
    "index": parameters.nothing,
    "searchCaseStudies": parameters.search,
    "readCaseStudy": parameters.nothing,
    "listAreas": parameters.nothing,
    "readArea": parameters.nothing,
    "listTrusts": parameters.trusts,
    "readTrust": parameters.nothing,
    "listSimilarTrusts": parameters.similar,
    "listExemplars": parameters.exemplars,
}
FEW = 12
# What a field's own label does not tell.
MORE = {
    "like": "An ODS code, for the 10 trusts most like it; with “:mid” after it, the 30 most alike.",
    "trust": "ODS code of the trust whose case study it is.",
    "explain": "For editors, on the site; it changes nothing here.",
    "area": "The slug of an efficiency area. Those below it are included.",
    "saving_from": "Of one saving, in whole pounds: 100000, or £100k.",
    "saving_to": "Of one saving, in whole pounds.",
    "q": "Words, read as they come.",
    "places": "Any value: only offers with a place left.",
}
MANY = "May be given several times: either fits."


def with_parameters(document: Any) -> Any:
    """The same document with the parameters of each operation."""
    for operations in document["paths"].values():
        for operation in operations.values():
            form = FORMS[operation["operationId"]](QueryDict())
            operation["parameters"] = [
                *operation.get("parameters", ()),
                *(described(name, field) for name, field in form.fields.items()),
            ]
    return document


def described(name: str, field: forms.Field) -> dict[str, Any]:
    """One field as a parameter."""
    many = isinstance(field, forms.MultipleChoiceField)
    one = _schema(name, field)
    found: dict[str, Any] = {
        "name": name,
        "in": "query",
        "required": False,
        "description": _description(name, field, many),
        "schema": {"type": "array", "items": one} if many else one,
    }
    if many:
        found |= {"style": "form", "explode": True}
    return found


def _schema(name: str, field: forms.Field) -> dict[str, Any]:
    schema: dict[str, Any] = {"type": _type(field)}
    for key, value in (
        ("maxLength", getattr(field, "max_length", None)),
        ("minimum", getattr(field, "min_value", None)),
        ("maximum", getattr(field, "max_value", None)),
    ):
        if value is not None:
            schema[key] = value
    if choices := dict(choices_of(field)):
        if _is_fixed(name):
            schema |= {"enum": list(choices), "x-labels": choices}
        else:
            schema["examples"] = list(choices)[:FEW]
    return schema


def _type(field: forms.Field) -> str:
    if type(field) is forms.IntegerField:
        return "integer"
    return "boolean" if isinstance(field, forms.BooleanField) else "string"


def _is_fixed(name: str) -> bool:
    """True if the values are the code's; those that editors and the register hold may change."""
    return name in FIXED or name not in FACETS


def choices_of(field: forms.Field) -> list[tuple[str, str]]:
    """The values with their words; those of a group one by one, without the empty one."""
    found: list[tuple[str, str]] = []
    for value, label in getattr(field, "choices", ()):
        group = label if isinstance(label, list | tuple) else [(value, label)]
        found += [(str(value), str(label)) for value, label in group if value != ""]
    return found


def _description(name: str, field: forms.Field, many: bool) -> str:
    choices = choices_of(field)
    parts = [f"{field.label or name.capitalize()}.", MORE.get(name, ""), str(field.help_text)]
    if choices and not _is_fixed(name):
        parts.append("The values change with the content: the answer gives those in use.")
    parts.append(MANY if many else "")
    return " ".join(part for part in parts if part)
