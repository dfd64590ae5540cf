"""Top performers of a measure, by the published rule. Pure.

A trust is a top performer of a measure if, in **each of the last three whole years with data**,
it stood in the best quarter among the trusts most like it of its type, and in none of these years
a balancing measure stood in the worst quarter (the balancing measure's figure of the same year,
else of the nearest). Part of a year never counts, nor does a measure of context. Figures whose
last year is more than three years back are history: they are listed, and ground no invitation.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from portal.performance.comparison import (
    FEWEST_PEERS,
    MOST_LIKE,
    Comparison,
    Peers,
    compare,
    odd_values,
)
from portal.performance.measures import MEASURES, Measure

YEARS = 3
"""So many years in a row make a performer: one or two can be chance."""

HISTORY_AFTER = 3
"""Figures whose last year ended more than so many years ago are history."""


class Confidence(StrEnum):
    """How far the figures carry."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"
    HISTORY = "history"


@dataclass(frozen=True)
class Figure:
    """One reported value: whose, of which kind of trust, when. `year` is such as "2024/25"."""

    ods_code: str
    trust_type: str
    year: str
    value: float
    is_part_year: bool = False


@dataclass(frozen=True)
class YearOfPerformer:
    """One of the years in which a performer stood in the best quarter."""

    year: str
    value: float
    position: int
    peers: int
    is_whole_type: bool


@dataclass(frozen=True)
class Performer:
    """A top performer. `is_balanced` is None where no balancing measure could be looked at.

    `against` are the doubts, in sentences.
    """

    ods_code: str
    trust_type: str
    years: tuple[YearOfPerformer, ...]
    is_balanced: bool | None
    confidence: Confidence
    against: tuple[str, ...]

    @property
    def rank(self) -> tuple[float, float, str]:
        """For sorting, the best first: the mean place of the years, the last one's, the code."""
        shares = [one.position / (one.peers + 1) for one in self.years]
        return sum(shares) / len(shares), shares[-1], self.ods_code


@dataclass(frozen=True)
class MeasurePerformers:
    """The performers of one measure in its last whole years; without any if there are too few
    years.
    """

    measure: Measure
    years: tuple[str, ...]
    is_history: bool
    performers: tuple[Performer, ...]


class Likeness(Protocol):
    """Which trusts are most like one: their codes, nearest first; empty if too little is known."""

    def __call__(self, ods_code: str) -> Sequence[str]: ...


class FigureTable:
    """The figures of all measures, and comparisons among like trusts."""

    def __init__(self, figures: Mapping[str, Iterable[Figure]], likeness: Likeness) -> None:
        """`figures` by the key of their measure."""
        self._likeness = likeness
        self._by_measure: dict[str, dict[str, dict[str, Figure]]] = {}
        for key, rows in figures.items():
            by_year: dict[str, dict[str, Figure]] = defaultdict(dict)
            for row in rows:
                by_year[row.year][row.ods_code] = row
            self._by_measure[key] = dict(by_year)
        self._odd: dict[tuple[str, str, str], frozenset[str]] = {}

    def years(self, measure: Measure, *, whole: bool = True) -> list[str]:
        """The years with data, in order; `whole` leaves out those of which part is reported."""
        return sorted(
            year
            for year, rows in self._by_measure.get(measure.key, {}).items()
            if not whole or not any(row.is_part_year for row in rows.values())
        )

    def figures(self, measure: Measure, year: str) -> dict[str, Figure]:
        """What was reported in a year, by ODS code."""
        return self._by_measure.get(measure.key, {}).get(year, {})

    def is_odd(self, measure: Measure, figure: Figure) -> bool:
        """True if nobody can have meant the value: it is shown, and takes no part."""
        return figure.ods_code in self._odd_of(measure, figure.year, figure.trust_type)

    def peers(self, measure: Measure, ods_code: str, year: str) -> Peers:
        """The trusts of its type that a trust is compared with, without odd values."""
        rows = self.figures(measure, year)
        trust_type = rows[ods_code].trust_type
        odd = self._odd_of(measure, year, trust_type)
        values = {
            code: row.value
            for code, row in rows.items()
            if row.trust_type == trust_type and code != ods_code and code not in odd
        }
        if len(values) <= MOST_LIKE:
            return Peers(values, is_whole_type=True)
        near = [code for code in self._likeness(ods_code) if code in values][:MOST_LIKE]
        if len(near) < MOST_LIKE:
            return Peers(values, is_whole_type=True)
        return Peers({code: values[code] for code in near}, is_whole_type=False)

    def compare(self, measure: Measure, ods_code: str, year: str) -> Comparison | None:
        """Where a trust stood in a year; None if it did not report, is of a type that the measure
        is not about, or has nobody to be compared with.
        """
        figure = self.figures(measure, year).get(ods_code)
        if figure is None or figure.trust_type not in measure.trust_types:
            return None
        if self.is_odd(measure, figure):
            return None
        return compare(measure, figure.value, self.peers(measure, ods_code, year))

    def _odd_of(self, measure: Measure, year: str, trust_type: str) -> frozenset[str]:
        key = (measure.key, year, trust_type)
        if key not in self._odd:
            rows = self.figures(measure, year).items()
            self._odd[key] = odd_values(
                measure, {code: row.value for code, row in rows if row.trust_type == trust_type}
            )
        return self._odd[key]


