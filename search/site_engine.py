"""The engine of the site: the one it is set to, and this machine's own index beside it.

Bringing every index of the site into step, with a rebuild only where one is not.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from typing import Protocol, TypeVar

from django.conf import settings

from search.engines.contract import ELASTICSEARCH, EMBEDDED, EngineAway, NoSuchEngine, engine_named
from search.engines.elastic.engine import ElasticsearchEngine
from search.engines.embedded.engine import EmbeddedEngine
from search.engines.embedded.vocabulary import IndexWords
from search.indexing import catching_up, entries
from search.indexing.rows import IndexRow
from search.models import SearchEntry
from search.query import SearchQuery
from search.results import SearchResults

logger = logging.getLogger(__name__)
Told = TypeVar("Told")

# Seconds for which a cluster that did not answer is not asked again, so that readers do not wait
# for it one after the other.
REST = 10
RESERVE = (
    "Search runs on its reserve for the moment. You see the same case studies; their order may "
    "differ a little."
)
BUILDING = "Search is building its index. Try again in a minute: it may find nothing until then."


class Engine(Protocol):
    """What every engine does, with the same hits, counts and permissions."""

    name: str

    def search(self, query: SearchQuery) -> SearchResults:
        """Answer a search. Only entries that the reader may see are shown or counted."""
        ...

    def words(self, *, sees_network: bool) -> IndexWords:
        """The words of the index, for a reader who may see this much."""
        ...

    def count(self) -> int:
        """How many entries the index holds."""
        ...

    def ids(self) -> set[int]:
        """The entries that the index holds."""
        ...

    def rebuild(self) -> int:
        """Build a new index from the entries beside the live one and swap. Returns its size."""
        ...

    def scratch(self, rows: Iterable[IndexRow]) -> AbstractContextManager[Engine]:
        """An engine over these rows only, that leaves nothing behind."""
        ...


def get_engine(name: str = "") -> Engine:
    """The engine of this name, or the site's. Raises NoSuchEngine with the names there are.

    A site set to an engine that this code does not have is served by the embedded one; a system
    check says so.
    """
    if name:
        return SiteEngine(engine_named(name))
    try:
        return SiteEngine(engine_named(settings.SEARCH_ENGINE), may_fall_back=True)
    except NoSuchEngine:
        return SiteEngine(EMBEDDED)


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


class SiteEngine:
    """`Engine` on the live index of one engine, brought into step in passing.

    Where the cluster is away, this machine's own index answers the same search, with a notice.
    """

    def __init__(self, name: str, *, may_fall_back: bool = False) -> None:
        self.name = name
        self._own = EmbeddedEngine()
        self._cluster = ElasticsearchEngine() if name == ELASTICSEARCH else None
        self._may_fall_back = may_fall_back

    def search(self, query: SearchQuery) -> SearchResults:
        """Answer a search; `notice` says where another engine did, or none could yet."""
        self._catch_up()
        if self._cluster is not None:
            cluster = self._cluster
            answer = self._unless_away(lambda: _of_cluster(cluster, query))
            if answer is not None:
                return answer
        notice = RESERVE if self._cluster is not None else ""
        try:
            answer = self._own.search(query)
        except EngineAway as away:
            logger.warning("No index answers yet. %s", away)
            return SearchResults(total=0, found=(), notice=BUILDING)
        return replace(answer, notice=notice) if notice else answer

    def words(self, *, sees_network: bool) -> IndexWords:
        """The words of this machine's own index, whichever engine answers."""
        self._catch_up()
        return self._own.words(sees_network=sees_network)

    def count(self) -> int:
        """How many entries the index holds. Raises EngineAway."""
        return (self._cluster or self._own).count()

    def ids(self) -> set[int]:
        """The entries that the index holds. Raises EngineAway."""
        return (self._cluster or self._own).ids()

    def rebuild(self) -> int:
        """Build a new index from the entries beside the live one and swap. Returns its size.

        Raises EngineAway.
        """
        built = catching_up.build(self._cluster or self._own)
        return self.count() if built is None else built

    def scratch(self, rows: Iterable[IndexRow]) -> AbstractContextManager[Engine]:
        """An engine of this kind over these rows only."""
        return (self._cluster or self._own).scratch(rows)

    def _catch_up(self) -> None:
        try:
            catching_up.in_passing(self._own)
        except EngineAway as away:
            logger.warning("The embedded index waits: %s", away)

    def _unless_away(self, ask: Callable[[], Told]) -> Told | None:
        """What the cluster says; None where it is away."""
        if not self._may_fall_back:
            return ask()
        if rest.is_on():
            return None
        try:
            return ask()
        except EngineAway as away:
            rest.begin()
            logger.warning("%s is away; this machine answers for %d s. %s", self.name, REST, away)
            return None


def _of_cluster(cluster: ElasticsearchEngine, query: SearchQuery) -> SearchResults:
    answer = cluster.search(query)
    catching_up.after_answer(cluster, cluster.seen)
    return answer


def completions(words: Sequence[str], *, sees_network: bool, limit: int) -> list[int]:
    """Entries in whose label each word begins a word (`IndexWords.labelled`)."""
    try:
        return get_engine().words(sees_network=sees_network).labelled(words, limit)
    except EngineAway:
        return []


@dataclass(frozen=True)
class BuiltIndex:
    """The indexes as they stand. `away` is why the cluster could not be reached, or blank."""

    engine: str
    entries: int
    rebuilt: bool
    away: str = ""


def ensure_index(*, anew: bool) -> BuiltIndex:
    """Bring every entry up to date, and every index into step with them; `anew` builds them.

    A cluster that is away is told, not raised: this machine's own index answers meanwhile.
    """
    entries.repair()
    rebuilt, away = False, ""
    for engine in catching_up.kept_engines():
        try:
            if anew or not catching_up.can_follow(engine):
                rebuilt = catching_up.build(engine) is not None or rebuilt
            else:
                catching_up.follow(engine)
        except EngineAway as reason:
            away = str(reason)
    number = SearchEntry.objects.filter(gone=False).count()
    return BuiltIndex(get_engine().name, number, rebuilt, away)
