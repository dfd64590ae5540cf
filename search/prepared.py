"""Querysets whose SQL is worked out once: Django takes longer over it than the database over the
answer. For what every results page reads.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.db import connection
from django.db.models import Func, QuerySet, TextField
from django.db.models.functions import JSONArray

Value = int | str
# The SQL, and each parameter with the place of the value that stands there; None: it is itself.
Sql = tuple[str, list[tuple[int | None, Any]]]


class AllRows(Func):
    """The values of every row of a queryset without an order, each row a list, as one JSON text.

    For tables that are read whole: SQLite lets other threads go on at each row, and takes longer
    over that than over the row. JSON in a row is a text on SQLite, and JSON on PostgreSQL.
    """

    arity = 1
    output_field = TextField()

    def __init__(self, *fields: str) -> None:
        super().__init__(JSONArray(*fields))

    def as_sqlite(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        """A JSON text as it is."""
        return self.as_sql(
            compiler, connection, template="JSON_GROUP_ARRAY(%(expressions)s)", **extra
        )

    def as_postgresql(self, compiler: Any, connection: Any) -> Any:
        """As a text, so that it is read only where it changed."""
        template = "COALESCE(JSON_AGG(%(expressions)s)::text, '[]')"
        return self.as_sql(compiler, connection, template=template)


class Prepared:
    """A queryset of plain values, by what it asks for.

    `make` gives it for a list of values, each of which must reach the SQL as it is, and whatever
    else it asks for must be the same each time. Rows come as
    the database has them: JSON as text, truth on SQLite as 0 or 1.
    """

    def __init__(self, make: Callable[[list[Any]], QuerySet[Any, Any]]) -> None:
        self._make = make
        self._known: dict[tuple[Any, ...], Sql] = {}

    def rows(self, values: Sequence[Value] = ()) -> list[tuple[Any, ...]]:
        """The rows for these values, which must differ from each other."""
        kinds = (connection.vendor, *map(type, values))
        if kinds not in self._known:
            self._known[kinds] = self._worked_out(values)
        sql, params = self._known[kinds]
        given = [param if place is None else values[place] for place, param in params]
        with connection.cursor() as cursor:
            cursor.execute(sql, given)
            return cursor.fetchall()

    def _worked_out(self, values: Sequence[Value]) -> Sql:
        stand_ins = [_stand_in(place, value) for place, value in enumerate(values)]
        sql, params = self._make(stand_ins).query.sql_with_params()
        places = {one: place for place, one in enumerate(stand_ins)}
        return sql, [(places.get(param), param) for param in params]


def _stand_in(place: int, value: Value) -> Value:
    """What no such value is, nor anything else that a queryset asks for."""
    return -1 - place if isinstance(value, int) else f"\x00{place}"
