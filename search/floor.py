"""Where the results of a search end: what a record must hold to be about the question.

A placeholder rule until it is measured: half of the weight of what was typed.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

MOST_WEIGHT = 4


@dataclass(frozen=True)
class Floor:
    """The weight of each concept, and how much of it a record must hold."""

    weights: tuple[int, ...]
    required: int


def floor(frequencies: Sequence[int], *, entries: int, is_prose: bool = False) -> Floor:
    """The floor for concepts which so many of all entries hold."""
    if not frequencies:
        return Floor((), 0)
    most = math.log(1 + entries) or 1.0
    weights = tuple(
        max(1, round(MOST_WEIGHT * math.log(1 + entries / (1 + number)) / most))
        for number in frequencies
    )
    share = 0.25 if is_prose else 0.5
    return Floor(weights, max(1, math.ceil(share * sum(weights))))
