"""What falls due for search."""

from __future__ import annotations

from datetime import datetime

from search import draining, entries


def repair_drift(now: datetime) -> int:
    """Mend entries that differ from their page, area or trust. Returns how many did."""
    return entries.repair()


def drain(now: datetime) -> int:
    """Send what waits for the search cluster, if there is one. Returns how many entries."""
    return draining.drain().sent if draining.is_needed() else 0
