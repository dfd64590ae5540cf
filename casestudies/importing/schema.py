"""The schema of one line of a file as JSON Schema, for `--schema`."""

from __future__ import annotations

from typing import Any

from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import core_schema

from casestudies.schema import CaseStudy, Part, fields_of, label_of, parts_of
from casestudies.schema.case_study import ONE_OF_EACH

NOT_KNOWN = {"$ref": "#/$defs/NotKnown"}


class OfAFile(GenerateJsonSchema):
    """Pydantic's, without its defaults and titles: what is left out of a file has none."""

    def field_title_should_be_set(self, schema: Any) -> bool:
        return False

    def default_schema(self, schema: core_schema.WithDefaultSchema) -> JsonSchemaValue:
        return self.generate_inner(schema["schema"])


def json_schema() -> dict[str, Any]:
    """The schema of one line as JSON Schema."""
    whole = CaseStudy.model_json_schema(schema_generator=OfAFile)
    kinds = whole.pop("$defs")
    parts = {part.__name__: part for part in parts_of(CaseStudy)}
    described = {
        name: _described(parts[name], schema) for name, schema in kinds.items() if name in parts
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **_described(CaseStudy, whole),
        "allOf": [{"anyOf": [_given(key) for key in keys]} for keys in ONE_OF_EACH],
        "$defs": {
            **described,
            "NotKnown": {"enum": [None, ""], "description": "Not known, as if it were left out."},
        },
    }


def _given(key: str) -> dict[str, Any]:
    return {"required": [key], "properties": {key: {"not": NOT_KNOWN}}}


def _described(part: type[Part], schema: dict[str, Any]) -> dict[str, Any]:
    """Without what a file may not set; each key with its name, and free to be unknown."""
    properties = {}
    for name, uses in fields_of(part).items():
        if not uses.in_file:
            continue
        named = {"title": label_of(part, name)}
        stated = schema["properties"][name]
        if uses.required:
            properties[name] = named | stated
        else:
            properties[name] = named | {"anyOf": [stated, NOT_KNOWN]}
    return {**schema, "properties": properties}
