"""Which version of the portal this is, and which migrations its database has."""

from __future__ import annotations

import functools
import tomllib

from django.apps import apps
from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader


@functools.cache
def version() -> str:
    """The version of the code that runs, as `pyproject.toml` names it."""
    with (settings.BASE_DIR / "pyproject.toml").open("rb") as file:
        return str(tomllib.load(file)["project"]["version"])


def applied_migrations() -> list[str]:
    """The migrations that the database has, as app.name."""
    return sorted(".".join(key) for key in MigrationLoader(connection).applied_migrations or ())


def waiting_migrations() -> int:
    """How many migrations of the code the database lacks."""
    executor = MigrationExecutor(connection)
    return len(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def unknown_migrations(names: list[str]) -> list[str]:
    """Those of the migrations (app.name) that this code lacks: a newer version made them.

    Apps that this code does not install are left out: a table that nobody reads does no harm.
    """
    known = {".".join(key) for key in MigrationLoader(None).disk_migrations or ()}
    installed = {config.label for config in apps.get_app_configs()}
    return [name for name in names if name not in known and name.split(".")[0] in installed]
