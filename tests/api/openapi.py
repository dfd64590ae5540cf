"""A check of an answer against the OpenAPI document that the site serves."""

from __future__ import annotations

from datetime import date

KINDS = {
    "string": str,
    "integer": int,
    "number": (int, float),
    "boolean": bool,
    "null": type(None),
    "object": dict,
}


def problems(value, schema, document, where="answer"):
    """Every place where a value is not what the schema says; extra fields count too."""
    if "$ref" in schema:
        name = schema["$ref"].rsplit("/", 1)[-1]
        return problems(value, document["components"]["schemas"][name], document, where)
    if "anyOf" in schema:
        tried = [problems(value, one, document, where) for one in schema["anyOf"]]
        return [] if [] in tried else tried[0]
    if schema["type"] == "array":
        return of_list(value, schema, document, where)
    wrong = not isinstance(value, KINDS[schema["type"]])
    if wrong or (isinstance(value, bool) and schema["type"] != "boolean"):
        return [f"{where}: {value!r} is no {schema['type']}"]
    if schema.get("format") == "date":
        date.fromisoformat(value)
    return of_object(value, schema, document, where) if "properties" in schema else []


def of_list(value, schema, document, where):
    if not isinstance(value, list):
        return [f"{where}: {value!r} is no list"]
    shapes = schema.get("prefixItems") or [schema["items"]] * len(value)
    if len(shapes) != len(value):
        return [f"{where}: {len(value)} values for {len(shapes)}"]
    pairs = enumerate(zip(value, shapes, strict=True))
    return [
        found
        for number, (one, shape) in pairs
        for found in problems(one, shape, document, f"{where}[{number}]")
    ]


def of_object(value, schema, document, where):
    missing = [f"{where}.{name} is missing" for name in schema["required"] if name not in value]
    unknown = [
        f"{where}.{name} is not told of" for name in value if name not in schema["properties"]
    ]
    return [
        *missing,
        *unknown,
        *(
            found
            for name, shape in schema["properties"].items()
            if name in value
            for found in problems(value[name], shape, document, f"{where}.{name}")
        ),
    ]
