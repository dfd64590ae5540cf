"""The file of a backup: a zip archive whose manifest says what is in it and proves it whole.

Pure but for the file system: it knows neither the database nor Django's settings.
"""

from __future__ import annotations

import json
import os
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from hashlib import sha256
from pathlib import Path, PurePosixPath
from typing import IO

from pydantic import BaseModel, ConfigDict, ValidationError

FORMAT = 1
MANIFEST = "manifest.json"
SUFFIX = ".part"
BLOCK = 1 << 20


class ArchiveError(Exception):
    """The archive cannot be written or used. Its text says what to do."""


class Part(BaseModel):
    """One file of the archive: its length in bytes and the SHA-256 of its content."""

    model_config = ConfigDict(frozen=True)

    bytes: int
    sha256: str


class Manifest(BaseModel):
    """What a backup holds. `tables` has the number of rows of each table; `migrations` those that
    were applied, as app.name; `index` the last change of the search's entries; `key` tells one
    SECRET_KEY from another without giving it away.
    """

    model_config = ConfigDict(frozen=True)

    format: int
    version: str
    engine: str
    made_at: datetime
    tables: dict[str, int]
    migrations: list[str]
    index: str
    holds_media: bool
    holds_secrets: bool
    key: str
    parts: dict[str, Part] = {}


class Writer:
    """Adds parts to an archive that is being written."""

    def __init__(self, file: zipfile.ZipFile) -> None:
        self._file = file
        self._parts: dict[str, Part] = {}

    def add(self, name: str, source: IO[bytes], *, compress: bool = False) -> None:
        """Add what can be read from `source` as the part `name`."""
        digest, length = sha256(), 0
        entry = zipfile.ZipInfo(name)
        entry.compress_type = zipfile.ZIP_DEFLATED if compress else zipfile.ZIP_STORED
        with self._file.open(entry, "w", force_zip64=True) as target:
            while block := source.read(BLOCK):
                digest.update(block)
                length += len(block)
                target.write(block)
        self._parts[name] = Part(bytes=length, sha256=digest.hexdigest())

    def finish(self, manifest: Manifest) -> Manifest:
        """Write the manifest, last: an archive without one is not whole."""
        whole = manifest.model_copy(update={"parts": self._parts})
        self._file.writestr(MANIFEST, whole.model_dump_json(indent=1))
        return whole


@contextmanager
def writing(path: Path) -> Iterator[Writer]:
    """Write an archive, readable by its owner only, which appears at `path` once it is whole.

    Raises ArchiveError if something stands there already: a backup never takes another's place.
    """
    if path.exists():
        raise ArchiveError(f"{path} exists already. Name another file, or move that one away.")
    unfinished = path.with_name(path.name + SUFFIX)
    try:
        descriptor = os.open(unfinished, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600)
        with os.fdopen(descriptor, "wb") as handle:
            with zipfile.ZipFile(handle, "w") as file:
                yield Writer(file)
            handle.flush()
            os.fsync(handle.fileno())
        unfinished.replace(path)
    except OSError as error:
        raise ArchiveError(
            f"{path} could not be written: {error.strerror}. Nothing was kept; name a folder with "
            "room that this account may write to."
        ) from error
    finally:
        unfinished.unlink(missing_ok=True)


class Archive:
    """A backup that is open for reading."""

    def __init__(self, path: Path, file: zipfile.ZipFile, manifest: Manifest) -> None:
        self.path = path
        self.manifest = manifest
        self._file = file

    def names(self, below: str) -> list[str]:
        """The names of the parts in a folder of the archive, in order."""
        return sorted(name for name in self.manifest.parts if name.startswith(f"{below}/"))

    def extract(self, name: str, to: Path) -> None:
        """Write one part to a file and check it on the way. Raises ArchiveError if it differs."""
        part, digest, length = self.manifest.parts[name], sha256(), 0
        to.parent.mkdir(parents=True, exist_ok=True)
        try:
            with self._file.open(name) as source, to.open("wb") as target:
                while block := source.read(BLOCK):
                    digest.update(block)
                    length += len(block)
                    target.write(block)
        except (zipfile.BadZipFile, KeyError, EOFError) as error:
            raise _damaged(self.path, f"{name} cannot be read") from error
        if (length, digest.hexdigest()) != (part.bytes, part.sha256):
            raise _damaged(self.path, f"{name} is not what was written")

    def read(self, name: str) -> bytes:
        """A small part in whole, checked. Raises ArchiveError if it is not what was written."""
        try:
            content = self._file.read(name)
        except zipfile.BadZipFile as error:
            raise _damaged(self.path, f"{name} cannot be read") from error
        if sha256(content).hexdigest() != self.manifest.parts[name].sha256:
            raise _damaged(self.path, f"{name} is not what was written")
        return content


@contextmanager
def reading(path: Path) -> Iterator[Archive]:
    """Open an archive. Raises ArchiveError where it is none, or cut off, or of a later format."""
    try:
        file = zipfile.ZipFile(path)
    except FileNotFoundError:
        raise ArchiveError(f"There is no file {path}.") from None
    except OSError as error:
        raise ArchiveError(f"{path} cannot be read: {error.strerror}.") from error
    except zipfile.BadZipFile as error:
        raise _damaged(path, "it is no whole zip file") from error
    with file:
        manifest = _manifest(path, file)
        if set(file.namelist()) != {MANIFEST, *manifest.parts}:
            raise _damaged(path, "it holds other files than its manifest names")
        if bad := [name for name in manifest.parts if not _is_safe(name)]:
            raise _damaged(path, f"it names a file outside itself ({bad[0]})")
        yield Archive(path, file, manifest)


def _manifest(path: Path, file: zipfile.ZipFile) -> Manifest:
    try:
        told = json.loads(file.read(MANIFEST))
    except KeyError:
        raise ArchiveError(
            f"{path} is a zip file, but no backup of this portal: it has no {MANIFEST}. Name a "
            "file that the backup command wrote."
        ) from None
    except (zipfile.BadZipFile, ValueError) as error:
        raise _damaged(path, "its manifest cannot be read") from error
    if isinstance(told, dict) and isinstance(told.get("format"), int) and told["format"] > FORMAT:
        raise ArchiveError(
            f"{path} was written by version {told.get('version')}, in a later format. Restore it "
            "with that version or a later one."
        )
    try:
        return Manifest.model_validate(told)
    except ValidationError as error:
        raise _damaged(path, "its manifest does not say what it must") from error


def _is_safe(name: str) -> bool:
    parts = PurePosixPath(name)
    return not parts.is_absolute() and ".." not in parts.parts and "\\" not in name


def _damaged(path: Path, why: str) -> ArchiveError:
    return ArchiveError(
        f"{path} is damaged: {why}. Nothing was changed. Use "
        "another copy of it, or an older backup."
    )
