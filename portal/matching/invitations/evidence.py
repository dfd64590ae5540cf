"""The ground of an invitation: three years of national figures in which a trust did best."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils import timezone

from casestudies.areas import find
from casestudies.models import EfficiencyArea
from portal.performance import performers, queries
from portal.performance.measures import Measure, value_in_words
from portal.performance.models import PerformanceFigure
from portal.performance.performers import Performer, YearOfPerformer
from portal.text import financial_years
from portal.trusts.models import Trust


@dataclass(frozen=True)
class EvidenceYear:
    """One year of it. `value` is in the measure's own scale: a share lies between 0 and 1."""

    year: str
    value: float
    in_words: str
    place: str
    source: str

    def as_stored(self) -> dict[str, str]:
        """What an invitation keeps of it, as its letter says it."""
        return {
            "year": self.year,
            "value": self.in_words,
            "place": self.place,
            "source": self.source,
        }


@dataclass(frozen=True)
class Evidence:
    """What the published rule finds for one trust and measure, the first year first.

    `area` is None where the site has no area of that name. `is_history` figures ground nothing.
    """

    trust: Trust
    measure: Measure
    area: EfficiencyArea | None
    years: tuple[EvidenceYear, ...]
    doubts: tuple[str, ...]
    is_history: bool


def evidence_for(trust: Trust, measure: Measure) -> Evidence | None:
    """Why a trust is a top performer of a measure by the rule, today; None if it is none.

    Two queries, and those that the likeness of its type needs: with the real register it takes a
    second or more.
    """
    table = queries.figure_table(
        illustrative=trust.illustrative, measures=[measure], trust_type=trust.type
    )
    found = performers.find_performers(
        table,
        measure,
        this_year=financial_years.of_day(timezone.localdate()),
        trust_type=trust.type,
    )
    own = next((one for one in found.performers if one.ods_code == trust.ods_code), None)
    if own is None:
        return None
    return Evidence(
        trust=trust,
        measure=measure,
        area=find(measure.area),
        years=_years(own, measure),
        doubts=own.against,
        is_history=found.is_history,
    )


def _years(own: Performer, measure: Measure) -> tuple[EvidenceYear, ...]:
    reported = PerformanceFigure.objects.national().filter(
        ods_code=own.ods_code, measure=measure.key, year__in=[one.year for one in own.years]
    )
    sources = {
        figure.year: f"{figure.publication.publisher}: {figure.publication.title}"
        for figure in reported.select_related("publication")
        if figure.publication is not None
    }
    return tuple(_year(one, measure, sources.get(one.year, "")) for one in own.years)


def _year(one: YearOfPerformer, measure: Measure, source: str) -> EvidenceYear:
    return EvidenceYear(
        year=one.year,
        value=one.value,
        in_words=value_in_words(measure, one.value),
        place=f"{one.position} of {one.peers + 1}",
        source=source,
    )
