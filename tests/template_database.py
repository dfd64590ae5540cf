"""A migrated database that is made once and copied by every process that runs tests.

The migrations take half a minute of processor time. A copy of what they leave takes a tenth of a
second, so each run, each worker and each inner run starts from the same template. The template is
named after what it was made from: a change of a migration makes a new one.

Each copy gets the site (its pages, groups and review) once: every test starts from a site that
has been set up, and no test has to set it up again.
"""

from __future__ import annotations

import contextlib
import fcntl
import gc
import hashlib
import os
import re
import sqlite3
import tempfile
from collections.abc import Iterator
from pathlib import Path

import django
import wagtail
from django.apps import apps
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import connection, connections
from wagtail.models import Site

from portal.home.site import ensure_site
from portal.setup.database import swappable_names_kept

_site = sqlite3.connect(":memory:", check_same_thread=False)
"""What `restore_copy` puts back."""

ROOT = Path(__file__).resolve().parent.parent
IMPORTED = re.compile(r"^(?:from|import) ((?:portal|casestudies|search)[\w.]*)", re.MULTILINE)
KEPT = 3
"""Templates that stay in the cache, the newest first: one for each branch worked on."""


def fingerprint() -> str:
    """A hash of every migration, of our own modules that they import, and of the versions."""
    digest = hashlib.sha256(f"{django.VERSION} {wagtail.VERSION} {connection.vendor}".encode())
    migrations = [
        path
        for config in apps.get_app_configs()
        for path in sorted(Path(config.path, "migrations").glob("*.py"))
    ]
    imported = {
        module
        for path in migrations
        if path.is_relative_to(ROOT) and ".venv" not in path.parts
        for module in IMPORTED.findall(path.read_text(encoding="utf-8"))
    }
    for path in [*migrations, *sorted(map(_source, imported))]:
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def _source(module: str) -> Path:
    """The file of one of our modules or packages."""
    path = ROOT.joinpath(*module.split("."))
    return path / "__init__.py" if path.is_dir() else path.with_suffix(".py")


def use_copy() -> None:
    """Give this process a test database of its own: a site without content."""
    if connection.vendor == "sqlite":
        _copy_into_memory(_sqlite_template())
        ensure_site()
        connection.connection.backup(_site)
    else:
        _copy_on_server(_postgresql_template())
        ensure_site()


def restore_copy() -> None:
    """Put the site back after a test with real transactions, which empties every table."""
    if connection.vendor == "sqlite":
        connection.ensure_connection()
        _site.backup(connection.connection)
    else:
        drop_copy()
        use_copy()
    Site.clear_site_root_paths_cache()
    ContentType.objects.clear_cache()


def drop_copy() -> None:
    """Remove this process's test database from a server; one in memory goes with the process."""
    if connection.vendor == "sqlite":
        return
    name = connection.settings_dict["NAME"]
    connection.close()
    _on_server(f'DROP DATABASE IF EXISTS "{name}"')


def use_bare_copy() -> None:
    """Put back what the migrations leave, without the site: what `setup` starts from."""
    if connection.vendor == "sqlite":
        _copy_into_memory(_sqlite_template())
    else:
        drop_copy()
        _copy_on_server(_postgresql_template())
    Site.clear_site_root_paths_cache()
    ContentType.objects.clear_cache()


def _copy_into_memory(template: Path) -> None:
    name = connection.creation._get_test_db_name()
    _use_database(name)
    connection.ensure_connection()
    with sqlite3.connect(template) as source:
        source.backup(connection.connection)


def _sqlite_template() -> Path:
    folder = ROOT / ".pytest_cache" / "databases"
    folder.mkdir(parents=True, exist_ok=True)
    template = folder / f"{fingerprint()}.sqlite3"
    with _one_at_a_time():
        if not template.exists():
            _migrate(connection.creation._get_test_db_name())
            unfinished = template.with_suffix(f".{os.getpid()}")
            with sqlite3.connect(unfinished) as target:
                connection.connection.backup(target)
            connection.close()
            unfinished.rename(template)
        for old in sorted(folder.glob("*.sqlite3"), key=os.path.getmtime)[:-KEPT]:
            old.unlink()
    return template


def _postgresql_template() -> str:
    name = f"template_{fingerprint()}"
    with _one_at_a_time():
        if not _on_server("SELECT 1 FROM pg_database WHERE datname = %s", name):
            unfinished = f"{name}_unfinished"
            _on_server(f'DROP DATABASE IF EXISTS "{unfinished}"')
            _on_server(f'CREATE DATABASE "{unfinished}"')
            _migrate(unfinished)
            connection.close()
            _on_server(f'ALTER DATABASE "{unfinished}" RENAME TO "{name}"')
    return name


def _copy_on_server(template: str) -> None:
    own = f"exemplar_test_{os.getpid()}"
    with _one_at_a_time():
        _on_server(f'CREATE DATABASE "{own}" TEMPLATE "{template}"')
    _use_database(own)


def _migrate(name: str) -> None:
    """Run all migrations on an empty database of this name, and keep the connection to it."""
    from django.core.management import call_command

    _use_database(name)
    # Without the garbage collector: it costs a third of the time.
    gc.disable()
    try:
        with swappable_names_kept():
            call_command("migrate", verbosity=0, interactive=False)
    finally:
        gc.enable()
    connection.ensure_connection()


def _use_database(name: str) -> None:
    connection.close()
    settings.DATABASES["default"]["NAME"] = name
    connections.settings["default"]["NAME"] = name
    connection.settings_dict["NAME"] = name


def _on_server(sql: str, *values: object) -> list[tuple[object, ...]]:
    """Run a statement on the server, outside any database of the tests."""
    import psycopg

    parameters = {**connection.get_connection_params(), "dbname": "postgres"}
    for not_psycopg in ("context", "prepare_threshold", "cursor_factory"):
        parameters.pop(not_psycopg, None)
    with psycopg.connect(**parameters, autocommit=True) as server:
        cursor = server.execute(sql, values or None)
        return cursor.fetchall() if cursor.description else []


@contextlib.contextmanager
def _one_at_a_time() -> Iterator[None]:
    """Workers of one machine start together: the first makes the template, the others wait."""
    path = Path(tempfile.gettempdir(), f"exemplar-tests-{os.getuid()}.lock")
    with path.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
