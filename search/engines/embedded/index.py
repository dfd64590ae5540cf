"""The index of this machine: its folder, its writer and its readers.

The folder of the index on this machine: which index in it is live, and who may write.

Each index is a folder of its own. A file names the live one, and naming another is the swap. A
lock of the operating system says who writes: it ends with its process, whatever became of it.
Each layout of the index (`schema.digest`) has a name file of its own, so that two versions of the
code can run side by side while one takes over from the other.

An open index: reading it as it stands, and writing to it. Nothing of the site's database.
"""

from __future__ import annotations

import logging
import secrets
import shutil
import threading
import time
from collections.abc import Iterable, Iterator
from concurrent import futures
from contextlib import contextmanager, suppress
from functools import lru_cache
from pathlib import Path

import tantivy
from django.conf import settings
from django.core.files import locks
from tantivy import FieldType, Query

from search.engines.contract import EngineAway, Position
from search.engines.embedded import schema
from search.indexing.rows import Change

# An index of another layout may be in use by another version of the code for so long.
KEPT_SECONDS = 7 * 24 * 3600


class IndexFolder:
    """The indexes of one layout below one folder."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._digest = schema.digest()
        self._name_file = root / f"live-{self._digest}"

    def live(self) -> Path | None:
        """The folder of the live index; None where there is none."""
        try:
            # Another file takes its place at each swap, so that looking is enough.
            file = self._name_file.stat()
            return _named(self._name_file, file.st_ino, file.st_mtime_ns)
        except (OSError, ValueError):
            return None

    def new(self) -> Path:
        """An empty folder for another index of this layout."""
        path = self.root / f"{self._digest}-{secrets.token_hex(4)}"
        path.mkdir(parents=True)
        return path

    def swap(self, path: Path) -> None:
        """Make this the live index, and remove those that were."""
        fresh = self._name_file.with_suffix(f".{secrets.token_hex(4)}")
        fresh.write_text(path.name, encoding="ascii")
        fresh.replace(self._name_file)
        self._remove_all_but(path)

    @contextmanager
    def locked(self, name: str) -> Iterator[bool]:
        """True for the one that holds this lock. Nobody waits."""
        self.root.mkdir(parents=True, exist_ok=True)
        with (self.root / name).open("w") as file:
            is_ours = locks.lock(file, locks.LOCK_EX | locks.LOCK_NB)
            try:
                yield is_ours
            finally:
                if is_ours:
                    locks.unlock(file)

    def _remove_all_but(self, path: Path) -> None:
        for other in self.root.iterdir():
            if other == path or not other.is_dir():
                continue
            with suppress(OSError):
                is_old = time.time() - other.stat().st_mtime > KEPT_SECONDS
                if other.name.startswith(self._digest) or is_old:
                    # Whoever reads it still has its files open.
                    shutil.rmtree(other, ignore_errors=True)


@lru_cache(maxsize=8)
def _named(file: Path, *_edition: int) -> Path | None:
    """The folder that a file names, as the file stood in that edition."""
    name = file.read_text(encoding="ascii").strip()
    return file.parent / name if name else None


def site_folder() -> IndexFolder:
    """The folder of the site on this machine (`SEARCH_INDEX_DIR`)."""
    return IndexFolder(Path(settings.SEARCH_INDEX_DIR))


logger = logging.getLogger(__name__)

# Bytes that a writer gathers before it writes a part: the least that tantivy takes, and enough
# for a large index to be made of few parts.
SMALL_HEAP, LARGE_HEAP = 15_000_000, 300_000_000
# Of a larger index the parts are merged behind the back of whoever wrote to it, unless that is done
# within so many seconds.
SMALL_INDEX = 2_000
PATIENCE = 0.02


class DamagedIndex(EngineAway):
    """The files of an index cannot be read."""


class OpenIndex:
    """One tantivy index on disk, opened. Safe to share by threads."""

    def __init__(self, path: Path, index: tantivy.Index) -> None:
        self.path = path
        self._index = index
        self._lock = threading.Lock()
        self._read_edition = (0, 0, 0)
        schema.register_analyzers(index)
        index.config_reader("manual")
        self._read_again()

    @classmethod
    def open(cls, path: Path) -> OpenIndex:
        """Raises DamagedIndex, with the reason."""
        try:
            return cls(path, tantivy.Index.open(str(path)))
        except (ValueError, OSError) as error:
            raise DamagedIndex(f"The index in {path.name} cannot be read: {error}") from error

    @classmethod
    def create(cls, path: Path) -> OpenIndex:
        """An empty index in an empty folder."""
        return cls(path, tantivy.Index(schema.SCHEMA, path=str(path)))

    @property
    def searcher(self) -> tantivy.Searcher:
        """The index as it stood when it was last read; it does not change while it is used."""
        return self._searcher

    @property
    def position(self) -> Position | None:
        """How far that was; None for an index that was never filled."""
        return self._position

    def refresh(self) -> Position | None:
        """Read what was written since, by whichever process. Raises DamagedIndex."""
        with self._lock:
            try:
                edition = self._edition()
                if edition == self._read_edition:
                    return self._position
                self._index.reload()
                self._read_again()
                # As it was before the reading: a commit in between is read the next time.
                self._read_edition = edition
            except (ValueError, OSError) as error:
                raise DamagedIndex(f"The index cannot be read: {error}") from error
        return self._position

    def write(self, changes: Iterable[Change], position: Position) -> None:
        """Write changes in one step: nobody sees a part of them, and a process that dies midway
        leaves the index as it was. The caller holds the folder's lock. Raises DamagedIndex.
        """
        futures.wait([self.commit(changes, position)])
        self.refresh()

    def commit(self, changes: Iterable[Change], position: Position) -> futures.Future[None]:
        """The same, but what was written may be merged with the rest after this returns. Until
        that is done, nobody else may write.
        """
        try:
            writer = self._index.writer(SMALL_HEAP, 1)
            _apply(writer, changes, position)
            closing = _close(writer)
            is_small = self._searcher.num_docs <= SMALL_INDEX
            futures.wait([closing], timeout=None if is_small else PATIENCE)
            if closing.done():
                closing.result()
        except (ValueError, OSError) as error:
            raise DamagedIndex(f"The index cannot be written: {error}") from error
        self.refresh()
        return closing

    def fill(self, changes: Iterable[Change], position: Position, *, threads: int = 1) -> None:
        """Write entries into an index that holds nothing yet, in one step."""
        writer = self._index.writer(LARGE_HEAP if threads > 1 else SMALL_HEAP, threads)
        _apply(writer, changes, position, anew=True)
        writer.wait_merging_threads()
        self.refresh()

    def _edition(self) -> tuple[int, int, int]:
        """Changes with each commit, which puts another file in the place of this one."""
        file = (self.path / "meta.json").stat()
        return file.st_ino, file.st_mtime_ns, file.st_size

    def _read_again(self) -> None:
        searcher = self._index.searcher()
        position = _position(searcher)
        # In this order: what somebody keeps by the position must never be of an older state.
        self._searcher = searcher
        self._position = position


def _apply(
    writer: tantivy.IndexWriter,
    changes: Iterable[Change],
    position: Position,
    *,
    anew: bool = False,
) -> None:
    try:
        for entry_id, _, row in changes:
            if not anew:
                _take_out(writer, entry_id)
            if row is not None:
                writer.add_document(schema.document(row))
        if not anew:
            _take_out(writer, schema.POSITION_ID)
        writer.add_document(schema.position_document(position))
        writer.commit()
    except BaseException:
        # A writer that is only let go of may wait for its own threads for ever.
        writer.rollback()
        writer.wait_merging_threads()
        raise


def _close(writer: tantivy.IndexWriter) -> futures.Future[None]:
    """Close a writer as soon as it has merged what it wants to: tantivy merges parts of like size
    when there are eight of them. What it could not merge stays as it is.
    """
    closed: futures.Future[None] = futures.Future()

    def close() -> None:
        try:
            writer.wait_merging_threads()
        except Exception as error:
            logger.exception("Parts of the index could not be merged.")
            closed.set_exception(error)
        else:
            closed.set_result(None)

    # The interpreter waits for it: while it is in tantivy's code it must not be cut off.
    threading.Thread(target=close, name="index-merging").start()
    return closed


def _take_out(writer: tantivy.IndexWriter, entry_id: int) -> None:
    # By a query: by a term, tantivy 0.27 reads a number as signed and finds nothing.
    writer.delete_documents_by_query(Query.term_query(schema.SCHEMA, "id", entry_id))


def _position(searcher: tantivy.Searcher) -> Position | None:
    one = Query.range_query(
        schema.SCHEMA, "id", FieldType.Unsigned, schema.POSITION_ID, schema.POSITION_ID
    )
    places = [address for _, address in searcher.search(one, limit=1, count=False).hits]
    if not places:
        return None
    version, token = (searcher.fast_field_values(name, places)[0] for name in ("version", "token"))
    if version is None or token is None:
        return None
    return Position(int(version), int(token))
