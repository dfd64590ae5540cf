"""The text on PostgreSQL: a tsvector that we write ourselves, so that a word is the same
word as on SQLite, without an extension or a text search configuration of the server's. It knows
where words stand one after the other.
"""

from __future__ import annotations

from typing import Any

from search.engines.schema import IndexTables
from search.stemming import stem
from search.understanding import Phrase

LAST_POSITION = 16_383
# A phrase never runs from one text into the next.
GAP = 10


def facts_of_text(folded: list[list[str]]) -> list[str]:
    """The values of `words` and `tsv`."""
    return [" ".join(sorted({word for found in folded for word in found})), tsvector(folded)]


def tsvector(folded: list[list[str]]) -> str:
    """The text of a tsvector: each stem with its places."""
    places: dict[str, list[str]] = {}
    position = 0
    for found in folded:
        for word in found:
            position = min(position + 1, LAST_POSITION)
            places.setdefault(stem(word), []).append(str(position))
        position += GAP
    return " ".join(f"'{lexeme}':{','.join(where)}" for lexeme, where in places.items())


def words_of(cursor: Any, tables: IndexTables, entry_id: int) -> list[str]:
    """The words that the index holds of an entry."""
    cursor.execute(f"SELECT words FROM {tables.facts} WHERE id = %s", [entry_id])
    held = cursor.fetchone()
    return held[0].split() if held else []


def holders(cursor: Any, tables: IndexTables, phrase: Phrase) -> list[int]:
    """The entries that hold the words of a phrase one after the other."""
    # Words are letters and digits only (search.analysis), so nothing in them needs escaping.
    asked = " <-> ".join(f"'{stem(word)}'" for word in phrase)
    cursor.execute(f"SELECT id FROM {tables.facts} WHERE tsv @@ %s::tsquery", [asked])
    return [row[0] for row in cursor.fetchall()]
