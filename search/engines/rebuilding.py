"""A new set of tables beside the live one, and the swap. Searches are answered throughout."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db import transaction
from django.db.models import Max

from search import entries
from search.engines import schema, stamps, store
from search.engines.postings import PART
from search.engines.rows import IndexRow
from search.engines.schema import LIVE, IndexTables
from search.models import IndexMark, SearchEntry


def rebuild(connection: Any, index_name: str) -> int:
    """Build, catch up with what changed meanwhile, swap. Returns how many entries it holds.

    Only the last step takes a lock: it writes what changed since the start, which is little.
    """
    tables = schema.fresh_tables()
    schema.create(connection, tables)
    try:
        started_at = entries.counter()
        for rows in _batches():
            with transaction.atomic():
                store.fill(connection, tables, rows)
        with transaction.atomic():
            _catch_up(connection, tables, started_at)
            schema.swap(connection, tables)
            with connection.cursor() as cursor:
                stamps.remove(cursor, tables)
                stamps.renew(cursor, LIVE)
            # The counter is held (below), so this is the version of everything written.
            IndexMark.objects.update_or_create(
                name=index_name, defaults={"version": entries.counter()}
            )
    except BaseException:
        schema.drop(connection, tables)
        with connection.cursor() as cursor:
            stamps.remove(cursor, tables)
        raise
    return store.count(connection, LIVE)


def _catch_up(connection: Any, tables: IndexTables, started_at: int) -> None:
    """Write what changed since the start, and take out what is gone since."""
    entries.take_turn()
    for entry in SearchEntry.objects.filter(version__gt=started_at, gone=False):
        store.put(connection, tables, entries.index_row(entry))
    present = set(SearchEntry.objects.filter(gone=False).values_list("pk", flat=True))
    for entry_id in store.ids(connection, tables) - present:
        store.remove(connection, tables, entry_id)


def _batches() -> Iterator[list[IndexRow]]:
    """The entries by the part of the index that they stand in, which is written whole."""
    held = SearchEntry.objects.filter(gone=False)
    last = held.aggregate(last=Max("pk"))["last"] or 0
    for first in range(0, last + 1, PART):
        part = held.filter(pk__gte=first, pk__lt=first + PART).order_by("pk")
        if rows := [entries.index_row(entry) for entry in part]:
            yield rows
