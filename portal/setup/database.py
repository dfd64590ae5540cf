"""The database that a site is set up in: is it there, is it ours, is it brought up to date."""

from __future__ import annotations

import contextlib
import functools
from collections.abc import Iterator

from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import OperationalError, connection
from django.db.migrations.exceptions import InconsistentMigrationHistory
from django.db.migrations.loader import MigrationLoader

from portal.home.models import HomePage
from portal.matching.models import Programme
from portal.trusts.models import Trust

MIGRATIONS = "django_migrations"
OTHER_VERSION = "Another version made this {place} (it knows {migration}). {way_on}"


def check_usable(*, other_version: str) -> None:
    """Raise CommandError, with nothing changed, unless the database is empty or the portal's.

    `other_version` says what to do with a database that a newer version of the portal made.
    """
    settings.DATA_DIR.mkdir(parents=True, exist_ok=True)
    try:
        tables = set(connection.introspection.table_names()) - _cache_tables()
    except OperationalError as error:
        reason = " ".join(str(error).split())
        raise CommandError(
            f"The database does not answer: {reason}. Start it, or mend DATABASE_URL."
        ) from error
    applied = MigrationLoader(connection).applied_migrations or {} if MIGRATIONS in tables else {}
    own = {config.label for config in apps.get_app_configs()}
    if tables and not any(app == "accounts" for app, _ in applied):
        raise CommandError(
            f"The database holds {len(tables)} tables of something else ({sorted(tables)[0]}, for "
            "instance). Name an empty database in DATABASE_URL, or another PORTAL_DATA_DIR."
        )
    known = MigrationLoader(None).disk_migrations or {}
    if unknown := sorted(key for key in applied if key[0] in own and key not in known):
        place = "database" if settings.DATABASE_IS_CONFIGURED else "data folder"
        raise CommandError(
            OTHER_VERSION.format(place=place, migration=".".join(unknown[0]), way_on=other_version)
        )


def _cache_tables() -> set[str]:
    """The tables of caches in the database, which may have been made before anything else."""
    return {
        str(cache["LOCATION"])
        for cache in settings.CACHES.values()
        if str(cache["BACKEND"]).endswith("DatabaseCache")
    }


@contextlib.contextmanager
def swappable_names_kept() -> Iterator[None]:
    """Migrate in four fifths of the time: Django asks each key which setting can swap its model.

    It keeps the answers, which never change, but for all registries of models together, and each
    state of the migrations empties them (`Apps.clear_cache` in Django 5.2).
    """
    name = "get_swappable_settings_name"
    vars(apps)[name] = functools.cache(apps.get_swappable_settings_name)
    try:
        yield
    finally:
        del vars(apps)[name]


def migrate() -> int:
    """Run the migrations that have not been run, and make the table of a cache in the database.

    Returns how many migrations that was.
    """
    before = set(MigrationLoader(connection).applied_migrations or ())
    try:
        with swappable_names_kept():
            call_command("migrate", verbosity=0, interactive=False)
        # A cache in the database (`dbcache://`) has a table that no migration makes.
        call_command("createcachetable", verbosity=0)
    except InconsistentMigrationHistory as error:
        raise CommandError(
            f"The migrations of this database do not fit together: {error} "
            "Give the portal an empty database."
        ) from error
    return len(set(MigrationLoader(connection).applied_migrations or ()) - before)


def holds_demonstration() -> bool:
    """True if illustrative trusts or programmes are in the database. Needs no migration."""
    tables = set(connection.introspection.table_names())
    return (Trust._meta.db_table in tables and Trust.objects.illustrative().exists()) or (
        Programme._meta.db_table in tables and Programme.objects.filter(illustrative=True).exists()
    )


def holds_real_site() -> bool:
    """True if a site was set up here without the demonstration. Needs no migration."""
    tables = set(connection.introspection.table_names())
    has_home = HomePage._meta.db_table in tables and HomePage.objects.exists()
    return has_home and not holds_demonstration()
