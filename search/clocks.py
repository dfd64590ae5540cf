"""What falls due for search."""

from __future__ import annotations

from datetime import datetime

from search import entries


def repair_drift(now: datetime) -> int:
    """Mend entries that differ from their page, area or trust. Returns how many did."""
    return entries.repair()
