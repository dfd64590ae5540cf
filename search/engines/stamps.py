"""The stamp of a set of tables: another one after each write, so that copies know they are old.

Drawn at random, so that none comes twice, not even after a transaction was undone.
"""

from __future__ import annotations

import secrets
from typing import Any

from search.engines.schema import IndexTables

BITS = 63


def renew(cursor: Any, tables: IndexTables) -> None:
    """Give the tables another stamp. Call it in the transaction of the write."""
    cursor.execute(
        "INSERT INTO search_indexmark (name, version) VALUES (%s, %s) "
        "ON CONFLICT (name) DO UPDATE SET version = excluded.version",
        [tables.prefix, secrets.randbits(BITS)],
    )


def read(cursor: Any, tables: IndexTables) -> int | None:
    """The stamp now; None for tables that nothing was ever written to."""
    cursor.execute("SELECT version FROM search_indexmark WHERE name = %s", [tables.prefix])
    held = cursor.fetchone()
    return held[0] if held else None


def remove(cursor: Any, tables: IndexTables) -> None:
    """Forget the stamp of tables that are gone."""
    cursor.execute("DELETE FROM search_indexmark WHERE name = %s", [tables.prefix])
