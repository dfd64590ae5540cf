"""One index of the cluster, or the alias that stands for the live one."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.db import transaction
from elasticsearch import ConflictError, NotFoundError

from search.engines.elastic import indices, mapping, writing
from search.engines.elastic.client import answering, client, writer
from search.engines.names import ELASTICSEARCH
from search.engines.position import Position
from search.engines.rows import Change
from search.models import IndexProblem, SearchEntry

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
            there = indices.behind(self.name) if self._is_alias else [self.name]
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

        refused = writing.send(self.name, noted(), is_alias=self._is_alias)
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
