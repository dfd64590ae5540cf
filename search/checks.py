"""What must hold before search can be trusted. Each hint is a command."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Tags, Warning, register
from django.db import connections
from django.db.utils import DatabaseError

from search.engines import ELASTICSEARCH, ENGINES, schema, store
from search.engines.away import EngineAway
from search.engines.elastic import indices, mapping
from search.engines.elastic.client import answering
from search.models import IndexProblem

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


@register(Tags.compatibility)
def cluster_is_in_step(**_: Any) -> list[CheckMessage]:
    """search.W004: the cluster does not answer. W005: it has no index, or one with another
    mapping than this code's. W006: it refused entries.

    Warnings, because the database answers meanwhile, and `rebuild_index` must be able to run.
    """
    if settings.SEARCH_ENGINE != ELASTICSEARCH:
        return []
    try:
        with answering():
            found = indices.behind(settings.ELASTICSEARCH_INDEX)
            digest = indices.digest_of(settings.ELASTICSEARCH_INDEX) if found else ""
    except EngineAway as away:
        return [Warning(f"{away} The database answers.", id="search.W004")]
    told: list[CheckMessage] = []
    if digest != mapping.digest():
        what = "of another version of this code" if found else "not there"
        told.append(
            Warning(f"The index in Elasticsearch is {what}.", hint=REBUILD, id="search.W005")
        )
    return [*told, *_refused()]


def _refused() -> list[CheckMessage]:
    try:
        problems = list(IndexProblem.objects.filter(index=ELASTICSEARCH)[:1])
        number = IndexProblem.objects.filter(index=ELASTICSEARCH).count()
    except DatabaseError:
        # Before `migrate` there is no such table, and nothing that was refused.
        return []
    if not problems:
        return []
    return [
        Warning(
            f"Elasticsearch refused {number} entries. The first: {problems[0]}",
            hint=REBUILD,
            id="search.W006",
        )
    ]
