"""Making a backup of a site, and putting one in the place of what is there.

A restore has three steps: read and check everything beside the live data; load the database in
one transaction; move the files and keys into place. Ended in the first two, it leaves the site as
it was. Ended in the third, a mark stays, and the same command goes on.
"""

from __future__ import annotations

import json
import logging
import os
import shutil
import socket
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.core.cache import cache
from django.db import DatabaseError, connection, transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac

from portal.accounts import audit
from portal.background import processes
from portal.background.models import BackgroundProcess
from portal.operations import versions
from portal.operations.backups import archive, media
from portal.operations.backups.archive import FORMAT, Archive, ArchiveError, Manifest
from portal.operations.backups.databases import Database, database
from portal.operations.models import Backup
from search.indexing import history

logger = logging.getLogger(__name__)

SECRETS = "secrets.json"
MARK = "restore-under-way"
"""In the data folder from before the database is loaded until the files are in place."""
KEY_FILE = "secret_key"
"""Where a site that is given no SECRET_KEY keeps its own (`portal.settings.local_secret`)."""
# What only a site in use has: whoever has none of these may be written over without asking.
SIGNS_OF_USE = ("accounts.User", "trusts.Trust", "casestudies.CaseStudyPage")


@dataclass(frozen=True)
class Restored:
    """What came of a restore, and what the operator still has to know, one sentence each."""

    manifest: Manifest
    notes: list[str]


def make_backup(*, file: Path, with_secrets: bool) -> Manifest:
    """Write everything that cannot be made again to a new file, at one moment of the database.

    The files are read after the database, so each that it names is there. Raises ArchiveError,
    with no file left, if anything fails.
    """
    source = database()
    with tempfile.TemporaryDirectory(prefix="exemplar-backup-", dir=_near(file)) as place:
        copied = Path(place) / source.part
        manifest = Manifest(
            format=FORMAT,
            version=versions.version(),
            engine=source.engine,
            made_at=timezone.now(),
            # Before the copy: migrations that run meanwhile are then in the copy's own table.
            migrations=versions.applied_migrations(),
            index=str(history.position()),
            tables=source.copy(copied),
            holds_media=media.folder() is not None,
            holds_secrets=with_secrets,
            key=key_fingerprint(),
        )
        with archive.writing(file) as target:
            with copied.open("rb") as handle:
                target.add(source.part, handle, compress=source.compress)
            media.add_to(target)
            if with_secrets:
                secrets = Path(place) / SECRETS
                _write_secretly(secrets, json.dumps(_secrets()))
                with secrets.open("rb") as handle:
                    target.add(SECRETS, handle)
            manifest = target.finish(manifest)
    Backup.objects.create(
        made_at=manifest.made_at,
        name=file.name[:255],
        host=socket.gethostname()[:200],
        bytes=file.stat().st_size,
        version=manifest.version,
        has_secrets=with_secrets,
    )
    return manifest


def check_backup(*, file: Path) -> Manifest:
    """Read a whole archive and compare each part with its digest; change nothing.

    Raises ArchiveError where it is damaged, or where this site could not take it.
    """
    with archive.reading(file) as source:
        _check_fits(source.manifest, database())
        with tempfile.TemporaryDirectory(prefix="exemplar-check-") as place:
            for name in source.manifest.parts:
                source.extract(name, Path(place) / "part")
        return source.manifest


def restore(*, file: Path, replace: bool, with_secrets: bool) -> Restored:
    """Put a backup in the place of this site.

    Raises ArchiveError, with nothing changed, if the archive is damaged or of another kind of
    database or a later version; if the site is in use and `replace` is not said; or if a worker
    or scheduler runs. `with_secrets` brings the keys back too.
    """
    settings.DATA_DIR.mkdir(parents=True, exist_ok=True)
    with archive.reading(file) as source:
        target = database()
        _check_fits(source.manifest, target)
        if with_secrets and not source.manifest.holds_secrets:
            raise ArchiveError(
                f"{file} holds no secrets: it was made without --with-secrets. Restore it without."
            )
        secrets = json.loads(source.read(SECRETS)) if with_secrets else None
        _check_free(replace)
        _load(source, target)
        notes = _notes(source.manifest, secrets)
    (settings.DATA_DIR / MARK).unlink(missing_ok=True)
    made_at = source.manifest.made_at.isoformat()
    # A backup of an older version may lack what the trail needs, until it is migrated.
    with suppress(DatabaseError), transaction.atomic():
        audit.record(by=None, action="operations.restored", subject=None, made_at=made_at)
    return Restored(source.manifest, [*notes, *_empty_cache()])


def broken_off() -> str:
    """The archive whose restore ended between its check and its end; empty if there is none."""
    mark = settings.DATA_DIR / MARK
    return mark.read_text() if mark.exists() else ""


