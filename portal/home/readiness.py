"""What must be right before this process should be sent visitors. Apps add what they know.

Only what another process may do better: an index that is behind, a mail server that is away or a
worker that is missing is the same for all of them, and would take the whole site away. Those
stand on the status page (`portal.operations.status`).
"""

from __future__ import annotations

import logging
from collections.abc import Callable

from django.contrib.staticfiles.storage import ManifestStaticFilesStorage, staticfiles_storage
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

logger = logging.getLogger(__name__)

Check = Callable[[], str]
_checks: dict[str, Check] = {}


def register(name: str, check: Check) -> None:
    """Add a check: it returns nothing when all is well, else what is wrong, in a few words."""
    _checks[name] = check


def problems() -> dict[str, str]:
    """Every check by its name, with what is wrong; an empty text means that it is ready."""
    found = {}
    for name, check in sorted(_checks.items()):
        try:
            found[name] = check()
        except Exception as error:
            # The page tells operators that a part is away, not how: the log has the rest.
            logger.exception("The readiness check %s failed.", name)
            found[name] = f"does not answer ({type(error).__name__})"
    return found


def database() -> str:
    """The database answers."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        cursor.fetchone()
    return ""


def static_files() -> str:
    """The files that pages name were gathered, where the storage gives them names of their own."""
    if not isinstance(staticfiles_storage, ManifestStaticFilesStorage):
        return ""
    return "" if staticfiles_storage.hashed_files else "collectstatic was not run"


def migrations() -> str:
    """Every migration of the code is in the database."""
    executor = MigrationExecutor(connection)
    waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return f"{len(waiting)} migrations are not applied" if waiting else ""
