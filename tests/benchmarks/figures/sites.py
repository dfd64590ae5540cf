"""Data folders to measure on, each made once and given out as copies; and processes on them.

Nothing of the caller's environment reaches a site: it runs on SQLite and the embedded search.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from tests.benchmarks.figures.rows import NotMeasurable

CONFIGURED = {
    *("DATABASE_URL", "ELASTICSEARCH_URL", "SEARCH_ENGINE", "CACHE_URL", "EMAIL_URL"),
    *("DEBUG", "REQUIRE_SECOND_FACTOR", "SECRET_KEY", "ALLOWED_HOSTS", "PORTAL_BASE_URL"),
}


class Site:
    """A data folder that is made when it is first wanted."""

    def __init__(self, root: Path, folder: Path, name: str, command: Sequence[str]) -> None:
        self.root = root
        self.folder = folder / name
        self.command = command

    def _make(self) -> None:
        if not self.folder.exists():
            run(self.root, ["manage.py", *self.command], self.folder)

    @contextmanager
    def copied(self) -> Iterator[Path]:
        """A copy of the folder, removed afterwards: what is measured changes nothing."""
        self._make()
        with copied(self.folder) as copy:
            yield copy


class Sites:
    """The demonstration, and a site that has only been migrated."""

    def __init__(self, root: Path, folder: Path) -> None:
        self.root = root
        self.demonstration = Site(root, folder, "demo", ["demo", "--no-server"])
        self.empty = Site(root, folder, "empty", ["migrate", "--verbosity", "0"])


@contextmanager
def temporary_sites(root: Path) -> Iterator[Sites]:
    """Sites in a folder of their own, removed at the end."""
    with tempfile.TemporaryDirectory(prefix="figures-") as folder:
        yield Sites(root, Path(folder))


@contextmanager
def copied(folder: Path) -> Iterator[Path]:
    """Another copy beside the folder."""
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=f"{folder.name}-") as copy:
        shutil.copytree(folder, copy, dirs_exist_ok=True)
        yield Path(copy)


def run(root: Path, arguments: Sequence[str], data: Path) -> str:
    """Run Python on a data folder in a fresh process, and return what it printed.

    Raises NotMeasurable with the last line of its complaint where it fails.
    """
    environment = {name: value for name, value in os.environ.items() if name not in CONFIGURED}
    process = subprocess.run(
        [sys.executable, *arguments],
        cwd=root,
        env={
            **environment,
            "DJANGO_SETTINGS_MODULE": "portal.settings.dev",
            "PORTAL_DATA_DIR": str(data),
        },
        capture_output=True,
        text=True,
        check=False,
    )
    if process.returncode:
        complaint = (process.stderr or process.stdout).strip().splitlines()
        last = complaint[-1] if complaint else f"it ended with {process.returncode}"
        raise NotMeasurable(last.rpartition(f"{NotMeasurable.__name__}: ")[2])
    return process.stdout
