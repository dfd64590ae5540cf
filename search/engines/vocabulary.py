"""The words of an index, from its own table."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from search.engines import stamps
from search.engines.schema import IndexTables
from search.stemming import stem


class TableVocabulary:
    """`search.spelling.Vocabulary` over the words table, for a reader who may see this much."""

    def __init__(self, connection: Any, tables: IndexTables, *, sees_network: bool) -> None:
        self._connection = connection
        self._tables = tables
        self._words = tables.words
        self._count = "all_count" if sees_network else "open_count"

    @property
    def stamp(self) -> str:
        """Changes when the words may have changed. Read only when a word is not known."""
        with self._connection.cursor() as cursor:
            return f"{self._tables.prefix}@{stamps.read(cursor, self._tables)}"

    @property
    def edition(self) -> str:
        """The stamp, for this reader."""
        return f"{self.stamp}/{self._count}"

    def counts(self, asked: Iterable[str]) -> dict[str, int]:
        """In how many visible entries each word stands; without those that stand in none."""
        sql = f"SELECT word, {self._count} FROM {self._words} WHERE {self._count} > 0 AND word IN"
        return dict(self._ask(sql, set(asked)))

    def entries(self) -> int:
        """About how many entries the index holds: their highest number, which costs nothing."""
        with self._connection.cursor() as cursor:
            cursor.execute(f"SELECT max(id) FROM {self._tables.facts}")
            return cursor.fetchone()[0] or 0

    def holding(self, stems: Sequence[str]) -> dict[str, int]:
        """In how many visible entries words of each stem stand, at most; without those in none."""
        sql = f"SELECT stem, sum({self._count}) FROM {self._words} WHERE {self._count} > 0"
        found = self._ask(f"{sql} AND stem IN", set(stems), then="GROUP BY stem")
        return {held: int(number) for held, number in found}

    def gists(self, entry_ids: Sequence[int]) -> dict[int, str]:
        """What tells most of each of the entries (`search.feedback`)."""
        if not entry_ids:
            return {}
        marks = ", ".join("%s" for _ in entry_ids)
        with self._connection.cursor() as cursor:
            cursor.execute(
                f"SELECT id, gist FROM {self._tables.gists} WHERE id IN ({marks})", list(entry_ids)
            )
            return dict(cursor.fetchall())

    def everything(self) -> Iterable[tuple[str, int]]:
        """Every word with its count, those of hidden entries too."""
        with self._connection.cursor() as cursor:
            cursor.execute(f"SELECT word, all_count FROM {self._words} WHERE all_count > 0")
            return cursor.fetchall()

    def _ask(self, sql: str, asked: set[str], then: str = "") -> list[tuple[Any, ...]]:
        if not asked:
            return []
        with self._connection.cursor() as cursor:
            marks = ", ".join(["%s"] * len(asked))
            cursor.execute(f"{sql} ({marks}) {then}", sorted(asked))
            return cursor.fetchall()


def add_counts(cursor: Any, tables: IndexTables, changes: dict[str, tuple[int, int]]) -> None:
    """Change the counts of words by (open, all), and drop words that nothing holds any more.

    In the order of the words, so that two writers never wait for each other in a circle.
    """
    ordered = sorted(changes.items())
    cursor.executemany(
        f"INSERT INTO {tables.words} (word, stem, open_count, all_count) "
        "VALUES (%s, %s, %s, %s) ON CONFLICT (word) DO UPDATE SET "
        f"open_count = {tables.words}.open_count + excluded.open_count, "
        f"all_count = {tables.words}.all_count + excluded.all_count",
        [(word, stem(word), few, many) for word, (few, many) in ordered],
    )
    lost = [(word,) for word, (_, many) in ordered if many < 0]
    if lost:
        cursor.executemany(f"DELETE FROM {tables.words} WHERE word = %s AND all_count <= 0", lost)


def differences(
    old: set[str], old_open: bool, new: set[str], new_open: bool
) -> dict[str, tuple[int, int]]:
    """How the counts change when an entry's words go from `old` to `new`."""
    few: Counter[str] = Counter()
    many: Counter[str] = Counter()
    for held, is_open, sign in ((old, old_open, -1), (new, new_open, 1)):
        for word in held:
            many[word] += sign
            few[word] += sign if is_open else 0
    touched = few.keys() | many.keys()
    return {word: (few[word], many[word]) for word in touched if few[word] or many[word]}
