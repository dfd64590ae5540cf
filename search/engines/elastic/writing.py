"""Writing documents: one at a time, or many with back-pressure and an answer for each.

A document that comes from an entry carries the entry's version, and the index refuses an older
one: the order in which writers arrive cannot undo a change.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from elasticsearch import helpers

from search.engines.away import EngineAway
from search.engines.elastic.client import NO_INDEX as NO_INDEX_YET
from search.engines.elastic.client import writer
from search.engines.elastic.mapping import document
from search.engines.rows import Change, IndexRow

CHUNK = 500
CHUNK_BYTES = 5 * 1024 * 1024
# A cluster with too much to do answers 429: wait, twice as long each time, and send that again.
TRIES = 6
FIRST_WAIT = 0.5
LONGEST_WAIT = 20
CONFLICT, GONE = 409, 404
NO_INDEX = "index_not_found_exception"
LONGEST_REASON = 500


def fill(index: str, rows: Iterable[IndexRow]) -> int:
    """Write many rows into an index of their own and make them seen. Returns how many.

    Raises BulkIndexError for a row that cannot be indexed.
    """
    actions = ({"_id": str(row.id), "_source": document(row)} for row in rows)
    count, _ = helpers.bulk(writer(), actions, index=index, **_pressure())
    writer().indices.refresh(index=index)
    return count


def send(index: str, changes: Iterable[Change], *, is_alias: bool = False) -> dict[int, str]:
    """Send changes. Returns why, by entry id, for each that the index refused.

    That it holds a newer version, or that what goes is gone already, is no refusal. `is_alias`
    says that `index` must be one: without it the cluster would make an index of that name by
    itself. Raises EngineAway where there is none.
    """
    refused = {}
    for fine, answer in helpers.streaming_bulk(
        writer(),
        _actions(changes),
        index=index,
        raise_on_error=False,
        # Without the cluster there is no answer to record: the caller tries again later.
        raise_on_exception=True,
        require_alias=is_alias,
        **_pressure(),
    ):
        (told,) = answer.values()
        if (told.get("error") or {}).get("type") == NO_INDEX:
            raise EngineAway(NO_INDEX_YET)
        if not fine and told["status"] not in (CONFLICT, GONE):
            refused[int(told["_id"])] = _reason(told)
    return refused


def _actions(changes: Iterable[Change]) -> Iterator[dict[str, Any]]:
    for entry_id, version, row in changes:
        action = {"_id": str(entry_id), "version": version, "version_type": "external"}
        if row is None:
            yield {**action, "_op_type": "delete"}
        else:
            yield {**action, "_op_type": "index", "_source": document(row)}


def _reason(told: dict[str, Any]) -> str:
    error = told.get("error") or {}
    return f"{error.get('type', 'error')}: {error.get('reason', '')}"[:LONGEST_REASON]


def _pressure() -> dict[str, Any]:
    return {
        "chunk_size": CHUNK,
        "max_chunk_bytes": CHUNK_BYTES,
        "max_retries": TRIES,
        "initial_backoff": FIRST_WAIT,
        "max_backoff": LONGEST_WAIT,
    }
