"""Comparing one value with those of like trusts. Pure.

Positions count from the best. Values that nobody can have meant (`odd_values`) are shown as they
were reported and take no part. Limits are the median and the quartiles, which extremes do not
move.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from statistics import median, quantiles

from portal.performance.measures import Better, Measure

MOST_LIKE = 30
"""A trust is compared with so many most like it of its type, where there are more."""

FEWEST_PEERS = 8
"""Fewer peers than this say little: shown, and said so."""

FEWEST_IN_A_QUARTER = 4
"""Of fewer trusts nobody is a quarter."""

ODD_BEYOND = 6.0
"""Odd is what stands further from the median than so many spreads."""

IQR_TO_SPREAD = 1.349
"""The interquartile range of a normal distribution in standard deviations."""


@dataclass(frozen=True)
class Peers:
    """The values of the trusts that one is compared with, by ODS code, itself left out.

    `is_whole_type`: all of its type that reported, because there are no more than MOST_LIKE or
    because too little is known of it to say which are like it.
    """

    values: Mapping[str, float]
    is_whole_type: bool

    @property
    def count(self) -> int:
        return len(self.values)


@dataclass(frozen=True)
class Comparison:
    """Where one value stands among its peers.

    `position` counts from the best (1) to `peers` + 1; equal values share the better position.
    `to_median` and `to_best_quarter` are in the unit of the measure, positive where the peers are
    better; None for a measure of context.
    """

    value: float
    position: int
    peers: int
    is_whole_type: bool
    median: float
    lower_quartile: float
    upper_quartile: float
    is_best_quarter: bool
    is_worst_quarter: bool
    to_median: float | None
    to_best_quarter: float | None

    @property
    def has_enough_peers(self) -> bool:
        return self.peers >= FEWEST_PEERS


def odd_values(measure: Measure, values: Mapping[str, float]) -> frozenset[str]:
    """The codes whose value nobody can have meant: far beyond all others, or nothing at all
    where something must be. `values` are those of one type of trust in one year.
    """
    zero = {code for code, value in values.items() if value <= 0 and measure.zero_is_odd}
    rest = {code: value for code, value in values.items() if code not in zero}
    if len(rest) < FEWEST_PEERS:
        return frozenset(zero)
    low, _, high = quantiles(rest.values(), n=4, method="inclusive")
    spread = (high - low) / IQR_TO_SPREAD
    middle = median(rest.values())
    far = {code for code, value in rest.items() if abs(value - middle) > ODD_BEYOND * spread > 0}
    return frozenset(zero | far)


def compare(measure: Measure, value: float, peers: Peers) -> Comparison | None:
    """Where a value stands among its peers; None where there is nobody to compare with.

    The best quarter of n trusts, this one among them, is the best n // 4: a value is in it if no
    more than that are as good or better. So a tie at its edge puts nobody in it.
    """
    others = list(peers.values.values())
    if not others:
        return None
    everyone = [*others, value]
    low, middle, high = (
        quantiles(others, n=4, method="inclusive") if len(others) > 1 else (others[0],) * 3
    )
    sign = 1 if measure.better is not Better.HIGHER else -1
    is_ranked = measure.makes_performers and len(everyone) >= FEWEST_IN_A_QUARTER
    quarter = len(everyone) // 4
    as_good = sum(sign * other <= sign * value for other in everyone)
    as_bad = sum(sign * other >= sign * value for other in everyone)
    best = low if sign == 1 else high
    return Comparison(
        value=value,
        position=1 + sum(sign * other < sign * value for other in others),
        peers=len(others),
        is_whole_type=peers.is_whole_type,
        median=middle,
        lower_quartile=low,
        upper_quartile=high,
        is_best_quarter=is_ranked and as_good <= quarter,
        is_worst_quarter=is_ranked and as_bad <= quarter,
        to_median=sign * (value - middle) if measure.makes_performers else None,
        to_best_quarter=sign * (value - best) if measure.makes_performers else None,
    )
