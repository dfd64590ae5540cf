"""The embedded engine: the site's own database, SQLite or PostgreSQL.

One statement brings every entry that fits the words, with its facets and what it is sorted by.
The page, the count and all facet counts come from that one list.
"""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.db import OperationalError, connection, transaction
from django.utils.module_loading import import_string

from search import promotions, ranking, spelling
from search.engines import lifting, postgresql, reading, schema, sqlite, store
from search.engines.narrowing import Row, narrow
from search.engines.rows import AMOUNTS, CASE_STUDY, FACET_COLUMNS, LINES, SORTS, IndexRow
from search.engines.schema import LIVE, IndexTables
from search.engines.vocabulary import TableVocabulary
from search.models import IndexMark
from search.query import BEST_FIT, SearchQuery
from search.results import Found, SearchResults
from search.understanding import TextQuery

# Where each value stands in a row of candidates.
ID, FIT, TYPE, PRIOR, SORT, NEWEST, TRUST = range(7)
PLACE = {"trust": TRUST, **{name: 7 + n for n, name in enumerate(FACET_COLUMNS)}}
MOST_PLACES = 8


class DatabaseEngine:
    """`search.engines.Engine` on the site's own database."""

    name = "database"

    def __init__(self, tables: IndexTables = LIVE) -> None:
        self._tables = tables

    def search(self, query: SearchQuery) -> SearchResults:
        """Answer a search."""
        vocabulary = self._vocabulary(query)
        text = reading.understand(query, vocabulary)
        rows = self._candidates(text, query)
        records = [row for row in rows if row[TYPE] == CASE_STUDY]
        passing, facets = narrow(records, query, PLACE)
        first = (query.page - 1) * query.page_size
        order = self._ordered(passing, query, text, vocabulary)
        return SearchResults(
            total=len(passing),
            found=tuple(order[first : first + query.page_size]),
            facets=facets,
            places=_places(rows) if not text.is_empty else (),
            corrections=text.corrections,
            marked=reading.marked(text),
            origins=Counter(row[TRUST] for row in passing) if query.counts_origins else {},
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
            spelling.forget(tables.prefix)

    def _vocabulary(self, query: SearchQuery) -> TableVocabulary:
        return TableVocabulary(
            connection, self._tables, sees_network=query.sees_network, stamp=self._stamp()
        )

    def _stamp(self) -> str:
        """Changes when the words of the index may have changed."""
        if self._tables != LIVE:
            return "fixed"
        mark = IndexMark.objects.filter(name=self.name).values_list("version", flat=True).first()
        return str(mark or 0)

    def _candidates(self, text: TextQuery, query: SearchQuery) -> list[Row]:
        lines = LINES if query.amount is None else AMOUNTS
        facets = [lines if name == LINES else name for name in FACET_COLUMNS]
        plain = ("type", "prior", SORTS[query.sort], "newest", "trust")
        columns = ", ".join(f"i.{name}" for name in (*plain, *(f"f_{name}" for name in facets)))
        try:
            return self._read(text, query, columns)
        except OperationalError:
            if connection.vendor != "sqlite":
                raise
            # A rebuild swapped the tables while SQLite was opening the old ones: the new are there.
            return self._read(text, query, columns)

    def _read(self, text: TextQuery, query: SearchQuery, columns: str) -> list[Row]:
        with connection.cursor() as cursor:
            if connection.vendor == "sqlite":
                sql, params = sqlite.candidates(self._tables, text, columns)
            else:
                sql, params = postgresql.candidates(cursor, self._tables, text, columns)
            cursor.execute(sql, [*params, int(query.sees_network)])
            return cursor.fetchall()

    def _ordered(
        self, rows: list[Row], query: SearchQuery, text: TextQuery, vocabulary: TableVocabulary
    ) -> list[Found]:
        """The best of the rows in order, down to the page that is asked for."""
        upto = lifting.reach(query, text, query.page * query.page_size)
        closeness = dict(query.like.closeness) if query.like else {}
        best_fit = query.sort == BEST_FIT
        promoted = promotions.promoted(query.text) if best_fit and self._tables == LIVE else {}
        fit = _fit_with(closeness) if closeness else _fit
        if best_fit:
            scored = [(row[ID] not in promoted, -fit(row), -row[NEWEST], row[ID]) for row in rows]
        else:
            scored = [(-row[SORT], -fit(row), -row[NEWEST], row[ID]) for row in rows]

        def found(item: tuple[Any, ...]) -> Found:
            return Found(item[3], -item[1], promoted.get(item[3], ""))

        order = lifting.lifted(
            list(map(found, heapq.nsmallest(upto, scored))),
            query,
            text,
            gists=lambda entries: store.gists(connection, self._tables, entries),
            rarity=vocabulary,
        )
        free = "trust_type" not in query.chosen and query.like is None
        if best_fit and free and len(scored) > query.page_size:
            crowded_out = _crowded_out(rows)
            others = (item for item in scored if item[3] in crowded_out)
            best = map(found, heapq.nsmallest(len(ranking.PARITY_PLACES), others))
            order = _with_parity(order, list(best), crowded_out)
        return order


def _crowded_out(rows: list[Row]) -> frozenset[int]:
    at = PLACE["trust_type"]
    return frozenset(row[ID] for row in rows if not ranking.CROWDED_OUT.isdisjoint(row[at].split()))


def _with_parity(order: list[Found], best: list[Found], crowded_out: frozenset[int]) -> list[Found]:
    """Bring the best records of crowded-out trust types forward to their places."""
    by_id = {one.entry_id: one for one in [*best, *order]}
    ids = dict.fromkeys([*(one.entry_id for one in order), *(one.entry_id for one in best)])
    return [by_id[entry] for entry in ranking.keep_parity(list(ids), crowded_out)]


def _fit(row: Row) -> float:
    """How well the words fit, moved by the record's own standing."""
    return row[FIT] * row[PRIOR]


def _fit_with(closeness: dict[str, float]) -> Callable[[Row], float]:
    """The same, moved too by how like the reader's trust the origin is."""
    return lambda row: _fit(row) * ranking.likeness(closeness.get(row[TRUST], 0.0))


def _places(rows: list[Row]) -> tuple[int, ...]:
    """The best-fitting areas and trusts; the page decides which of them the words name."""
    others = [row for row in rows if row[TYPE] != CASE_STUDY]
    return tuple(row[ID] for row in heapq.nlargest(MOST_PLACES, others, key=lambda row: row[FIT]))
