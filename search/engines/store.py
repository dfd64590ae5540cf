"""Writing the tables of the `database` engine. Callers bring the transaction."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

from search.analysis import spellable
from search.engines import postgresql, sqlite, stamps
from search.engines.rows import FACTS, IndexRow
from search.engines.schema import IndexTables
from search.engines.vocabulary import add_counts, differences
from search.feedback import gist


def put(connection: Any, tables: IndexTables, row: IndexRow) -> None:
    """Write one entry, in the place of what was held of it."""
    folded = row.folded()
    new = spellable([word for found in folded for word in found])
    with connection.cursor() as cursor:
        old, old_open = _take_out(connection, cursor, tables, row.id)
        _insert(connection, cursor, tables, row, folded)
        add_counts(cursor, tables, differences(old, old_open, new, row.access == 0))
        stamps.renew(cursor, tables)


def remove(connection: Any, tables: IndexTables, entry_id: int) -> None:
    """Take one entry out. Nothing happens if it is not there."""
    with connection.cursor() as cursor:
        old, old_open = _take_out(connection, cursor, tables, entry_id)
        add_counts(cursor, tables, differences(old, old_open, set(), False))
        stamps.renew(cursor, tables)


def fill(connection: Any, tables: IndexTables, rows: Iterable[IndexRow]) -> int:
    """Write many entries into tables that hold none of them. Returns how many."""
    few: Counter[str] = Counter()
    many: Counter[str] = Counter()
    count = 0
    with connection.cursor() as cursor:
        for row in rows:
            folded = row.folded()
            _insert(connection, cursor, tables, row, folded)
            found = spellable([word for words in folded for word in words])
            many.update(found)
            if row.access == 0:
                few.update(found)
            count += 1
        add_counts(cursor, tables, {word: (few[word], many[word]) for word in many})
        stamps.renew(cursor, tables)
    return count


def count(connection: Any, tables: IndexTables) -> int:
    """How many entries the tables hold; the smaller number where the text is out of step."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {tables.facts}")
        facts = cursor.fetchone()[0]
        if connection.vendor != "sqlite":
            return facts
        cursor.execute(f"SELECT count(*) FROM {tables.text}")
        return min(facts, cursor.fetchone()[0])


def ids(connection: Any, tables: IndexTables) -> set[int]:
    """The entries that the tables hold."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT id FROM {tables.facts}")
        return {row[0] for row in cursor.fetchall()}


def _insert(
    connection: Any, cursor: Any, tables: IndexTables, row: IndexRow, folded: list[list[str]]
) -> None:
    columns, values = list(FACTS), row.facts()
    if connection.vendor == "sqlite":
        sqlite.put_text(cursor, tables, row, folded)
    else:
        columns += ["spelled", "tsv"]
        values += postgresql.facts_of_text(row, folded)
    marks = ", ".join("%s" for _ in columns[:-1])
    last = "%s" if connection.vendor == "sqlite" else "%s::tsvector"
    cursor.execute(
        f"INSERT INTO {tables.facts} ({', '.join(columns)}) VALUES ({marks}, {last})", values
    )
    cursor.execute(f"INSERT INTO {tables.gists} (id, gist) VALUES (%s, %s)", [row.id, gist(folded)])


def _take_out(
    connection: Any, cursor: Any, tables: IndexTables, entry_id: int
) -> tuple[set[str], bool]:
    """Remove an entry; returns the words it held, and whether anyone could see them."""
    cursor.execute(f"SELECT access FROM {tables.facts} WHERE id = %s", [entry_id])
    held = cursor.fetchone()
    dialect = sqlite if connection.vendor == "sqlite" else postgresql
    old = spellable(dialect.words_of(cursor, tables, entry_id))
    if connection.vendor == "sqlite":
        sqlite.remove_text(cursor, tables, entry_id)
    for name in (tables.facts, tables.gists):
        cursor.execute(f"DELETE FROM {name} WHERE id = %s", [entry_id])
    return old, held is not None and held[0] == 0
