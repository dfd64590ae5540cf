"""The boundary between the portal and whatever does the finding.

A view, a feed, an alert and the evaluation pass a `SearchQuery` and get `SearchResults`; nothing
above this line knows which engine answers. An engine is fed `IndexRow`s made from the entries.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager
from typing import Protocol

from django.conf import settings
from django.utils.module_loading import import_string

from search.engines.rows import IndexRow
from search.query import SearchQuery
from search.results import SearchResults

DEFAULT = "database"
ELASTICSEARCH = "elasticsearch"
ENGINES = {
    DEFAULT: "search.engines.database.DatabaseEngine",
    ELASTICSEARCH: "search.engines.elastic.engine.ElasticsearchEngine",
}


class Engine(Protocol):
    """What every engine does, with the same hits, counts and permissions."""

    name: str

    def search(self, query: SearchQuery) -> SearchResults:
        """Answer a search. Only entries that the reader may see are found or counted."""
        ...

    def put(self, row: IndexRow) -> None:
        """Write one entry, in the place of what was held of it."""
        ...

    def remove(self, entry_id: int) -> None:
        """Take one entry out."""
        ...

    def count(self) -> int:
        """How many entries the index holds."""
        ...

    def ids(self) -> set[int]:
        """The entries that the index holds."""
        ...

    def match_labels(
        self, words: Sequence[str], *, sees_network: bool, limit: int
    ) -> list[tuple[int, str]]:
        """(entry id, label) of entries in whose label each word begins a word."""
        ...

    def rebuild(self) -> int:
        """Build a new index from the entries beside the live one and swap. Returns its size."""
        ...

    def scratch(self, rows: Iterable[IndexRow]) -> AbstractContextManager[Engine]:
        """An engine over these rows only, that leaves nothing behind."""
        ...


class NoSuchEngine(Exception):
    """An engine was asked for by a name that none has."""


def get_engine(name: str = "") -> Engine:
    """The engine of this name, or the site's. Raises NoSuchEngine with the names there are.

    The site's answers from the database where its cluster is away. A site set to an engine that
    this code does not have is served by the database; a system check says so.
    """
    if not name:
        name = settings.SEARCH_ENGINE if settings.SEARCH_ENGINE in ENGINES else DEFAULT
        if name != DEFAULT:
            failover = import_string("search.engines.failover.WithFallback")
            return failover(_make(name), _make(DEFAULT))
    if name not in ENGINES:
        raise NoSuchEngine(f"There is no engine “{name}”. Choose from: {', '.join(ENGINES)}.")
    return _make(name)


def _make(name: str) -> Engine:
    return import_string(ENGINES[name])()
