"""The variables of our method: the measures of the register and some shares made from them."""

from __future__ import annotations

from dataclasses import dataclass

from portal.trusts.measures import MEASURES, NO_BEDS, Domain, Kind, Measure, Unit

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
