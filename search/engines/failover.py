"""The site's engine when it may be away: the database answers the same search, with a notice."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from typing import TypeVar

from search.engines import Engine
from search.engines.away import EngineAway
from search.engines.rows import IndexRow
from search.query import SearchQuery
from search.results import SearchResults

logger = logging.getLogger(__name__)
Answer = TypeVar("Answer")

# Seconds for which a cluster that did not answer is not asked again, so that readers do not wait
# for it one after the other.
REST = 10
NOTICE = (
    "Search runs on its reserve for the moment. You see the same case studies; their order may "
    "differ a little."
)


class _Rest:
    """When the cluster may be asked again. One for the process."""

    def __init__(self) -> None:
        self._until = 0.0
        self._lock = threading.Lock()

    def is_on(self) -> bool:
        return time.monotonic() < self._until

    def begin(self) -> None:
        with self._lock:
            self._until = time.monotonic() + REST

    def end(self) -> None:
        self._until = 0.0


rest = _Rest()


class WithFallback:
    """`search.engines.Engine`: the first engine, and the second while the first is away.

    Only what readers ask for falls back. Writing does not: what is pending waits for its index.
    """

    def __init__(self, first: Engine, second: Engine) -> None:
        self.name = first.name
        self._first, self._second = first, second

    def search(self, query: SearchQuery) -> SearchResults:
        """Answer a search; `notice` says where the second engine did."""
        return self._ask(
            lambda: self._first.search(query),
            lambda: replace(self._second.search(query), notice=NOTICE),
        )

    def match_labels(
        self, words: Sequence[str], *, sees_network: bool, limit: int
    ) -> list[tuple[int, str]]:
        """(entry id, label) of entries in whose label each word begins a word."""

        def ask(engine: Engine) -> list[tuple[int, str]]:
            return engine.match_labels(words, sees_network=sees_network, limit=limit)

        return self._ask(lambda: ask(self._first), lambda: ask(self._second))

    def put(self, row: IndexRow) -> None:
        """Write one entry into the first engine."""
        self._first.put(row)

    def remove(self, entry_id: int) -> None:
        """Take one entry out of the first engine."""
        self._first.remove(entry_id)

    def count(self) -> int:
        """How many entries the first engine holds."""
        return self._first.count()

    def ids(self) -> set[int]:
        """The entries that the first engine holds."""
        return self._first.ids()

    def rebuild(self) -> int:
        """Rebuild the first engine's index."""
        return self._first.rebuild()

    def scratch(self, rows: Iterable[IndexRow]) -> AbstractContextManager[Engine]:
        """An engine of the first kind over these rows only."""
        return self._first.scratch(rows)

    def _ask(self, first: Callable[[], Answer], second: Callable[[], Answer]) -> Answer:
        if rest.is_on():
            return second()
        try:
            return first()
        except EngineAway as away:
            rest.begin()
            logger.warning("%s is away; the database answers for %d s. %s", self.name, REST, away)
            return second()
