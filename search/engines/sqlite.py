"""The text on SQLite: FTS5, which knows where words stand one after the other."""

from __future__ import annotations

from typing import Any

from search.engines.rows import IndexRow
from search.engines.schema import IndexTables
from search.understanding import Phrase


def put_text(cursor: Any, tables: IndexTables, row: IndexRow, folded: list[list[str]]) -> None:
    """Write the text of a row that has none yet."""
    cursor.execute(
        f"INSERT INTO {tables.text} (rowid, title, result, context, body, blueprint) "
        "VALUES (%s, %s, %s, %s, %s, %s)",
        [row.id, *(" ".join(found) for found in folded)],
    )


def remove_text(cursor: Any, tables: IndexTables, entry_id: int) -> None:
    cursor.execute(f"DELETE FROM {tables.text} WHERE rowid = %s", [entry_id])


def words_of(cursor: Any, tables: IndexTables, entry_id: int) -> list[str]:
    """The words that the index holds of an entry."""
    cursor.execute(
        "SELECT title || ' ' || result || ' ' || context || ' ' || body || ' ' || blueprint "
        f"FROM {tables.text} WHERE rowid = %s",
        [entry_id],
    )
    held = cursor.fetchone()
    return held[0].split() if held else []


def holders(cursor: Any, tables: IndexTables, phrase: Phrase) -> list[int]:
    """The entries that hold the words of a phrase one after the other."""
    # Words are letters and digits only (search.analysis), so nothing in them needs escaping.
    cursor.execute(
        f"SELECT rowid FROM {tables.text} WHERE {tables.text} MATCH %s", [f'"{" ".join(phrase)}"']
    )
    return [row[0] for row in cursor.fetchall()]
