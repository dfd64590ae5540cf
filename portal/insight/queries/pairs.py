"""Reports on pairs, and all reports of a programme.

Pairs by state, and what came of those that were completed.

Everything that a programme manager shows a board about one programme.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from casestudies.adoptions.take_up import KEPT
from casestudies.choices import AdoptionStatus
from portal.charts import bars as charts
from portal.charts.bars import Line, Series
from portal.insight import scope
from portal.insight.queries import demand, hours, load, times
from portal.insight.reports import Report
from portal.matching.choices import MatchStatus
from portal.matching.models import Match, Programme

NO_RESULT = "No result recorded"


def reports(programme: Programme) -> list[Report]:
    """Pairs by state, and outcomes, of the programme's matches."""
    found = list(scope.matches_of(programme).select_related("adoption"))
    return [by_state(found), outcomes(found)]


def by_state(matches: Iterable[Match]) -> Report:
    """How many matches are in each state, now."""
    counts = Counter(match.status for match in matches)
    rows = [(str(status.label), counts[status]) for status in MatchStatus if counts[status]]
    begun = counts[MatchStatus.ACTIVE] + counts[MatchStatus.COMPLETED] + counts[MatchStatus.ENDED]
    return Report(
        slug="pairs-by-state",
        title="Pairs by state",
        says=(
            f"{counts[MatchStatus.ACTIVE]} pairs are at work and {counts[MatchStatus.COMPLETED]} "
            f"are completed, of {begun} that began."
        ),
        counts="Every match proposed in this programme, by where it stands today.",
        columns=("State", "Pairs"),
        rows=tuple(rows),
        chart=charts.bars(
            [Line(label, (count,), str(count)) for label, count in rows], [Series("Pairs", "done")]
        ),
        nothing="No pair has been proposed yet.",
    )


def outcomes(matches: Iterable[Match]) -> Report:
    """What the followers of completed pairs recorded, as it stands today."""
    done = [match for match in matches if match.status == MatchStatus.COMPLETED]
    counts = Counter(_outcome(match) for match in done)
    order = [*(str(status.label) for status in AdoptionStatus), NO_RESULT]
    rows = [(label, counts[label]) for label in order if counts[label]]
    kept = sum(counts[str(status.label)] for status in KEPT)
    return Report(
        slug="outcomes",
        title="Outcomes of completed pairs",
        says=f"{kept} of {len(done)} followers keep the change up.",
        counts=(
            "The follower's own record of the change, as it last confirmed it. Nobody else can "
            "record it."
        ),
        columns=("Outcome", "Pairs"),
        rows=tuple(rows),
        chart=charts.bars(
            [Line(label, (count,), str(count)) for label, count in rows], [Series("Pairs", "done")]
        ),
        nothing="No pair is completed yet.",
    )


def _outcome(match: Match) -> str:
    if match.adoption is None or match.adoption.confirmed_at is None:
        return NO_RESULT
    return str(AdoptionStatus(match.adoption.status).label)


def programme_reports(programme: Programme) -> list[Report]:
    """The reports in the order of the page. The queries do not grow with the programme."""
    asked = demand.asked_of(programme)
    return [
        demand.unmet(asked),
        demand.fairness(asked),
        *load.reports(programme),
        *times.reports(programme),
        *reports(programme),
        hours.by_quarter(programme),
    ]
