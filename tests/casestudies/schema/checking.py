"""A check of a value against the part of JSON Schema that `--schema` uses."""

from __future__ import annotations

import re
from typing import Any

KINDS: dict[str, Any] = {
    "array": list,
    "boolean": bool,
    "integer": int,
    "number": (int, float),
    "object": dict,
    "string": str,
}


def accepts(schema: dict[str, Any], value: Any, whole: dict[str, Any] | None = None) -> bool:
    """True if the schema accepts the value; `whole` holds the definitions."""
    whole = whole or schema
    if "$ref" in schema:
        return accepts(whole["$defs"][schema["$ref"].rsplit("/", 1)[-1]], value, whole)
    return (
        _is_of_its_kind(schema, value)
        and ("enum" not in schema or value in schema["enum"])
        and all(accepts(one, value, whole) for one in schema.get("allOf", ()))
        and ("anyOf" not in schema or any(accepts(one, value, whole) for one in schema["anyOf"]))
        and ("not" not in schema or not accepts(schema["not"], value, whole))
        and _within_limits(schema, value)
        and _inside(schema, value, whole)
    )


def _is_of_its_kind(schema: dict[str, Any], value: Any) -> bool:
    kind = schema.get("type")
    if kind is None:
        return True
    if isinstance(value, bool):
        return kind == "boolean"
    if kind == "integer" and isinstance(value, float):
        return value.is_integer()
    return isinstance(value, KINDS[kind])


def _within_limits(schema: dict[str, Any], value: Any) -> bool:
    if isinstance(value, str):
        long_enough = schema.get("minLength", 0) <= len(value) <= schema.get("maxLength", 10**9)
        return long_enough and re.search(schema.get("pattern", ""), value) is not None
    if isinstance(value, list):
        return schema.get("minItems", 0) <= len(value) <= schema.get("maxItems", 10**9)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return (
            schema.get("minimum", value) <= value <= schema.get("maximum", value)
            and not value >= schema.get("exclusiveMaximum", value + 1)
            and not value <= schema.get("exclusiveMinimum", value - 1)
        )
    return True


def _inside(schema: dict[str, Any], value: Any, whole: dict[str, Any]) -> bool:
    if isinstance(value, list):
        return all(accepts(schema.get("items", {}), one, whole) for one in value)
    if not isinstance(value, dict):
        return True
    known = schema.get("properties", {})
    if not set(schema.get("required", ())) <= value.keys():
        return False
    if schema.get("additionalProperties") is False and not value.keys() <= known.keys():
        return False
    return all(accepts(known.get(key, {}), one, whole) for key, one in value.items())
