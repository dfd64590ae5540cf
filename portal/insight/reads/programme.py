"""Everything that a programme manager shows a board about one programme."""

from __future__ import annotations

from portal.insight.reads import demand, hours, load, pairs, times
from portal.insight.reports import Report
from portal.matching.models import Programme


def reports(programme: Programme) -> list[Report]:
    """The reports in the order of the page. The queries do not grow with the programme."""
    asked = demand.asked_of(programme)
    return [
        demand.unmet(asked),
        demand.fairness(asked),
        *load.reports(programme),
        *times.reports(programme),
        *pairs.reports(programme),
        hours.by_quarter(programme),
    ]
