"""`search.engines.Engine` on the index of this machine."""

from __future__ import annotations

import logging
import tempfile
import threading
from collections.abc import Iterable, Iterator
from concurrent import futures
from contextlib import AbstractContextManager, ExitStack, contextmanager
from pathlib import Path

from search.engines.base import BaseEngine
from search.engines.contract import EngineAway, Position
from search.engines.embedded import answering, queries
from search.engines.embedded.index import DamagedIndex, IndexFolder, OpenIndex, site_folder
from search.engines.embedded.vocabulary import IndexWords
from search.engines.plan import Answer, Plan
from search.indexing.rows import CASE_STUDY, Change, IndexRow

logger = logging.getLogger(__name__)

NO_INDEX = "This machine has no search index yet. It builds itself; or run rebuild_index."
REBUILD_THREADS = 2

_open: dict[Path, OpenIndex] = {}
_opening = threading.Lock()


class EmbeddedEngine(BaseEngine):
    """The live index of a folder (the site's by default), or one open index."""

    name = "embedded"

    def __init__(
        self, folder: IndexFolder | None = None, *, index: OpenIndex | None = None
    ) -> None:
        self.folder = folder or site_folder()
        self._index = index
        self.is_live = index is None
        # What the last change that this engine wrote is still waiting for.
        self._merging: futures.Future[None] | None = None

    def answer(self, plan: Plan, words: IndexWords) -> Answer:
        """What fits the plan in the same state of the index."""
        return answering.answer(words.searcher, plan, words.line_kinds())

    def best_among(
        self, plan: Plan, words: IndexWords, field: str, values: Iterable[str | int], limit: int
    ) -> answering.Hits:
        """The best results with one of these values in a field."""
        few = queries.one_of(field, values)
        return answering.best_among(words.searcher, plan, words.line_kinds(), few, limit)

    def words(self, *, sees_network: bool) -> IndexWords:
        """The words of the index, for a reader who may see this much."""
        index = self.index()
        edition = f"{index.path}@{index.position}"
        return IndexWords(index.searcher, edition, sees_network=sees_network)

    def count(self) -> int:
        """How many entries the index holds."""
        return len(self.ids())

    def ids(self) -> set[int]:
        """The entries that the index holds."""
        searcher = self.index().searcher
        everything = queries.one_of("type", (CASE_STUDY, *queries.PLACE_TYPES))
        number = answering.count_all(searcher, everything)
        return (
            {entry for entry, *_ in answering.by_score(searcher, everything, number)}
            if number
            else set()
        )

    def position(self) -> Position | None:
        """How far the index has come, whichever process wrote to it; None where none is whole."""
        try:
            return self.index().refresh()
        except EngineAway:
            return None

    def write(self, changes: Iterable[Change], position: Position) -> None:
        """Write changes. The caller has `writing()`."""
        if self._merging is not None:
            futures.wait([self._merging])
        self._merging = self.index().commit(changes, position)

    def build(self, changes: Iterable[Change], position: Position) -> OpenIndex:
        """A new index beside the live one, which answers meanwhile."""
        index = OpenIndex.create(self.folder.new())
        index.fill(changes, position, threads=REBUILD_THREADS)
        return index

    @contextmanager
    def writing(self) -> Iterator[bool]:
        """True for the one process and thread that may write; nobody waits. Where what was written
        is still being merged at the end, nobody may write until that is done.
        """
        with ExitStack() as lock:
            try:
                yield lock.enter_context(self.folder.locked("write.lock"))
            finally:
                if self._merging is not None:
                    kept = lock.pop_all()
                    self._merging.add_done_callback(lambda _: kept.close())
                    self._merging = None

    def building(self) -> AbstractContextManager[bool]:
        """True for the one that may build."""
        return self.folder.locked("build.lock")

    def swap(self, index: OpenIndex) -> None:
        """Make an index that was built the live one."""
        self.folder.swap(index.path)

    def index(self) -> OpenIndex:
        """The index as it stood when it was last read. Raises EngineAway."""
        if self._index is not None:
            return self._index
        try:
            return self._live()
        except DamagedIndex:
            # Another process may have swapped it between two looks.
            return self._live()

    def _live(self) -> OpenIndex:
        path = self.folder.live()
        if path is None:
            raise EngineAway(NO_INDEX)
        index = _open.get(self.folder.root)
        if index is None or index.path != path:
            with _opening:
                index = OpenIndex.open(path)
                _open[self.folder.root] = index
        return index

    def forget(self) -> None:
        """Open the index anew the next time: its files are not what they were."""
        with _opening:
            _open.pop(self.folder.root, None)

    @contextmanager
    def scratch(self, rows: Iterable[IndexRow]) -> Iterator[EmbeddedEngine]:
        """An engine over these rows only, that leaves nothing behind."""
        with tempfile.TemporaryDirectory(prefix="search-") as folder:
            root = Path(folder)
            index = OpenIndex.create(IndexFolder(root).new())
            changes = (Change(row.id, 0, row) for row in rows)
            index.fill(changes, Position(0, 0), threads=REBUILD_THREADS)
            yield EmbeddedEngine(IndexFolder(root), index=index)
