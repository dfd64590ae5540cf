"""Where a trust starts, as the form asks for it: a national measure, its figure and its year.

The figure is filled in from the national figures of the trust that asks, never from the address. A
share is written in per cent and kept as a share.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.core.validators import slug_re
from django.utils import timezone

from casestudies.areas import AreaTree
from portal.matching.models import Need
from portal.matching.suggestions.starts import NationalStarts, measures_of_need
from portal.performance.measures import MEASURES, Measure, decimals_shown
from portal.performance.starts import Start, unit_asked_for
from portal.text import financial_years
from portal.trusts.models import Trust

THE_TRUST = "the trust itself"
YEARS_BACK = 10
PLACES = Decimal("0.000001")


@dataclass(frozen=True)
class GivenStart:
    """A start as it is kept with a need. Without a value the national figures are asked."""

    measure: Measure
    value: Decimal | None = None
    year: str = ""
    source: str = ""

    @property
    def number(self) -> str:
        """The figure as it is typed: 5.2 for a share of 0.052."""
        if self.value is None:
            return ""
        if self.measure.is_share:
            return f"{100 * self.value:.{self.measure.decimals}f}"
        return f"{self.value:.{decimals_shown(self.measure)}f}"

    @property
    def unit(self) -> str:
        """The unit in which it is typed, such as "% of staff days"."""
        return unit_asked_for(self.measure)

    @property
    def in_words(self) -> str:
        """Such as "Sickness absence: 5.2% of staff days in 2024/25"."""
        if self.value is None:
            return self.measure.name
        start = Start(float(self.value), self.year, self.source)
        return f"{self.measure.name}: {start.in_words(self.measure)}"

    def answers(self) -> dict[str, str]:
        """The fields of the form with this start in them."""
        return {
            "measure": self.measure.key,
            "starting_value": self.number,
            "starting_year": self.year,
        }


def measure_choices() -> list[tuple[str, list[tuple[str, str]]]]:
    """The national measures under their top areas, each with the unit it is given in."""
    tree = AreaTree()
    tops = {area.slug: tree.path(area.pk)[0].name for area in tree.areas.values()}
    groups: dict[str, list[tuple[str, str]]] = {}
    for measure in MEASURES.values():
        label = f"{measure.name} ({unit_asked_for(measure)})"
        groups.setdefault(tops.get(measure.area, "Other"), []).append((measure.key, label))
    return list(groups.items())


def year_choices() -> list[tuple[str, str]]:
    """The financial years that a figure may be of, this one first."""
    first = int(financial_years.of_day(timezone.localdate())[:4])
    years = [financial_years.written(first - back) for back in range(YEARS_BACK)]
    return [(year, year) for year in years]


def national_start(trust: Trust, measure: Measure) -> GivenStart | None:
    """What the trust reported for its last whole year; None where it reported nothing."""
    found = NationalStarts(measure, illustrative=trust.illustrative).latest(trust.pk)
    if found is None:
        return None
    value = Decimal(str(found.value)).quantize(PLACES)
    return GivenStart(measure, value, found.year, found.source)


def suggested_start(trust: Trust, area: str, measure: str = "") -> GivenStart | None:
    """The trust's figure on the measure that was chosen, else on the first of the area (its slug)
    that it reported; None where there is none.
    """
    if measure in MEASURES:
        return national_start(trust, MEASURES[measure])
    tree = AreaTree()
    by_slug = {one.slug: one.pk for one in tree.areas.values()}
    # What is typed over the list is no slug.
    if not slug_re.fullmatch(area) or area not in by_slug:
        return None
    known = (national_start(trust, one) for one in measures_of_need(tree, by_slug[area]))
    return next((one for one in known if one is not None), None)


def belongs_to(measure: Measure, area: str) -> bool:
    """True if the measure is of the same top area as the area that help is asked in."""
    tree = AreaTree()
    top_of = {one.slug: tree.path(one.pk)[0].pk for one in tree.areas.values()}
    return area in top_of and top_of.get(measure.area) == top_of[area]


def read_start(trust: Trust, measure: str, number: Decimal | None, year: str) -> GivenStart | None:
    """The start that was typed, with its source; None where no measure was chosen.

    A figure that is the national one, as it is written, is kept with that source and in full.
    Raises ValidationError by field.
    """
    if measure not in MEASURES:
        if number is not None:
            raise ValidationError({"measure": "Choose what the figure measures."})
        return None
    chosen = MEASURES[measure]
    if number is None:
        return GivenStart(chosen)
    if number < 0 or (chosen.is_share and number > 100):
        limit = "from 0 to 100" if chosen.is_share else "that is not below 0"
        raise ValidationError(
            {"starting_value": f"Enter a number {limit}, in {unit_asked_for(chosen)}."}
        )
    if not year:
        raise ValidationError({"starting_year": "Choose the year that the figure is of."})
    national = national_start(trust, chosen)
    value = (number / 100 if chosen.is_share else number).quantize(PLACES)
    typed = GivenStart(chosen, value, year, THE_TRUST)
    if national is not None and (national.number, national.year) == (typed.number, typed.year):
        return national
    return typed


def keep(need: Need, start: GivenStart) -> None:
    """Write the start into a need that is not saved yet."""
    need.starting_measure = start.measure.key
    need.starting_value = start.value
    need.starting_year = start.year
    need.starting_source = start.source
