"""The uploaded files of a site: written beside the live ones first, then moved into their place."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

from django.core.files.storage import FileSystemStorage, default_storage

from portal.operations.backups.archive import Archive, Writer

FOLDER = "media"
STAGED = ".restoring"
"""The folder, inside that of the files, where those of an archive wait. A name that uploads never
have, in the same file system, so that each file moves in one step.
"""


def folder() -> Path | None:
    """Where the files are; None where a service keeps them, which has backups of its own."""
    storage = default_storage
    # The storage is a lazy object: its class is known once it is asked for.
    return Path(storage.location) if isinstance(storage, FileSystemStorage) else None


def add_to(archive: Writer) -> None:
    """Add every file. One that is deleted meanwhile is left out: no record names it any more."""
    place = folder()
    for path in _files(place) if place is not None else ():
        try:
            source = path.open("rb")
        except FileNotFoundError:
            continue
        with source:
            archive.add(f"{FOLDER}/{path.relative_to(place or path).as_posix()}", source)


def stage(archive: Archive) -> None:
    """Write the files of an archive beside the live ones, checked. Nothing live is touched."""
    place = folder()
    if place is None or not archive.manifest.holds_media:
        return
    shutil.rmtree(place / STAGED, ignore_errors=True)
    (place / STAGED).mkdir(parents=True)
    for name in archive.names(FOLDER):
        archive.extract(name, place / STAGED / name.removeprefix(f"{FOLDER}/"))


def put_in_place() -> None:
    """Move the staged files to where they belong and delete all others.

    Ended half-way, it can be done again: what has been moved is no longer staged.
    """
    place = folder()
    if place is None or not (place / STAGED).is_dir():
        return
    staged = list(_files(place / STAGED))
    wanted = {place / path.relative_to(place / STAGED) for path in staged}
    for path in staged:
        target = place / path.relative_to(place / STAGED)
        target.parent.mkdir(parents=True, exist_ok=True)
        path.replace(target)
    for path in _files(place):
        if path not in wanted:
            path.unlink(missing_ok=True)
    shutil.rmtree(place / STAGED)


def discard_staged() -> None:
    """Throw away what was staged."""
    if (place := folder()) is not None:
        shutil.rmtree(place / STAGED, ignore_errors=True)


def _files(place: Path) -> Iterator[Path]:
    for path in sorted(place.rglob("*")) if place.is_dir() else ():
        if path.is_file() and path.relative_to(place).parts[0] != STAGED:
            yield path
