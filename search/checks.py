"""What must hold before search can be trusted. Each hint is a command."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Tags, Warning, register
from django.db import connections
from django.db.utils import DatabaseError

from search.engines.contract import ELASTICSEARCH, EMBEDDED, EngineAway, NoSuchEngine, engine_named
from search.engines.elastic import indices
from search.engines.elastic.client import answering
from search.engines.elastic.engine import ElasticsearchEngine
from search.engines.embedded.engine import EmbeddedEngine
from search.indexing import catching_up, history
from search.models import IndexProblem, SearchEntry

REBUILD = "uv run manage.py rebuild_index"


@register(Tags.database)
def index_is_in_step(databases: Iterable[str] | None, **_: Any) -> list[CheckMessage]:
    """search.W001: this machine has no index that can be read. search.W002: it does not hold the
    entries. Warnings, because the next search, `send_due` and `rebuild_index` mend either.
    """
    if "default" not in (databases or ()):
        return []
    try:
        if "search_searchentry" not in connections["default"].introspection.table_names():
            return []
        # Before `migrate` a column may be missing: then nothing can be brought into step.
        SearchEntry.objects.first()
        entries = SearchEntry.objects.filter(gone=False).count()
        engine = EmbeddedEngine()
        catching_up.in_passing(engine)
        index = engine.ids()
    except EngineAway as away:
        return [Warning(str(away), hint=REBUILD, id="search.W001")] if entries else []
    except DatabaseError:
        return []
    if len(index) != entries:
        return [
            Warning(
                f"The search index holds {len(index)} of {entries} entries.",
                hint=REBUILD,
                id="search.W002",
            )
        ]
    return []


@register(Tags.compatibility)
def engine_is_known(**_: Any) -> list[CheckMessage]:
    """search.W003: the settings name an engine that this code does not have."""
    try:
        engine_named(settings.SEARCH_ENGINE)
    except NoSuchEngine as error:
        return [
            Warning(
                f"{error} The embedded engine answers.",
                hint=f"export SEARCH_ENGINE={EMBEDDED}",
                id="search.W003",
            )
        ]
    return []


@register(Tags.compatibility)
def cluster_is_in_step(**_: Any) -> list[CheckMessage]:
    """search.W004: the cluster does not answer. W005: it has no index, or one of another version
    of this code or of another database. W006: it refused entries.

    Warnings, because this machine's own index answers meanwhile, and `rebuild_index` must be able
    to run.
    """
    if settings.SEARCH_ENGINE != ELASTICSEARCH:
        return []
    try:
        wrong = _wrong_with_cluster()
    except EngineAway as away:
        return [Warning(f"{away} This machine's own index answers.", id="search.W004")]
    except DatabaseError:
        # Before `migrate` there is no history to compare with.
        return []
    told: list[CheckMessage] = []
    if wrong:
        told.append(Warning(f"The index in Elasticsearch {wrong}.", hint=REBUILD, id="search.W005"))
    return [*told, *_refused()]


def _wrong_with_cluster() -> str:
    """Why its index cannot be followed; blank if it can."""
    with answering():
        if not indices.behind(settings.ELASTICSEARCH_INDEX):
            return "is not there"
    position = ElasticsearchEngine().position()
    if position is None:
        return "is of another version of this code"
    if not history.leads_from(position):
        return "holds changes that this database never had"
    return ""


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
