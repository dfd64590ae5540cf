"""Top performers with their names and the portal's own proof."""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache

from django.db.models import Count, Max, Sum
from django.utils import timezone

from casestudies import areas
from casestudies.areas import AreaTree
from portal.insight.performance.proof import PortalProof, proof_of
from portal.performance import performers, queries
from portal.performance.measures import MEASURES, Measure, measures_within, value_in_words
from portal.performance.models import PerformanceFigure
from portal.performance.performers import MeasurePerformers, Performer
from portal.text import financial_years
from portal.trusts.models import Trust, TrustFigure

KEPT_SECONDS = 3_600


@dataclass(frozen=True)
class NamedPerformer:
    """A top performer with the name in the register of today; its code where it is in none.

    `proof` on the portal is None where nobody asked for it, or no register knows the trust.
    """

    name: str
    performer: Performer
    measure: Measure
    proof: PortalProof | None = None

    @property
    def years(self) -> list[dict[str, str]]:
        """Its years in words: the value with its unit, and the place among its like."""
        return [
            {
                "value": value_in_words(self.measure, one.value),
                "place": f"{one.position} of {one.peers + 1}",
            }
            for one in self.performer.years
        ]


@dataclass(frozen=True)
class PerformersOfMeasure:
    """The top performers of one measure, best first."""

    found: MeasurePerformers
    performers: tuple[NamedPerformer, ...]

    @property
    def measure(self) -> Measure:
        return self.found.measure


def this_year() -> str:
    """The financial year of today, such as "2026/27"."""
    return financial_years.of_day(timezone.localdate())


def measures_in(area: str) -> list[Measure]:
    """The measures of an area and those below it, named by its slug; all of them for ""."""
    if not area:
        return list(MEASURES.values())
    known = areas.find(area)
    if known is None:
        return []
    tree = AreaTree()
    return measures_within({tree.areas[pk].slug for pk in tree.ids_within(known.pk)})


def find_all(
    measures: Iterable[Measure], *, year: str, trust_type: str = "", illustrative: bool = False
) -> list[MeasurePerformers]:
    """What the published rule finds for each of these measures, as of a financial year."""
    measures = list(measures)
    table = queries.figure_table(measures=measures, illustrative=illustrative)
    return [
        performers.find_performers(table, one, this_year=year, trust_type=trust_type)
        for one in measures
    ]


def all_performers(*, illustrative: bool = False) -> list[PerformersOfMeasure]:
    """The top performers of every measure, with the names of today and without their proof.

    Each process keeps what the rule found for an hour, or until a figure changes or a trust or a
    fact about one is added: likeness of all trusts takes a second or two.
    """
    state = (
        *PerformanceFigure.objects.aggregate(Count("pk"), Max("pk"), Sum("value")).values(),
        *Trust.objects.aggregate(Count("pk"), Max("pk")).values(),
        *TrustFigure.objects.aggregate(Count("pk"), Max("pk"), Sum("value")).values(),
        int(time.time()) // KEPT_SECONDS,
    )
    return with_names(_kept(this_year(), illustrative, state))


@lru_cache(maxsize=4)
def _kept(year: str, illustrative: bool, state: tuple[object, ...]) -> list[MeasurePerformers]:
    """What the rule finds. Not in the shared cache: another version of the code reads that too."""
    return find_all(MEASURES.values(), year=year, illustrative=illustrative)


def forget() -> None:
    """Work the performers out anew the next time, as a process does that has just started."""
    _kept.cache_clear()


def with_names(found: Iterable[MeasurePerformers]) -> list[PerformersOfMeasure]:
    """The performers with the names that the register has today. One query."""
    found = list(found)
    codes = {performer.ods_code for one in found for performer in one.performers}
    names = dict(Trust.objects.filter(ods_code__in=codes).values_list("ods_code", "name"))
    return [
        PerformersOfMeasure(
            one,
            tuple(
                NamedPerformer(names.get(row.ods_code, row.ods_code), row, one.measure)
                for row in one.performers
            ),
        )
        for one in found
    ]


def top_performers(
    measures: Iterable[Measure], *, trust_type: str = "", limit: int | None = None
) -> list[PerformersOfMeasure]:
    """The top performers of these measures with their proof, at most `limit` of each."""
    found = [
        replace(one, performers=one.performers[:limit])
        for one in find_all(measures, year=this_year(), trust_type=trust_type)
    ]
    codes = {row.ods_code for one in found for row in one.performers}
    with_any = {one.measure.area for one in found if one.performers}
    proofs = {area: proof_of(codes, area) for area in with_any}
    return [
        replace(
            one,
            performers=tuple(
                replace(row, proof=proofs[one.measure.area].get(row.performer.ods_code))
                for row in one.performers
            ),
        )
        for one in with_names(found)
    ]
