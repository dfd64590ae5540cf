"""The embedded engine: the site's own database, SQLite or PostgreSQL.

The tables say which entries the words stand in and how often (`postings`). The page, the count and
all facet counts come from that, and from the facts that the process holds (`columns`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial

from django.db import OperationalError, connection, transaction
from django.utils.module_loading import import_string

from search import promotions, spelling
from search.engines import lifting, postgresql, postings, reading, schema, sqlite, stamps, store
from search.engines.candidates import Candidates, best_fitting, ordered
from search.engines.columns import columns, forget
from search.engines.fitting import fitting
from search.engines.narrowing import counts, crossed, narrow
from search.engines.rows import IndexRow
from search.engines.schema import LIVE, IndexTables
from search.engines.vocabulary import TableVocabulary
from search.query import BEST_FIT, SearchQuery
from search.results import Found, SearchResults
from search.understanding import TextQuery

MOST_PLACES = 8


class DatabaseEngine:
    """`search.engines.Engine` on the site's own database."""

    name = "database"

    def __init__(self, tables: IndexTables = LIVE) -> None:
        self._tables = tables

    def search(self, query: SearchQuery) -> SearchResults:
        """Answer a search."""
        vocabulary = TableVocabulary(connection, self._tables, sees_network=query.sees_network)
        text = reading.understand(query)
        found = self._candidates(text, query)
        held = found.columns
        kept, facets = narrow(held, found.bits & held.case_studies, query)
        passing = found.within(kept)
        first = (query.page - 1) * query.page_size
        order = self._ordered(passing, query, text, vocabulary)
        return SearchResults(
            total=passing.bits.bit_count(),
            found=tuple(order[first : first + query.page_size]),
            facets=facets,
            places=() if text.is_empty else _places(found),
            suggestions=reading.suggested(query, text, vocabulary),
            marked=reading.marked(text),
            word_counts=self._word_counts(text, kept),
            origins=counts(held.by_trust, kept) if query.counts_origins else {},
            crossed=crossed(held, kept, query.crosses) if query.crosses else {},
        )

    def put(self, row: IndexRow) -> None:
        """Write one entry. Call it inside the transaction of the change."""
        store.put(connection, self._tables, row)

    def remove(self, entry_id: int) -> None:
        """Take one entry out. Call it inside the transaction of the change."""
        store.remove(connection, self._tables, entry_id)

    def count(self) -> int:
        """How many entries the index holds."""
        return store.count(connection, self._tables)

    def ids(self) -> set[int]:
        """The entries that the index holds."""
        return store.ids(connection, self._tables)

    def match_labels(
        self, words: Sequence[str], *, sees_network: bool, limit: int
    ) -> list[tuple[int, str]]:
        """(entry id, label) of entries in whose label each word begins a word."""
        where = " AND ".join("' ' || label LIKE %s" for _ in words)
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT id, label FROM {self._tables.facts} WHERE access <= %s AND {where} "
                "ORDER BY prior DESC, id LIMIT %s",
                [int(sees_network), *(f"% {word}%" for word in words), limit],
            )
            return cursor.fetchall()

    def rebuild(self) -> int:
        """Build new tables beside the live ones and swap them. Returns how many entries."""
        # Rebuilding reads the entries, which write through this engine.
        return import_string("search.engines.rebuilding.rebuild")(connection, self.name)

    @contextmanager
    def scratch(self, rows: Iterable[IndexRow]) -> Iterator[DatabaseEngine]:
        """An engine over these rows only, in tables of its own, removed afterwards."""
        tables = schema.fresh_tables()
        schema.create(connection, tables)
        try:
            with transaction.atomic():
                store.fill(connection, tables, rows)
            yield DatabaseEngine(tables)
        finally:
            schema.drop(connection, tables)
            with connection.cursor() as cursor:
                stamps.remove(cursor, tables)
            forget(tables.prefix)
            spelling.forget(tables.prefix)

    def _candidates(self, text: TextQuery, query: SearchQuery) -> Candidates:
        """Everything that fits the words and that the reader may see."""
        try:
            found = self._fitting(text)
        except OperationalError:
            if connection.vendor != "sqlite":
                raise
            # A rebuild swapped the tables while SQLite was opening the old ones: the new are there.
            found = self._fitting(text)
        return found.within(found.columns.visible(sees_network=query.sees_network))

    def _word_counts(self, text: TextQuery, kept: int) -> dict[str, int]:
        """How many of these entries hold each thing that was asked for."""
        if text.is_prose:
            return {}
        return {
            one.key: (self._fitting(TextQuery(alternatives=one.phrases)).bits & kept).bit_count()
            for one in text.concepts
        }

    def _fitting(self, text: TextQuery) -> Candidates:
        dialect = sqlite if connection.vendor == "sqlite" else postgresql
        with connection.cursor() as cursor:
            # Before all else, so that no facts are kept under a stamp that is newer than they are.
            stamp = stamps.read(cursor, self._tables)
            return fitting(
                columns(connection, self._tables, stamp),
                text,
                partial(postings.read, cursor, self._tables),
                partial(dialect.holders, cursor, self._tables),
            )

    def _ordered(
        self, passing: Candidates, query: SearchQuery, text: TextQuery, vocabulary: TableVocabulary
    ) -> list[Found]:
        """The best in order, down to the page that is asked for."""
        may_promote = query.sort == BEST_FIT and self._tables == LIVE
        return ordered(
            passing,
            query,
            lifting.reach(query, text, query.page * query.page_size),
            promotions.promoted(query.text) if may_promote else {},
            lambda order: lifting.lifted(order, query, text, vocabulary),
        )


def _places(found: Candidates) -> tuple[int, ...]:
    """The best-fitting areas and trusts; the page decides which of them the words name."""
    held = found.columns
    return best_fitting(found.within(held.everything & ~held.case_studies), MOST_PLACES)
