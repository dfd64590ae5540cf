"""Candidates from SQLite: FTS5 with BM25 over weighted columns."""

from __future__ import annotations

from typing import Any

from search.engines.rows import IndexRow
from search.engines.schema import IndexTables
from search.understanding import TextQuery

# Title, result, context (areas, their synonyms, trusts), body, blueprint. Measured on prose
# collections: a title between 2 and 5 times the body is best, and 3 stands in the flat middle.
WEIGHTS = (3.0, 2.0, 1.5, 1.0, 0.7)


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


def candidates(tables: IndexTables, text: TextQuery) -> tuple[str, list[Any]]:
    """SQL for (id, relevance) of every entry that fits the words, in the order of the ids."""
    match, excluded = expression(text), _any_of(text.excluded)
    if not match:
        without = f" WHERE id NOT IN (SELECT rowid FROM {tables.text} WHERE {tables.text} MATCH %s)"
        return (
            f"SELECT id, 1.0 FROM {tables.facts}{without if excluded else ''} ORDER BY id",
            [excluded] if excluded else [],
        )
    if excluded:
        match = f"({match}) NOT ({excluded})"
    weights = ", ".join(map(str, WEIGHTS))
    # MATCH stands alone: beside a condition on the row id it would run once a row.
    return (
        f"SELECT rowid, -bm25({tables.text}, {weights}) FROM {tables.text} "
        f"WHERE {tables.text} MATCH %s ORDER BY rowid",
        [match],
    )


def expression(text: TextQuery) -> str:
    """The query in FTS5's language: any word, and every quoted phrase.

    A word that is typed twice counts twice. Words stand beside their synonyms twice, so that
    the word itself weighs more.
    """
    phrases = [_phrase(phrase) for phrase in text.phrases]
    times = 2 if text.alternatives else 1
    any_word = [_phrase((word,)) for word in text.words] * times
    any_word += [_phrase(phrase) for phrase in text.alternatives]
    if not phrases:
        return " OR ".join(any_word)
    return " AND ".join([*phrases, f"({' OR '.join([*phrases, *any_word])})"])


def _any_of(phrases: tuple[tuple[str, ...], ...]) -> str:
    return " OR ".join(_phrase(phrase) for phrase in phrases)


def _phrase(phrase: tuple[str, ...]) -> str:
    # Words are letters and digits only (search.analysis), so nothing needs escaping.
    return f'"{" ".join(phrase)}"'
