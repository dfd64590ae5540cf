"""An engine that cannot answer now."""

from __future__ import annotations


class EngineAway(Exception):
    """The engine cannot answer at the moment. The message says why, for the log."""