def key_fingerprint() -> str:
    """Tells one SECRET_KEY from another. A key of 50 random characters cannot be found from it."""
    return salted_hmac("portal.operations.backups", "key", algorithm="sha256").hexdigest()[:16]


def _load(source: Archive, target: Database) -> None:
    mark = settings.DATA_DIR / MARK
    for left in settings.DATA_DIR.glob("restoring-*"):
        shutil.rmtree(left, ignore_errors=True)
    with tempfile.TemporaryDirectory(prefix="restoring-", dir=settings.DATA_DIR) as place:
        copied = Path(place) / target.part
        source.extract(target.part, copied)
        try:
            media.stage(source)
            # Said before, because nothing can be said between the load and a kill.
            _write_secretly(mark, str(source.path.resolve()))
            target.load(copied, source.manifest.tables)
        except BaseException:
            media.discard_staged()
            mark.unlink(missing_ok=True)
            raise
        media.put_in_place()


def _empty_cache() -> list[str]:
    """What was kept is of another history. The site is restored whether it answers or not."""
    try:
        cache.clear()
    except Exception:
        logger.exception("The cache could not be emptied.")
        return ["The cache could not be emptied. Empty it before you start the site (CACHE_URL)."]
    return []


def _notes(manifest: Manifest, secrets: dict[str, str] | None) -> list[str]:
    notes = []
    if secrets is not None:
        notes.append(_bring_back(secrets))
    elif manifest.key != key_fingerprint():
        notes.append(
            "This site has another SECRET_KEY than the backup: everyone signs in again, and second "
            "factors cannot be read. Set the old key in SECRET_KEY_FALLBACKS, or restore with "
            "--with-secrets."
        )
    if not manifest.holds_media:
        notes.append("The backup holds no uploaded files: restore them where they are kept.")
    elif media.folder() is None:
        notes.append(
            "The uploaded files of the backup were not restored: this site keeps its files in a "
            "service. Copy the folder media of the archive there."
        )
    if versions.waiting_migrations():
        notes.append("The backup is of an older version. Run: uv run manage.py migrate")
    return notes


def _bring_back(secrets: dict[str, str]) -> str:
    path = settings.DATA_DIR / KEY_FILE
    if path.exists() and path.read_text() == settings.SECRET_KEY:
        _write_secretly(path, secrets["SECRET_KEY"])
        return "The secret key of the backup is in place. Start the site again."
    given = settings.DATA_DIR / "restored-secrets.env"
    _write_secretly(given, "".join(f"{name}={value}\n" for name, value in secrets.items()))
    return f"Set what {given} says in the environment of the site, then delete that file."


def _secrets() -> dict[str, str]:
    fallbacks = ",".join(settings.SECRET_KEY_FALLBACKS)
    return {"SECRET_KEY": settings.SECRET_KEY, "SECRET_KEY_FALLBACKS": fallbacks}


def _check_fits(manifest: Manifest, target: Database) -> None:
    if manifest.engine != target.engine:
        raise ArchiveError(
            f"The backup is of {manifest.engine}, and this site's database is {target.engine}. "
            f"Set DATABASE_URL to a database of the kind {manifest.engine}."
        )
    if target.part not in manifest.parts:
        raise ArchiveError(f"The backup is damaged: it lacks {target.part}. Use another one.")
    if unknown := versions.unknown_migrations(manifest.migrations):
        raise ArchiveError(
            f"The backup is of a newer version ({manifest.version}; it knows {unknown[0]}). "
            "Install that version of the portal, or a later one, and restore with it."
        )


def _check_free(replace: bool) -> None:
    tables = set(connection.introspection.table_names())
    models = [apps.get_model(label) for label in SIGNS_OF_USE]
    in_use = [model for model in models if model._meta.db_table in tables]
    # Only the table is asked: a database of an older version has other columns.
    if any(model._default_manager.order_by().values("pk")[:1] for model in in_use):
        unfinished = broken_off()
        if not replace and not unfinished:
            raise ArchiveError(
                "The database holds a site already. Say --replace to put the backup in its place; "
                "make a backup of it first."
            )
    if BackgroundProcess._meta.db_table in tables and processes.alive():
        raise ArchiveError(
            "A worker or scheduler runs. Stop it, and the web server, then try again. If it was "
            "killed, its last beat is over within a minute."
        )


def _near(file: Path) -> Path:
    """A folder on the disk that the backup is going to: it has the room, or there is none."""
    if not file.parent.is_dir():
        raise ArchiveError(f"There is no folder {file.parent}.")
    return file.parent


def _write_secretly(path: Path, text: str) -> None:
    descriptor = os.open(path, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600)
    with os.fdopen(descriptor, "w") as handle:
        handle.write(text)
        handle.flush()
        os.fsync(handle.fileno())