def is_history(year: str, this_year: str) -> bool:
    """True if figures of a financial year are too old to act on. Both such as "2024/25"."""
    return _first(this_year) - _first(year) > HISTORY_AFTER


def find_performers(
    table: FigureTable, measure: Measure, *, this_year: str, trust_type: str = ""
) -> MeasurePerformers:
    """The top performers of a measure, best first, equal ones by their code.

    `this_year` is the financial year of today, such as "2026/27"; `trust_type` asks for those of
    one type.
    """
    years = tuple(table.years(measure)[-YEARS:])
    is_old = bool(years) and is_history(years[-1], this_year)
    if len(years) < YEARS or not measure.makes_performers:
        return MeasurePerformers(measure, years, is_old, ())
    found = []
    for code, figure in table.figures(measure, years[-1]).items():
        if trust_type and figure.trust_type != trust_type:
            continue
        performer = _performer(table, measure, code, years, is_old=is_old)
        if performer is not None:
            found.append(performer)
    return MeasurePerformers(measure, years, is_old, tuple(sorted(found, key=lambda one: one.rank)))


def _performer(
    table: FigureTable, measure: Measure, code: str, years: Sequence[str], *, is_old: bool
) -> Performer | None:
    shown = []
    for year in years:
        comparison = table.compare(measure, code, year)
        if comparison is None or not comparison.is_best_quarter:
            return None
        shown.append(
            YearOfPerformer(
                year,
                comparison.value,
                comparison.position,
                comparison.peers,
                comparison.is_whole_type,
            )
        )
    is_balanced, doubt = _balance(table, measure, code, years)
    if is_balanced is False:
        return None
    fewest = min(one.peers for one in shown)
    whole_type = any(one.is_whole_type for one in shown)
    against = [
        *([doubt] if doubt else []),
        *([f"Only {fewest} peers reported in one of the years."] if fewest < FEWEST_PEERS else []),
        *(
            ["Compared with all trusts of its type, not with those most like it."]
            if whole_type
            else []
        ),
        *([f"The last year is {years[-1]}: history, no ground to invite."] if is_old else []),
    ]
    return Performer(
        ods_code=code,
        trust_type=table.figures(measure, years[-1])[code].trust_type,
        years=tuple(shown),
        is_balanced=is_balanced,
        confidence=_confidence(fewest, is_balanced, whole_type, is_old=is_old),
        against=tuple(against),
    )


def _balance(
    table: FigureTable, measure: Measure, code: str, years: Sequence[str]
) -> tuple[bool | None, str]:
    """Whether the balancing measure stayed out of the worst quarter, and a doubt in words."""
    if not measure.balanced_by:
        return None, "No balancing measure is named for it."
    other = MEASURES[measure.balanced_by]
    if not other.makes_performers:
        return None, f"{other.name} is a measure of context: it cannot be bad by itself."
    reported = [year for year in table.years(other) if code in table.figures(other, year)]
    comparable = [year for year in reported if table.compare(other, code, year) is not None]
    if not comparable:
        said = "reported with a value that cannot be compared" if reported else "not reported"
        return None, f"{other.name}, which balances it, is {said}."
    nearest = [
        min(comparable, key=lambda one: (abs(_first(one) - _first(year)), -_first(one)))
        for year in years
    ]
    for year in nearest:
        comparison = table.compare(other, code, year)
        if comparison is not None and comparison.is_worst_quarter:
            return False, ""
    missing = [year for year, near in zip(years, nearest, strict=True) if year != near]
    doubt = (
        f"{other.name}, which balances it, was looked at in {nearest[-1]} for {missing[0]}."
        if missing
        else ""
    )
    return True, doubt


def _confidence(
    fewest_peers: int, is_balanced: bool | None, whole_type: bool, *, is_old: bool
) -> Confidence:
    if is_old:
        return Confidence.HISTORY
    if fewest_peers < FEWEST_PEERS or is_balanced is None:
        return Confidence.LOW
    return Confidence.MEDIUM if whole_type else Confidence.HIGH


def _first(year: str) -> int:
    """The calendar year in which a financial year begins."""
    return int(year[:4])
