"""What must hold before search can be trusted. Each hint is a command."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Tags, Warning, register
from django.db import connections
from django.db.utils import DatabaseError

from search.engines import ENGINES, schema, store

REBUILD = "uv run manage.py rebuild_index"


@register(Tags.database)
def index_is_in_step(databases: Iterable[str] | None, **_: Any) -> list[CheckMessage]:
    """search.W001: the tables of the index are missing. search.W002: its rows are not those of
    the entries. Warnings, because `migrate` must be able to run and mend either.
    """
    if "default" not in (databases or ()):
        return []
    connection = connections["default"]
    try:
        with connection.cursor() as cursor:
            if "search_searchentry" not in connection.introspection.table_names(cursor):
                return []
            if not schema.exists(connection):
                return [Warning("The search index has no tables.", hint=REBUILD, id="search.W001")]
            cursor.execute("SELECT count(*) FROM search_searchentry WHERE NOT gone")
            entries = cursor.fetchone()[0]
        held = store.count(connection, schema.LIVE)
    except DatabaseError as error:
        return [
            Warning(f"The search index cannot be read: {error}", hint=REBUILD, id="search.W001")
        ]
    if held != entries:
        return [
            Warning(
                f"The search index holds {held} of {entries} entries.",
                hint=REBUILD,
                id="search.W002",
            )
        ]
    return []


@register(Tags.compatibility)
def engine_is_known(**_: Any) -> list[CheckMessage]:
    """search.W003: the settings name an engine that this code does not have."""
    if settings.SEARCH_ENGINE in ENGINES:
        return []
    return [
        Warning(
            f"There is no search engine “{settings.SEARCH_ENGINE}”; the database answers.",
            hint=f"export SEARCH_ENGINE={next(iter(ENGINES))}",
            id="search.W003",
        )
    ]
