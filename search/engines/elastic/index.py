"""One index of the cluster, or the alias that stands for the live one."""

from __future__ import annotations

from collections.abc import Iterable

from elasticsearch import NotFoundError

from search import problems
from search.engines.elastic import indices, mapping, writing
from search.engines.elastic.client import answering, client, writer
from search.engines.names import ELASTICSEARCH
from search.engines.position import Position
from search.engines.rows import Change


class ClusterIndex:
    """What is written to it and how far it has come. Every call may raise EngineAway."""

    def __init__(self, name: str, *, is_alias: bool = False) -> None:
        self.name = name
        self._is_alias = is_alias

    def position(self) -> Position | None:
        """How far it has come; None where there is none, or one of another layout."""
        with answering():
            if indices.digest_of(self.name) != mapping.digest():
                return None
            try:
                told = client().get(index=self.name, id=mapping.POSITION_ID)["_source"]
            except NotFoundError:
                return None
        return Position(told["version"], told["token"])

    def write(self, changes: Iterable[Change], position: Position) -> None:
        """Send changes and note how far that brings it. What is refused is kept and told
        (`search.problems`); the rest is in.
        """
        sent: list[int] = []

        def noted() -> Iterable[Change]:
            for change in changes:
                sent.append(change.entry_id)
                yield change

        with answering():
            refused = writing.send(self.name, noted(), is_alias=self._is_alias)
            problems.note(ELASTICSEARCH, sent, refused)
            writer().index(
                index=self.name,
                id=mapping.POSITION_ID,
                document=mapping.position_document(position),
                refresh=True,
                require_alias=self._is_alias,
            )
