"""Which entries each stem stands in, and how often: the inverted index of the `database` engine.

A row of its table holds one stem in one part, the entries whose numbers lie in a range of `PART`.
Reading a word is then reading a few values, however many entries hold it, and the change of an
entry touches its own part alone. Writers take turns (`entries.take_turn`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from search.engines.rows import WEIGHTS
from search.engines.schema import IndexTables
from search.engines.sets import Numbers
from search.stemming import stem

PART = 2_048
# The place in the part, and how often: a number of 4 bytes, the same on every machine.
POSTING = np.dtype([("at", "<u2"), ("tenths", "<u2")])
TENTHS = 10
MOST_TENTHS = 65_535

Counted = Mapping[str, int]


@dataclass(frozen=True)
class Postings:
    """The entries that hold a stem, and how often: in tenths, by the weights of the texts."""

    ids: Numbers
    tenths: Numbers


def counted(folded: Sequence[Sequence[str]]) -> Counter[str]:
    """How often each stem stands in an entry, in tenths, by the weights of its texts."""
    found: Counter[str] = Counter()
    for weight, words in zip(WEIGHTS, folded, strict=True):
        tenths = round(weight * TENTHS)
        for word, number in Counter(words).items():
            found[stem(word)] += tenths * number
    for one, number in found.items():
        found[one] = min(number, MOST_TENTHS)
    return found


def read(cursor: Any, tables: IndexTables, stems: Collection[str]) -> dict[str, Postings]:
    """The postings of each of the stems; without those that stand nowhere."""
    if not stems:
        return {}
    marks = ", ".join("%s" for _ in stems)
    cursor.execute(
        f"SELECT stem, part, places FROM {tables.postings} WHERE stem IN ({marks})", sorted(stems)
    )
    parts: dict[str, list[tuple[int, bytes]]] = {}
    for held, part, places in cursor.fetchall():
        parts.setdefault(held, []).append((part, places))
    return {held: _joined(found) for held, found in parts.items()}


def fill(cursor: Any, tables: IndexTables, entries: Mapping[int, Counted]) -> None:
    """Write the stems of entries, none of whose parts holds any yet."""
    found: dict[int, dict[str, list[int]]] = {}
    for entry_id, held in entries.items():
        part, at = divmod(entry_id, PART)
        of_part = found.setdefault(part, {})
        for one, tenths in held.items():
            of_part.setdefault(one, []).append(tenths << 16 | at)
    _write(
        cursor,
        tables,
        [
            (one, part, np.array(places, "<u4").tobytes())
            for part, stems in found.items()
            for one, places in stems.items()
        ],
    )


def change(
    cursor: Any, tables: IndexTables, entry_id: int, old: Collection[str], new: Counted
) -> None:
    """Write the stems of an entry in the place of the old ones; only what differs is written."""
    part, at = divmod(entry_id, PART)
    held = _places(cursor, tables, part, {*old, *new})
    rows, gone = [], []
    for one in sorted({*old, *new}):
        before = held.get(one, b"")
        own = (new[one] << 16 | at).to_bytes(4, "little") if one in new else b""
        after = _with(before, at, own) if one in old else before + own
        if not after:
            gone.append((one, part))
        elif after != before:
            rows.append((one, part, after))
    _write(cursor, tables, rows)
    cursor.executemany(f"DELETE FROM {tables.postings} WHERE stem = %s AND part = %s", gone)


def _joined(parts: Sequence[tuple[int, bytes]]) -> Postings:
    found = np.frombuffer(b"".join(places for _, places in parts), POSTING)
    sizes = [len(places) // POSTING.itemsize for _, places in parts]
    first = np.repeat(np.array([part for part, _ in parts], np.int64) * PART, sizes)
    return Postings(first + found["at"], found["tenths"])


def _with(places: bytes, at: int, own: bytes) -> bytes:
    """The postings of one stem in a part, with others for one entry, where the old ones stood."""
    here = np.flatnonzero(np.frombuffer(places, POSTING)["at"] == at)
    if not len(here):
        return places + own
    start = int(here[0]) * POSTING.itemsize
    return places[:start] + own + places[start + POSTING.itemsize :]


def _places(
    cursor: Any, tables: IndexTables, part: int, stems: Collection[str]
) -> dict[str, bytes]:
    if not stems:
        return {}
    marks = ", ".join("%s" for _ in stems)
    cursor.execute(
        f"SELECT stem, places FROM {tables.postings} WHERE part = %s AND stem IN ({marks})",
        [part, *sorted(stems)],
    )
    return {one: bytes(places) for one, places in cursor.fetchall()}


def _write(cursor: Any, tables: IndexTables, rows: Sequence[tuple[str, int, bytes]]) -> None:
    cursor.executemany(
        f"INSERT INTO {tables.postings} (stem, part, places) VALUES (%s, %s, %s) "
        "ON CONFLICT (stem, part) DO UPDATE SET places = excluded.places",
        sorted(rows),
    )
