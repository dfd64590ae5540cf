"""The parameters of each address as a form: read, refused, and described in OpenAPI's words.

The description is taken from the fields of the form, so a field that is added appears by itself.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, QueryDict

from portal.api.errors import Refused
from portal.matching.query_parameters import ExemplarFilterForm
from portal.matching.requests import form_queries
from portal.trusts.forms import TrustFilterForm
from portal.trusts.likeness.queries import METHODS
from search.facets import CHOICES as FIXED
from search.forms import SearchForm, without_tracking
from search.query import FACETS

MOST_SIMILAR = 50
SHOWN_OF_A_NAME = 40
REFUSED = "The address has a parameter that cannot be read. Each is named below."
NUL = "\x00"


class KnownNames(forms.Form):
    """Refuses names that it has no field for, and a field given twice."""

    data: QueryDict

    def clean(self) -> dict[str, Any]:
        super().clean()
        known = ", ".join(self.fields)
        for name in self.data:
            if name not in self.fields:
                has = f"It has: {known}." if known else "It has none."
                said = f"“{name[:SHOWN_OF_A_NAME]}” is not a parameter of this address. {has}"
                self.add_error(None, said)
            elif len(self.data.getlist(name)) > 1:
                self.add_error(name, f"Give “{name}” once: it is in the address twice.")
        return self.cleaned_data


class NoParameters(KnownNames):
    """For an address that takes none."""


class ExemplarParameters(KnownNames, ExemplarFilterForm):
    """What `/exemplars/` understands."""


class SimilarParameters(KnownNames):
    """By which method the trusts are compared, and how many are given."""

    method = forms.ChoiceField(
        label="Method",
        required=False,
        choices=[(name, name) for name in METHODS],
        help_text="“ours” compares open trusts, of the same type first; “national” is the Peer "
        "Finder of 2018/19. “ours” if not given.",
        error_messages={
            "invalid_choice": f"“%(value)s” is not a method. Choose from: {', '.join(METHODS)}."
        },
    )
    limit = forms.IntegerField(
        label="How many trusts",
        required=False,
        min_value=1,
        max_value=MOST_SIMILAR,
        help_text="10 if not given.",
        error_messages=dict.fromkeys(
            ("invalid", "min_value", "max_value"),
            f"The limit must be a whole number from 1 to {MOST_SIMILAR}.",
        ),
    )


Maker = Callable[[QueryDict], Any]


def nothing(asked: QueryDict) -> NoParameters:
    return NoParameters(asked)


def search(asked: QueryDict) -> SearchForm:
    # Whoever is signed in: what the API gives is for everyone, and may be kept by anyone.
    return SearchForm(asked, user=AnonymousUser())


def trusts(asked: QueryDict) -> TrustFilterForm:
    return TrustFilterForm(asked)


def similar(asked: QueryDict) -> SimilarParameters:
    return SimilarParameters(asked)


def exemplars(asked: QueryDict) -> ExemplarParameters:
    return ExemplarParameters(asked, areas=form_queries.area_groups())


def read(request: HttpRequest, make: Maker) -> Any:
    """The valid form of an address. Raises `Refused` with every problem by its parameter."""
    asked = without_tracking(request.GET)
    for name, values in asked.lists():
        if NUL in name or any(NUL in value for value in values):
            said = "This parameter holds a character that nothing here can hold. Take it out."
            raise Refused(400, REFUSED, [(name.replace(NUL, "")[:SHOWN_OF_A_NAME], said)])
    form = make(asked)
    if not form.is_valid():
        raise refusal(form)
    return form


def refusal(form: forms.Form) -> Refused:
    """What is wrong with a form, as the API says it."""
    named = [name for name in form.data if name not in form.fields] + list(form.fields)
    problems = []
    for field, sentences in form.errors.items():
        for said in map(str, sentences):
            problems.append((field if field in form.fields else _meant(said, named), said))
    return Refused(400, REFUSED, problems)


def _meant(said: str, names: list[str]) -> str:
    """The parameter that a sentence about the whole address speaks of."""
    short = [name[:SHOWN_OF_A_NAME] for name in names]
    return next((name for name in short if f"“{name}”" in said), "")


# Which form reads the address of which operation.
FORMS: dict[str, Maker] = {
    "index": nothing,
    "searchCaseStudies": search,
    "readCaseStudy": nothing,
    "listAreas": nothing,
    "readArea": nothing,
    "listTrusts": trusts,
    "readTrust": nothing,
    "listSimilarTrusts": similar,
    "listExemplars": exemplars,
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
