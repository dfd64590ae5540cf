"""What a trust may expect of a change, from the results of all trusts that tried it. Pure.

The range runs from the tenth to the ninetieth hundredth of the results: the origin's and every
adopter's, those that got worse too. Each end is a result that some trust had, and with fewer than
ten trusts the ends are the best and the worst. Where the start of the reader is known, a result
counts by how like its trust's start was (`portal.performance.starts`); one whose start is not
known counts as neither like nor unlike. Below three trusts there is too little to say.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

import numpy as np

from portal.performance.measures import MEASURES, Measure, value_in_words
from portal.performance.starts import Start, likeness_of_starts

if TYPE_CHECKING:
    from casestudies.adoptions.take_up import MeasureSpread, Result

FEWEST_RESULTS = 3
LOW, MIDDLE, HIGH = 0.1, 0.5, 0.9
WEIGHT_UNITS = 1_000_000
NOT_KNOWN = 0.5
# A start however far away still counts a little, so that the weights never vanish.
LEAST = 1e-6


@dataclass(frozen=True)
class ReaderStart:
    """Where the reader's trust starts on a national measure, and the spread of its population."""

    measure: Measure
    start: Start
    spread: float


@dataclass(frozen=True)
class ExpectedRange:
    """Changes in per cent of a trust's own start, the best first; None where `trusts` are too few.

    `got_worse` of the `trusts` ended worse than they began. `reader` is set where results count by
    how like the reader's start theirs were.
    """

    name: str
    trusts: int
    got_worse: int
    best: Result | None = None
    middle: Result | None = None
    worst: Result | None = None
    reader: ReaderStart | None = None

    @property
    def is_enough(self) -> bool:
        return self.best is not None

    @property
    def values(self) -> tuple[str, str, str] | None:
        """Best, middle and worst as figures of the reader's trust, without the unit that its start
        is told in; None where it has none.
        """
        if self.reader is None or not (self.best and self.middle and self.worst):
            return None
        measure, start = self.reader.measure, self.reader.start.value
        best, middle, worst = (
            value_in_words(measure, start * (1 + float(one.percent) / 100)).removesuffix(
                f" {measure.unit}"
            )
            for one in (self.best, self.middle, self.worst)
        )
        return best, middle, worst

    @property
    def start_in_words(self) -> str:
        """The reader's start with its year; blank where it is not known."""
        return self.reader.start.in_words(self.reader.measure) if self.reader else ""


def expected_range(spread: MeasureSpread, reader: ReaderStart | None = None) -> ExpectedRange:
    """What to expect on one measure of a case study. `reader` must be of that measure."""
    results = [*([spread.origin] if spread.origin else []), *spread.adopters]
    worse = sum(not one.improved and one.percent != 0 for one in results)
    if len(results) < FEWEST_RESULTS:
        return ExpectedRange(spread.name, len(results), worse)
    low, middle, high = weighted_quantiles(
        [float(one.percent) for one in results], [_weight(one, reader) for one in results]
    )
    best, worst = (low, high) if spread.lower_is_better else (high, low)
    return ExpectedRange(
        name=spread.name,
        trusts=len(results),
        got_worse=worse,
        best=spread.result(best),
        middle=spread.result(middle),
        worst=spread.result(worst),
        reader=reader,
    )


def weighted_quantiles(
    values: Sequence[float], weights: Sequence[float]
) -> tuple[Decimal, Decimal, Decimal]:
    """The values up to which a tenth, half and nine tenths of the weight lie: each one of them."""
    # In whole numbers, whose sums are exact: just half of the weight is half of it.
    whole = [max(1, round(weight * WEIGHT_UNITS)) for weight in weights]
    found = np.quantile(values, [LOW, MIDDLE, HIGH], weights=whole, method="inverted_cdf")
    low, middle, high = (Decimal(repr(float(one))) for one in found)
    return low, middle, high


def _weight(result: Result, reader: ReaderStart | None) -> float:
    if reader is None:
        return 1.0
    begun = result.line.national_start if result.line is not None else None
    if begun is None or result.line.national_measure != reader.measure.key:
        return NOT_KNOWN
    return max(LEAST, likeness_of_starts(reader.start.value, begun.value, reader.spread))


def measure_of(spread: MeasureSpread) -> Measure | None:
    """The national measure of a spread; None where no line of it names one."""
    return MEASURES.get(spread.national_measure)
