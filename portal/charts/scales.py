"""What all charts share: their width, the labels of an axis, where it begins, short numbers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

# Units of the SVG, which the page stretches to the room there is.
WIDTH = 360


@dataclass(frozen=True)
class Tick:
    """A label on an axis."""

    at: str
    label: str


def from_zero(values: Iterable[float]) -> tuple[float, float]:
    """From zero where nothing is below it, so that a small change does not look large."""
    values = list(values)
    low, high = min(0.0, *values), max(0.0, *values)
    return (low, high) if high > low else (low, low + 1)


def short(value: float) -> str:
    """At most one decimal, and thousands apart."""
    return f"{value:,.1f}".removesuffix(".0")
