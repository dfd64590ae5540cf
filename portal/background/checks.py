"""`manage.py check --database default`: does anybody do the work in the background?"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Info, Tags, register
from django.db import connections
from django.db.utils import DatabaseError

from portal.background.models import BackgroundProcess
from portal.background.status import status

IN_WEB = "The web server does the waiting tasks after its answers, which is enough for a small site"


@register(Tags.database)
def somebody_works(databases: Iterable[str] | None, **_: Any) -> list[CheckMessage]:
    """background.I001: no worker. background.I002: no scheduler. No warnings: a small site works
    without either.
    """
    if "default" not in (databases or ()):
        return []
    try:
        tables = connections["default"].introspection.table_names()
        if BackgroundProcess._meta.db_table not in tables:
            return []
        now = status()
    except DatabaseError:
        # Before `migrate` a table may be another one.
        return []
    found: list[CheckMessage] = []
    if not now.workers:
        instead = IN_WEB if settings.BACKGROUND_IN_WEB else "Tasks wait until one is started"
        hint = "uv run manage.py worker"
        found.append(Info(f"No worker runs. {instead}.", hint=hint, id="background.I001"))
    if not now.schedulers:
        hint = "uv run manage.py scheduler, or send_due once a day"
        found.append(Info("No scheduler runs.", hint=hint, id="background.I002"))
    return found
