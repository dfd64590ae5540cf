"""Writing the tables of the `database` engine. Callers bring the transaction, and take turns."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

from search.analysis import spellable
from search.engines import postgresql, postings, sqlite, stamps
from search.engines.rows import FACTS, LENGTH, IndexRow
from search.engines.schema import IndexTables
from search.engines.vocabulary import add_counts, differences
from search.feedback import gist
from search.stemming import stem


def put(connection: Any, tables: IndexTables, row: IndexRow) -> None:
    """Write one entry, in the place of what was held of it."""
    folded = row.folded()
    new = spellable([word for found in folded for word in found])
    with connection.cursor() as cursor:
        old, old_open = _take_out(connection, cursor, tables, row.id)
        _insert(connection, cursor, tables, row, folded)
        postings.change(cursor, tables, row.id, _stems(old), postings.counted(folded))
        add_counts(cursor, tables, differences(spellable(old), old_open, new, row.access == 0))
        stamps.renew(cursor, tables)


def remove(connection: Any, tables: IndexTables, entry_id: int) -> None:
    """Take one entry out. Nothing happens if it is not there."""
    with connection.cursor() as cursor:
        old, old_open = _take_out(connection, cursor, tables, entry_id)
        postings.change(cursor, tables, entry_id, _stems(old), {})
        add_counts(cursor, tables, differences(spellable(old), old_open, set(), False))
        stamps.renew(cursor, tables)


def fill(connection: Any, tables: IndexTables, rows: Iterable[IndexRow]) -> int:
    """Write entries into tables that hold none of their parts (`postings`). Returns how many."""
    few: Counter[str] = Counter()
    many: Counter[str] = Counter()
    stems: dict[int, Counter[str]] = {}
    with connection.cursor() as cursor:
        for row in rows:
            folded = row.folded()
            _insert(connection, cursor, tables, row, folded)
            found = spellable([word for words in folded for word in words])
            many.update(found)
            if row.access == 0:
                few.update(found)
            stems[row.id] = postings.counted(folded)
        postings.fill(cursor, tables, stems)
        add_counts(cursor, tables, {word: (few[word], many[word]) for word in many})
        stamps.renew(cursor, tables)
    return len(stems)


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
    columns, values = [*FACTS, LENGTH], [*row.facts(), sum(map(len, folded))]
    if connection.vendor == "sqlite":
        sqlite.put_text(cursor, tables, row, folded)
    else:
        columns += ["words", "tsv"]
        values += postgresql.facts_of_text(folded)
    marks = ", ".join("%s" for _ in columns[:-1])
    last = "%s" if connection.vendor == "sqlite" else "%s::tsvector"
    cursor.execute(
        f"INSERT INTO {tables.facts} ({', '.join(columns)}) VALUES ({marks}, {last})", values
    )
    cursor.execute(f"INSERT INTO {tables.gists} (id, gist) VALUES (%s, %s)", [row.id, gist(folded)])


def _take_out(
    connection: Any, cursor: Any, tables: IndexTables, entry_id: int
) -> tuple[list[str], bool]:
    """Remove an entry; returns the words it held, and whether anyone could see them."""
    cursor.execute(f"SELECT access FROM {tables.facts} WHERE id = %s", [entry_id])
    held = cursor.fetchone()
    dialect = sqlite if connection.vendor == "sqlite" else postgresql
    old = dialect.words_of(cursor, tables, entry_id)
    if connection.vendor == "sqlite":
        sqlite.remove_text(cursor, tables, entry_id)
    for name in (tables.facts, tables.gists):
        cursor.execute(f"DELETE FROM {name} WHERE id = %s", [entry_id])
    return old, held is not None and held[0] == 0


def _stems(words: Iterable[str]) -> set[str]:
    return {stem(word) for word in words}
