"""What falls due: apps register their clocks in `ready()`, and `send_due` runs them all."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

Clock = Callable[[datetime], int]
_clocks: dict[str, Clock] = {}


def register(name: str, clock: Clock) -> None:
    """Add a clock: it takes the time now, does what is due once, and returns how many it did."""
    _clocks[name] = clock


def run(now: datetime) -> dict[str, int]:
    """Run every clock and return what each did. Running it twice does nothing twice."""
    return {name: clock(now) for name, clock in sorted(_clocks.items())}
