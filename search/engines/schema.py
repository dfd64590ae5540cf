"""The tables of the `database` engine. They are not Django models, because a rebuild makes a
second set beside the live one and swaps them by name.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import Any

from search.engines.rows import FACTS, LENGTH

TEXT_FACTS = {"type", "trust", "label"}
REAL_FACTS = {"prior"}


@dataclass(frozen=True)
class IndexTables:
    """The names of one set of tables, all from its prefix."""

    prefix: str

    @property
    def facts(self) -> str:
        """The narrow table: one row an entry, with facets and sort values."""
        return self.prefix

    @property
    def text(self) -> str:
        """The FTS5 table (SQLite only; PostgreSQL keeps the text in `facts`)."""
        return f"{self.prefix}_text"

    @property
    def postings(self) -> str:
        """Which entries each stem stands in (`search.engines.postings`)."""
        return f"{self.prefix}_postings"

    @property
    def gists(self) -> str:
        """What tells most of each entry (`search.feedback`); read for a few entries at a time."""
        return f"{self.prefix}_gists"

    @property
    def words(self) -> str:
        """The vocabulary: in how many entries each word stands."""
        return f"{self.prefix}_words"


LIVE = IndexTables("search_index")


def fresh_tables() -> IndexTables:
    """Names that nothing else uses."""
    return IndexTables(f"search_index_{secrets.token_hex(4)}")


def create(connection: Any, tables: IndexTables) -> None:
    """Make an empty set of tables."""
    with connection.cursor() as cursor:
        for statement in _statements(connection.vendor, tables):
            cursor.execute(statement)


def drop(connection: Any, tables: IndexTables) -> None:
    """Remove a set of tables, whatever is left of it."""
    with connection.cursor() as cursor:
        for name in _names(connection.vendor, tables):
            cursor.execute(f"DROP TABLE IF EXISTS {name}")


def swap(connection: Any, new: IndexTables, live: IndexTables = LIVE) -> None:
    """Put `new` in the place of `live`. Call it inside a transaction: readers see one or other."""
    drop(connection, live)
    with connection.cursor() as cursor:
        for old_name, new_name in zip(
            _names(connection.vendor, new), _names(connection.vendor, live), strict=True
        ):
            cursor.execute(f"ALTER TABLE {old_name} RENAME TO {new_name}")


def exists(connection: Any, tables: IndexTables = LIVE) -> bool:
    """True if the set of tables is there."""
    with connection.cursor() as cursor:
        present = connection.introspection.table_names(cursor)
    return set(_names(connection.vendor, tables)) <= set(present)


def _names(vendor: str, tables: IndexTables) -> list[str]:
    text = [tables.text] if vendor == "sqlite" else []
    return [tables.facts, *text, tables.postings, tables.gists, tables.words]


def _statements(vendor: str, tables: IndexTables) -> list[str]:
    columns = ", ".join(f"{name} {_type_of(name, vendor)}" for name in (*FACTS, LENGTH))
    words = (
        f"CREATE TABLE {tables.words} (word text PRIMARY KEY, stem text NOT NULL, "
        "open_count integer NOT NULL, all_count integer NOT NULL)"
    )
    key = "integer" if vendor == "sqlite" else "bigint"
    gists = f"CREATE TABLE {tables.gists} (id {key} PRIMARY KEY, gist text NOT NULL)"
    blob, clustered = ("blob", " WITHOUT ROWID") if vendor == "sqlite" else ("bytea", "")
    postings = (
        f"CREATE TABLE {tables.postings} (stem text NOT NULL, part integer NOT NULL, "
        f"places {blob} NOT NULL, PRIMARY KEY (stem, part)){clustered}"
    )
    stems = f"CREATE INDEX {tables.words}_{secrets.token_hex(3)} ON {tables.words} (stem)"
    if vendor == "sqlite":
        return [
            f"CREATE TABLE {tables.facts} ({columns})",
            f"CREATE VIRTUAL TABLE {tables.text} USING fts5("
            "title, result, context, body, blueprint, "
            "tokenize = 'porter unicode61 remove_diacritics 2')",
            postings,
            gists,
            words,
            stems,
        ]
    return [
        f"CREATE TABLE {tables.facts} ({columns}, words text NOT NULL, tsv tsvector NOT NULL)",
        f"CREATE INDEX ON {tables.facts} USING gin (tsv)",
        postings,
        gists,
        words,
        stems,
    ]


def _type_of(name: str, vendor: str) -> str:
    if name == "id":
        return "integer PRIMARY KEY" if vendor == "sqlite" else "bigint PRIMARY KEY"
    if name in REAL_FACTS:
        return "double precision NOT NULL"
    return "text NOT NULL" if name in TEXT_FACTS or name.startswith("f_") else "bigint NOT NULL"
