"""The variables of our method, and likeness said in words with the figures."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from portal.trusts.measures import MEASURES, NO_BEDS, Domain, Kind, Measure, Unit, in_words

SENTENCES_AT_MOST = 3
# Squared gaps in spreads: closer than half a spread is alike, a whole spread is different.
ALIKE, DIFFERENT = 0.25, 1.0
# The scale is capped, and narrow where most trusts are the same. So the figures as they are
# written must agree: alike within a fifth (a share within five points), different beyond that.
WITHIN, WITHIN_POINTS = 1.2, 0.05


@dataclass(frozen=True)
class Gap:
    """How far apart two trusts are on one measure. `weight` is its part of the whole."""

    measure: Measure
    squared: float
    weight: float
    mine: float | str
    theirs: float | str


def say(gap: Gap) -> str:
    """`Staff: 9,102 and 8,770 full-time equivalent staff`, or `Same record system: Epic`."""
    name, mine, theirs = gap.measure.name, _said(gap, gap.mine), _said(gap, gap.theirs)
    if isinstance(gap.mine, str) and mine == theirs:
        return f"Same {name[0].lower()}{name[1:]}: {mine}"
    if mine == theirs:
        return f"{name}: {mine} for both"
    if gap.measure.unit is Unit.FTE:
        mine = mine.removesuffix(f" {gap.measure.unit}")
    return f"{name}: {mine} and {theirs}"


def _said(gap: Gap, value: float | str) -> str:
    return in_words(gap.measure, value)


def closest_on(gaps: Iterable[Gap]) -> tuple[str, ...]:
    """Up to three sentences on what is alike: the closest of each domain, heavy domains first."""
    best: dict[Domain | None, Gap] = {}
    for gap in _telling(gaps):
        held = best.get(gap.measure.domain)
        if gap.squared > ALIKE or not _as_written(gap):
            continue
        if held is None or gap.squared < held.squared:
            best[gap.measure.domain] = gap
    order = {domain: place for place, domain in enumerate(Domain)}
    chosen = sorted(best, key=lambda domain: order[domain] if domain else len(order))
    return tuple(say(best[domain]) for domain in chosen[:SENTENCES_AT_MOST])


def differs_on(gaps: Iterable[Gap]) -> tuple[str, ...]:
    """Up to three sentences on what is different, those that separate most first."""
    different = [gap for gap in _telling(gaps) if gap.squared >= DIFFERENT and not _as_written(gap)]
    different.sort(key=lambda gap: (-gap.weight * gap.squared, gap.measure.key))
    return tuple(say(gap) for gap in different[:SENTENCES_AT_MOST])


def _as_written(gap: Gap) -> bool:
    """True if a reader would call the two figures alike."""
    mine, theirs = gap.mine, gap.theirs
    if isinstance(mine, str) or isinstance(theirs, str):
        return mine == theirs
    if gap.measure.unit is Unit.SHARE:
        return abs(mine - theirs) <= (gap.measure.alike_within or WITHIN_POINTS)
    low, high = sorted((mine, theirs))
    return high <= low * WITHIN or _said(gap, mine) == _said(gap, theirs)


def _telling(gaps: Iterable[Gap]) -> list[Gap]:
    return [gap for gap in gaps if gap.measure.telling]


# Published here and on the page: how much each side of a trust counts.
DOMAIN_WEIGHTS: dict[Domain, float] = {
    Domain.SIZE: 0.25,
    Domain.SERVICES: 0.25,
    Domain.POPULATION: 0.15,
    Domain.GEOGRAPHY: 0.15,
    Domain.DIGITAL: 0.10,
    Domain.FINANCE: 0.10,
}
BED_KINDS = {
    "maternity_bed_share": ("beds_maternity", "Share of beds for maternity"),
    "mental_illness_bed_share": ("beds_mental_illness", "Share of beds for mental illness"),
    "learning_disability_bed_share": (
        "beds_learning_disability",
        "Share of beds for learning disability",
    ),
}


@dataclass(frozen=True)
class Variable:
    """A measure as likeness compares it. `not_for`: trust types it says nothing about."""

    measure: Measure
    domain: Domain

    @property
    def key(self) -> str:
        return self.measure.key

    def applies_to(self, *types: str) -> bool:
        """False if the variable has no meaning for one of these trust types."""
        return not self.measure.not_for.intersection(types)


def _derived() -> list[Measure]:
    shares = [
        Measure(key, name, Unit.SHARE, domain=Domain.SERVICES, highest=1, not_for=NO_BEDS)
        for key, (_, name) in BED_KINDS.items()
    ]
    return [*shares, Measure("region", "Region", kind=Kind.WORD, domain=Domain.GEOGRAPHY)]


VARIABLES: tuple[Variable, ...] = tuple(
    Variable(measure, measure.domain)
    for measure in [*MEASURES.values(), *_derived()]
    if measure.domain is not None
)
# What the register must hold to make them.
MEASURES_USED: frozenset[str] = frozenset(
    {variable.key for variable in VARIABLES if variable.key in MEASURES}
    | {beds for beds, _ in BED_KINDS.values()}
)


def with_shares(numbers: dict[str, float]) -> dict[str, float]:
    """The same numbers and, where the beds are known, the share of each kind of bed."""
    beds = numbers.get("beds")
    if not beds:
        return numbers
    shares = {
        key: min(numbers[kind] / beds, 1.0)
        for key, (kind, _) in BED_KINDS.items()
        if kind in numbers
    }
    return {**numbers, **shares}
