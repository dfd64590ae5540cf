"""Top performers with their names and the portal's own proof."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils import timezone

from casestudies import areas
from casestudies.areas import AreaTree
from portal.insight.performance.proof import PortalProof, proof_of
from portal.performance import performers, queries
from portal.performance.measures import MEASURES, Measure, measures_within, value_in_words
from portal.performance.performers import FigureTable, MeasurePerformers, Performer
from portal.text import financial_years
from portal.trusts.models import Trust


@dataclass(frozen=True)
class NamedPerformer:
    """A top performer with the name in the register of today, and its proof on the portal."""

    name: str
    performer: Performer
    proof: PortalProof
    measure: Measure

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


def top_performers(
    measures: Iterable[Measure],
    *,
    trust_type: str = "",
    limit: int | None = None,
    table: FigureTable | None = None,
) -> list[PerformersOfMeasure]:
    """The top performers of these measures by the published rule, at most `limit` of each."""
    measures = list(measures)
    table = table or queries.figure_table(measures=measures)
    found = [
        performers.find_performers(table, one, this_year=this_year(), trust_type=trust_type)
        for one in measures
    ]
    codes = {performer.ods_code for one in found for performer in one.performers[:limit]}
    names = dict(Trust.objects.filter(ods_code__in=codes).values_list("ods_code", "name"))
    proofs = {
        area: proof_of([p.ods_code for one in found for p in one.performers[:limit]], area)
        for area in {one.measure.area for one in found if one.performers}
    }
    return [
        PerformersOfMeasure(
            one,
            tuple(
                NamedPerformer(
                    names.get(performer.ods_code, performer.ods_code),
                    performer,
                    proofs[one.measure.area].get(performer.ods_code, PortalProof()),
                    one.measure,
                )
                for performer in one.performers[:limit]
            ),
        )
        for one in found
    ]
