"""What other apps and the screens read of matching. Nothing here changes anything."""

from __future__ import annotations

from portal.matching.reads.waiting import Waiting, waiting_for

__all__ = ["Waiting", "waiting_for"]
