"""How alike two starting positions are, and what a written figure means in a measure. Pure.

Two trusts that start apart by one spread of their kind count as neither alike nor unlike: so far
apart are, in the middle, two trusts drawn by chance (for a bell curve 0.95 of a spread). Each
further spread halves the likeness. The spread is that of the quartiles, which extremes do not move.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from statistics import quantiles

from portal.performance.comparison import FEWEST_PEERS, IQR_TO_SPREAD, odd_values
from portal.performance.measures import Measure, value_in_words

PER_CENT = re.compile(r"^(%|per ?cent\b|percent\b)", re.IGNORECASE)
# Ways in which people write a unit, read as one: spaces, "per", powers.
SAME_UNIT = (
    ("²", "2"), ("³", "3"), ("per square metre", "/m2"), ("a square metre", "/m2"),
    ("per m2", "/m2"), ("a m2", "/m2"), ("per", "/"), ("an inpatient day", "/inpatient day"),
)  # fmt: skip


@dataclass(frozen=True)
class Start:
    """Where a trust stood on a measure. `value` is in the measure's own scale: a share lies
    between 0 and 1. `year` is a financial year. `source` says where the figure comes from.
    """

    value: float
    year: str
    source: str

    def in_words(self, measure: Measure) -> str:
        """Such as "4.8% of staff days in 2024/25"."""
        return f"{value_in_words(measure, self.value)} in {self.year}"


def spread_of(measure: Measure, values: Iterable[float]) -> float | None:
    """The spread of a population: its interquartile range over 1.349, as of a bell curve.

    What nobody can have meant is left out. None for fewer than eight trusts, and where half of
    them have one value.
    """
    by_place = {str(place): value for place, value in enumerate(values)}
    odd = odd_values(measure, by_place)
    rest = [value for place, value in by_place.items() if place not in odd]
    if len(rest) < FEWEST_PEERS:
        return None
    low, _, high = quantiles(rest, n=4, method="inclusive")
    return (high - low) / IQR_TO_SPREAD or None


def likeness_of_starts(one: float, other: float, spread: float) -> float:
    """From 1 for the same start to 0: half for each spread (above nought) between them."""
    return float(0.5 ** (abs(one - other) / spread))


def is_unit_of(measure: Measure, unit: str) -> bool:
    """True if a unit, as people write it, is the measure's own: "%" for a share."""
    if measure.is_share:
        return bool(PER_CENT.match(unit.strip()))
    return _plain(unit) == _plain(measure.unit)


def value_from(measure: Measure, number: float, unit: str) -> float | None:
    """A figure as it was written, in the measure's own scale; None where the unit is another."""
    if not is_unit_of(measure, unit):
        return None
    return number / 100 if measure.is_share else number


def unit_asked_for(measure: Measure) -> str:
    """The unit in which people give the measure: "% of staff days", "£ a square metre"."""
    return f"% {measure.unit}" if measure.is_share else measure.unit


def other_unit(measure: Measure) -> str:
    """What to do where a figure of the measure is in another unit."""
    return f"{measure.name} is counted in {unit_asked_for(measure)}: use this unit."


def _plain(unit: str) -> str:
    found = unit.strip().lower()
    for written, meant in SAME_UNIT:
        found = found.replace(written, meant)
    return found.replace(" ", "")
