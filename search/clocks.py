"""What falls due for search."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from search import asked, draining, entries, saved


def repair_drift(now: datetime) -> int:
    """Mend entries that differ from their page, area or trust. Returns how many did."""
    return entries.repair()


def drain(now: datetime) -> int:
    """Send what waits for the search cluster, if there is one. Returns how many entries."""
    return draining.drain().sent if draining.is_needed() else 0


def forget_old_searches(now: datetime) -> int:
    """Drop what was searched for too long ago, or once only. Returns how many rows."""
    return asked.prune(timezone.localdate(now))


def tell_what_is_new(now: datetime) -> int:
    """Alerts of saved searches. Returns how many notices went out."""
    return saved.send_alerts(now)
