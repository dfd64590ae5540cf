"""The folder of the index on this machine: which index in it is live, and who may write.

Each index is a folder of its own. A file names the live one, and naming another is the swap. A
lock of the operating system says who writes: it ends with its process, whatever became of it.
Each layout of the index (`schema.digest`) has a name file of its own, so that two versions of the
code can run side by side while one takes over from the other.
"""

from __future__ import annotations

import secrets
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.core.files import locks

from search.engines.embedded import schema

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
