"""Rows of several tables in one statement, as each table's own query would have given them.

A case study has its lines in ten tables, and a page shows all of them. Ten short queries are ten
ways to the database and back, which costs more than what they read. The database puts the rows of
each query into one JSON value, so nothing is kept beside the rows, and nothing can be out of date.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC
from decimal import Decimal
from typing import Any

from django.db import connection, models

# Rows as one value, each of them a list. PostgreSQL's has numbers as they are stored.
GATHER = {
    "sqlite": "json_group_array(json_array({columns}))",
    "postgresql": "json_agg(json_build_array({columns}))::text",
}


def read_together(wanted: Mapping[str, models.QuerySet[Any]]) -> dict[str, list[Any]]:
    """The rows of each of these queries, by name, in the order of the query. One statement.

    The queries give whole rows of one table each: no `select_related`, annotation or slice.
    """
    tables, chosen, given = [], [], []
    gather = GATHER[connection.vendor]
    fields = {name: query.model._meta.concrete_fields for name, query in wanted.items()}
    for place, (name, query) in enumerate(wanted.items()):
        names = [field.attname for field in fields[name]]
        sql, params = query.values_list(*names).query.sql_with_params()
        columns = ", ".join(f"c{number}" for number in range(len(names)))
        tables.append(f"t{place}({columns}) AS ({sql})")
        chosen.append(f"(SELECT {gather.format(columns=columns)} FROM t{place})")
        given += params
    with connection.cursor() as cursor:
        cursor.execute(f"WITH {', '.join(tables)} SELECT {', '.join(chosen)}", given)
        answer = cursor.fetchone()
    return {
        name: [_instance(query.model, fields[name], values) for values in _rows(one)]
        for (name, query), one in zip(wanted.items(), answer, strict=True)
    }


def _rows(value: str | None) -> list[list[Any]]:
    return json.loads(value, parse_float=Decimal) if value else []


def _instance(model: type[models.Model], fields: Any, values: list[Any]) -> models.Model:
    read = [_value(field, value) for field, value in zip(fields, values, strict=True)]
    return model.from_db(connection.alias, [field.attname for field in fields], read)


def _value(field: Any, value: Any) -> Any:
    """What the database driver would have given for this field."""
    if value is None:
        return None
    if isinstance(field, models.ForeignKey):
        return _value(field.target_field, value)
    if isinstance(field, models.JSONField):
        return json.loads(value) if isinstance(value, str) else value
    if isinstance(field, models.DecimalField):
        exact = Decimal(str(value))
        return exact.quantize(Decimal(1).scaleb(-field.decimal_places))
    if isinstance(field, models.FloatField):
        return float(value)
    found = field.to_python(value)
    if isinstance(field, models.DateTimeField) and found.tzinfo is None:
        return found.replace(tzinfo=UTC)
    return found
