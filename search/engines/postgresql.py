"""Candidates from PostgreSQL: a tsvector that we write ourselves, so that a word is the same
word as on SQLite, without an extension or a text search configuration of the server's.

`ts_rank` knows nothing of how rare a word is, so each word's rank is weighted by that here. The
order is measured and reported, not held to the floor of the other engines.
"""

from __future__ import annotations

import math
from collections import Counter
from typing import Any

from search.analysis import spellable
from search.engines.rows import IndexRow
from search.engines.schema import IndexTables
from search.stemming import stem
from search.understanding import TextQuery

# Letters of the tsvector for title, result, context, body, blueprint; result and context share.
LETTERS = "ABBCD"
# D, C, B, A: as the columns weigh on SQLite.
WEIGHTS = "{0.25, 0.35, 0.6, 1.0}"
# Divide by 1 + log(length): long records match more words.
BY_LENGTH = 1
LAST_POSITION = 16_383
# A phrase never runs from one text into the next.
GAP = 10


def facts_of_text(row: IndexRow, folded: list[list[str]]) -> list[str]:
    """The values of `spelled` and `tsv`."""
    spelled = sorted(spellable([word for found in folded for word in found]))
    return [" ".join(spelled), tsvector(folded)]


def tsvector(folded: list[list[str]]) -> str:
    """The text of a tsvector: each stem with its places and the letter of its text."""
    places: dict[str, list[str]] = {}
    position = 0
    for letter, found in zip(LETTERS, folded, strict=True):
        for word in found:
            position = min(position + 1, LAST_POSITION)
            places.setdefault(stem(word), []).append(f"{position}{letter}")
        position += GAP
    return " ".join(f"'{lexeme}':{','.join(where)}" for lexeme, where in places.items())


def words_of(cursor: Any, tables: IndexTables, entry_id: int) -> list[str]:
    """The words that the index holds of an entry."""
    cursor.execute(f"SELECT spelled FROM {tables.facts} WHERE id = %s", [entry_id])
    held = cursor.fetchone()
    return held[0].split() if held else []


def candidates(cursor: Any, tables: IndexTables, text: TextQuery) -> tuple[str, list[Any]]:
    """SQL for (id, relevance) of every entry that fits the words, in the order of the ids."""
    match = _expression(text)
    if not match:
        return f"SELECT id, 1.0::float8 FROM {tables.facts} ORDER BY id", []
    terms = _weighted_terms(cursor, tables, text)
    rank = " + ".join(
        f"{weight:.6f} * ts_rank('{WEIGHTS}', tsv, %s::tsquery, {BY_LENGTH})" for _, weight in terms
    )
    sql = (
        f"SELECT id, ({rank or '1.0'})::float8 FROM {tables.facts} "
        "WHERE tsv @@ %s::tsquery ORDER BY id"
    )
    return sql, [*(term for term, _ in terms), match]


def _expression(text: TextQuery) -> str:
    any_word = [_phrase((word,)) for word in text.words]
    any_word += [_phrase(phrase) for phrase in text.alternatives]
    must = [_phrase(phrase) for phrase in text.phrases]
    if not must and any_word:
        must = [f"({' | '.join(any_word)})"]
    return " & ".join([*must, *(f"!({_phrase(phrase)})" for phrase in text.excluded)])


def _weighted_terms(cursor: Any, tables: IndexTables, text: TextQuery) -> list[tuple[str, float]]:
    """Each word and phrase with its weight: how rare it is, and how often it was asked."""
    times = 2 if text.alternatives else 1
    counted = Counter((word,) for word in text.words)
    asked = {phrase: count * times for phrase, count in counted.items()}
    for phrase in (*text.alternatives, *text.phrases):
        asked[phrase] = asked.get(phrase, 0) + 1
    everything, frequency = _frequencies(cursor, tables, {word for p in asked for word in p})
    weights = []
    for phrase, count in asked.items():
        rarest = min(frequency.get(stem(word), 0) for word in phrase)
        rarity = math.log(1 + (everything - rarest + 0.5) / (rarest + 0.5))
        weights.append((_phrase(phrase), count * rarity))
    return weights


def _frequencies(cursor: Any, tables: IndexTables, asked: set[str]) -> tuple[int, dict[str, int]]:
    cursor.execute(f"SELECT count(*) FROM {tables.facts}")
    everything = cursor.fetchone()[0]
    cursor.execute(
        f"SELECT stem, sum(all_count) FROM {tables.words} WHERE stem = ANY(%s) GROUP BY stem",
        [sorted({stem(word) for word in asked})],
    )
    return everything, {held: min(int(count), everything) for held, count in cursor.fetchall()}


def _phrase(phrase: tuple[str, ...]) -> str:
    # Words are letters and digits only (search.analysis), so nothing needs escaping.
    return "(" + " <-> ".join(f"'{stem(word)}'" for word in phrase) + ")"
