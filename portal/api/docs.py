"""The documentation for people, drawn from the OpenAPI document that machines read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from casestudies.visibility import visible_to
from portal.api.service import api

TYPES = {"integer": "whole number", "number": "number", "boolean": "yes or no", "string": "text"}
NOTHING = "null"
NUMBER = "{case_study_id}"


@dataclass(frozen=True)
class Parameter:
    """A parameter: its name, what it takes, and what it does."""

    name: str
    takes: str
    description: str
    values: tuple[tuple[str, str], ...]
    """What it may be, with what that means."""
    in_path: bool


@dataclass(frozen=True)
class Answered:
    """A field of the answer."""

    name: str
    holds: str
    description: str


@dataclass(frozen=True)
class Endpoint:
    """One address."""

    name: str
    summary: str
    path: str
    description: str
    parameters: tuple[Parameter, ...]
    answer: tuple[Answered, ...]
    example: str


@require_safe
def docs(request: HttpRequest) -> HttpResponse:
    """`/api/v1/docs/`."""
    document = api.get_openapi_schema()
    newest = visible_to(AnonymousUser()).whole().values_list("pk", flat=True).first()
    context = {
        "about": document["info"]["description"],
        "endpoints": endpoints(document, case_study_id=newest),
        "error": fields_of({"$ref": "#/components/schemas/Error"}, document),
        "problem": fields_of({"$ref": "#/components/schemas/Problem"}, document),
    }
    return render(request, "api/docs.html", context)


def endpoints(document: dict[str, Any], *, case_study_id: int | None) -> list[Endpoint]:
    """Every address of the document, in its order. The case study stands in the examples."""
    return [
        _endpoint(path, operation, document, case_study_id)
        for path, operations in document["paths"].items()
        for operation in operations.values()
    ]


def _endpoint(
    path: str, operation: dict[str, Any], document: dict[str, Any], case_study_id: int | None
) -> Endpoint:
    answer = operation["responses"][200]["content"]["application/json"]["schema"]
    return Endpoint(
        name=operation["operationId"],
        summary=operation["summary"],
        path=path,
        description=operation.get("description", ""),
        parameters=tuple(_parameter(one) for one in operation["parameters"]),
        answer=fields_of(answer, document),
        example=_example(operation["x-example"], case_study_id),
    )


def _example(address: str, case_study_id: int | None) -> str:
    """An address that answers; blank while there is no case study to show."""
    if case_study_id is None and NUMBER in address:
        return ""
    return address.replace(NUMBER, str(case_study_id))


def _parameter(one: dict[str, Any]) -> Parameter:
    schema = one["schema"]
    single = schema.get("items", schema)
    return Parameter(
        name=one["name"],
        takes=TYPES[single["type"]],
        description=one.get("description", ""),
        values=tuple(single.get("x-labels", {}).items()),
        in_path=one["in"] == "path",
    )


def fields_of(schema: dict[str, Any], document: dict[str, Any]) -> tuple[Answered, ...]:
    """The fields of a shape, each in words."""
    shape = document["components"]["schemas"][_name(schema)]
    return tuple(
        Answered(name, holds(value), value.get("description", ""))
        for name, value in shape["properties"].items()
    )


def holds(schema: dict[str, Any]) -> str:
    """What a field holds, in words: “list of Saving”, “whole number or nothing”."""
    if "$ref" in schema:
        return _name(schema)
    if "anyOf" in schema:
        kinds = [holds(one) for one in schema["anyOf"] if one.get("type") != NOTHING]
        return f"{' or '.join(kinds)}, or nothing"
    if schema.get("type") == "array":
        pair = schema.get("prefixItems")
        inside = f"({', '.join(map(holds, pair))})" if pair else holds(schema["items"])
        return f"list of {inside}"
    if schema.get("format") == "date":
        return "date"
    return TYPES[schema["type"]]


def _name(schema: dict[str, Any]) -> str:
    return str(schema["$ref"]).rsplit("/", 1)[-1]
