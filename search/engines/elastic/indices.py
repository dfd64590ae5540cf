"""The indices of a cluster: made, swapped, read and written.

Making, finding and removing indices. Searches go through an alias: a swap is one step.

One index of the cluster, or the alias that stands for the live one.

Writing documents: one at a time, or many with back-pressure and an answer for each.

A document that comes from an entry carries the entry's version, and the index refuses an older
one: the order in which writers arrive cannot undo a change.
"""

from __future__ import annotations

import logging
import secrets
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.db import transaction
from elasticsearch import ConflictError, NotFoundError, helpers

from search.engines.contract import ELASTICSEARCH, EngineAway, Position
from search.engines.elastic import mapping
from search.engines.elastic.client import NO_INDEX as NO_INDEX_YET
from search.engines.elastic.client import answering, client, writer
from search.engines.elastic.mapping import SETTINGS, document
from search.indexing.rows import Change, IndexRow
from search.models import IndexProblem, SearchEntry

MERGE_SECONDS = 3_600
SWAPS = 5
ENTRIES = {"exists": {"field": "id"}}


def create(name: str) -> None:
    """Make an empty index."""
    writer().indices.create(index=name, settings=SETTINGS, mappings=mapping.mapping())


def new_name(alias: str) -> str:
    """A name for an index that will stand behind the alias."""
    return f"{alias}-{secrets.token_hex(4)}"


def drop(name: str) -> None:
    """Remove an index, if it is there."""
    writer().indices.delete(index=name, ignore_unavailable=True)


def behind(alias: str) -> list[str]:
    """The indices that the alias stands for: one, or none before the first was built. Two where
    two machines built the first at once, until the next is built.
    """
    try:
        return sorted(client().indices.get_alias(name=alias).body)
    except NotFoundError:
        return []


def swap(alias: str, new: str) -> None:
    """Put `new` behind the alias in one step, and remove what stood there."""
    for tries_left in reversed(range(SWAPS)):
        actions: list[dict[str, Any]] = [{"add": {"index": new, "alias": alias}}]
        actions += [{"remove_index": {"index": name}} for name in behind(alias) if name != new]
        try:
            writer().indices.update_aliases(actions=actions)
        except NotFoundError:
            # Another machine swapped in between, and what it removed is no longer there.
            if not tries_left:
                raise
        else:
            return


def compact(name: str) -> None:
    """Put an index that was filled in parts into one piece: a search looks into each piece anew."""
    merger = client().options(request_timeout=MERGE_SECONDS)
    merger.indices.forcemerge(index=name, max_num_segments=1)


def ids(index: str) -> set[int]:
    """The entries that an index holds, those too that searches do not see yet."""
    writer().indices.refresh(index=index)
    entries = {"_source": False, "query": ENTRIES}
    found = helpers.scan(writer(), index=index, query=entries, size=5_000)
    return {int(hit["_id"]) for hit in found}


def count(index: str) -> int:
    """How many these are."""
    writer().indices.refresh(index=index)
    return writer().count(index=index, query=ENTRIES)["count"]


logger = logging.getLogger(__name__)


class ClusterIndex:
    """What is written to it and how far it has come. Every call may raise EngineAway."""

    def __init__(self, name: str, *, is_alias: bool = False) -> None:
        self.name = name
        self._is_alias = is_alias
        # What a note of the position must still find there to take its place.
        self._last_seen: dict[str, Any] = {}
        self._index = name

    def position(self) -> Position | None:
        """How far it has come; None where there is none, or one of another layout."""
        with answering():
            there = behind(self.name) if self._is_alias else [self.name]
            if len(there) != 1:
                return None
            self._index = there[0]
            try:
                found = client().get(index=self._index, id=mapping.position_id(self._index))
            except NotFoundError:
                return None
        self._last_seen = {
            "if_seq_no": found["_seq_no"],
            "if_primary_term": found["_primary_term"],
        }
        return mapping.read_position(found["_source"])

    def write(self, changes: Iterable[Change], position: Position) -> None:
        """Send changes and note how far that brings it. What is refused is kept and told
        (`IndexProblem`); the rest is in.

        Where another machine wrote since `position()`, or another index took the place of that
        one, nothing is noted: what was sent does no harm, and is sent again by the next.
        """
        with answering():
            self._send(changes)
            try:
                writer().index(
                    index=self.name,
                    id=mapping.position_id(self._index),
                    document=mapping.position_document(position),
                    refresh=True,
                    require_alias=self._is_alias,
                    **self._last_seen,
                )
            except ConflictError:
                logger.info("Another machine wrote to %s.", self.name)

    def fill(self, changes: Iterable[Change], position: Position) -> None:
        """The same for an index that is new and nobody else's, with all that it is to hold."""
        IndexProblem.objects.filter(index=ELASTICSEARCH).delete()
        self.write(changes, position)

    def _send(self, changes: Iterable[Change]) -> None:
        sent: list[int] = []

        def noted() -> Iterator[Change]:
            for change in changes:
                sent.append(change.entry_id)
                yield change

        refused = send(self.name, noted(), is_alias=self._is_alias)
        _note_problems(sent, refused)


@transaction.atomic
def _note_problems(sent: Iterable[int], refused: Mapping[int, str]) -> None:
    """Of the entries that were sent, keep those refused with the reason; let go of the rest."""
    known = IndexProblem.objects.filter(index=ELASTICSEARCH)
    again = set(known.values_list("entry", flat=True)).intersection(sent)
    known.filter(entry__in=again).delete()
    there = set(SearchEntry.objects.filter(pk__in=refused).values_list("pk", flat=True))
    IndexProblem.objects.bulk_create(
        IndexProblem(index=ELASTICSEARCH, entry_id=entry_id, reason=reason)
        for entry_id, reason in refused.items()
        if entry_id in there
    )


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
