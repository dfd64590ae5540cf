"""What falls due for search."""

from __future__ import annotations

from datetime import datetime
from functools import partial

from django.utils import timezone

from portal.background import jobs
from search import query_logging
from search.alerts import services
from search.indexing import catching_up, entries


def repair_drift(now: datetime) -> int:
    """Mend entries that differ from their page, area or trust. Returns how many did."""
    return entries.repair()


def bring_indexes_into_step(now: datetime) -> int:
    """Bring every index of the site into step. Returns how many changes they took.

    In no transaction: a build takes minutes, and nobody's write waits for it.
    """
    engines = catching_up.kept_engines()
    return jobs.all_of(*(partial(catching_up.bring_up_to_date, engine) for engine in engines))


def sweep_tombstones(now: datetime) -> int:
    """Drop what is left of things that are long gone. Returns how many."""
    return entries.sweep(now)


def forget_old_searches(now: datetime) -> int:
    """Drop what was searched for too long ago, or once only. Returns how many rows."""
    return query_logging.prune(timezone.localdate(now))


def tell_what_is_new(now: datetime) -> int:
    """Alerts of saved searches. Returns how many notices went out."""
    return services.send_alerts(now)
