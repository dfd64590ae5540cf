"""Exemplars' load against their ceilings: followers at once, and hours this quarter."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from django.db.models import Count
from django.utils import timezone

from portal.charts import bars as charts
from portal.charts.bars import Line, Series
from portal.insight.queries import hours
from portal.insight.reports import Report
from portal.insight.scope import live_exemplars
from portal.matching import policies
from portal.matching.capacity import quarter_of
from portal.matching.choices import OPEN_STATUSES, DesignationStatus, MatchStatus
from portal.matching.designations import queries as designation_queries
from portal.matching.models import ExemplarDesignation, Match, Programme
from portal.text.dates import day_in_words


def reports(programme: Programme) -> list[Report]:
    """The load in places and in hours, of the exemplars that are designated or paused."""
    exemplars = live_exemplars(programme)
    found = [places_of(exemplars), hours_of(exemplars)]
    if policies.is_historical(programme):
        number = designation_queries.count_exemplars(programme)
        was = f"{number} exemplar{'' if number == 1 else 's'} took part; the programme has ended."
        return [replace(report, says=was, nothing=was) for report in found]
    return found


def places_of(exemplars: list[ExemplarDesignation]) -> Report:
    """Followers now and proposals that hold a place, against each ceiling."""
    found = Match.objects.filter(offer__designation__in=exemplars, status__in=OPEN_STATUSES)
    counts = {
        (pk, status): number
        for pk, status, number in found.order_by()
        .values_list("offer__designation", "status")
        .annotate(number=Count("pk"))
    }
    rows = [
        (
            _label(one),
            counts.get((one.pk, MatchStatus.ACTIVE), 0),
            counts.get((one.pk, MatchStatus.PROPOSED), 0),
            one.ceiling,
        )
        for one in exemplars
    ]
    taken, ceiling = sum(row[1] + row[2] for row in rows), sum(row[3] for row in rows)
    full = sum(row[1] + row[2] >= row[3] for row in rows)
    return Report(
        slug="load-places",
        title="Load: followers at once",
        says=f"{taken} of {ceiling} places are taken; {full} of {len(rows)} exemplars are full.",
        counts=(
            "Pairs at work, and proposals that hold a place until they are answered, against the "
            "most followers that each exemplar takes at once (the mark)."
        ),
        columns=("Exemplar", "At work", "Proposed", "Ceiling", "Left"),
        rows=tuple((*row, max(0, row[3] - row[1] - row[2])) for row in rows),
        chart=charts.bars(
            [
                Line(name, (work, held), f"{work + held} of {most}", mark=most)
                for name, work, held, most in rows
            ],
            [Series("At work", "done"), Series("Proposed", "asked")],
        ),
        nothing="There is no exemplar yet.",
    )


def hours_of(exemplars: list[ExemplarDesignation]) -> Report:
    """Hours given in the quarter we are in, against each ceiling of hours."""
    start, end = quarter_of(timezone.localdate())
    given = hours.given_by(exemplars, start=start, end=end)
    rows = [(_label(one), given[one.pk], one.hours_a_quarter) for one in exemplars]
    bound = [row for row in rows if row[2] is not None]
    total, most = sum((row[1] for row in bound), Decimal(0)), sum(row[2] or 0 for row in bound)
    over = sum(row[1] > row[2] for row in bound if row[2] is not None)
    return Report(
        slug="load-hours",
        title="Load: hours this quarter",
        says=(
            f"{charts.number(float(total))} of {most} hours are used; {over} of {len(rows)} "
            "exemplars are past their ceiling."
        ),
        counts=(
            f"Hours logged since {day_in_words(start)}, small help and group sessions included, "
            "against the hours a quarter that each exemplar set (the mark)."
        ),
        columns=("Exemplar", "Hours given", "Ceiling", "Left"),
        rows=tuple(
            (name, used, ceiling, None if ceiling is None else max(Decimal(0), ceiling - used))
            for name, used, ceiling in rows
        ),
        chart=charts.bars(
            [Line(name, (float(used),), _of(used, top), mark=top) for name, used, top in rows],
            [Series("Hours given", "done")],
        ),
        blank="no ceiling",
        nothing="There is no exemplar yet.",
    )


def _label(designation: ExemplarDesignation) -> str:
    paused = " (paused)" if designation.status == DesignationStatus.PAUSED else ""
    return f"{designation.trust.name}{paused}"


def _of(used: Decimal, ceiling: int | None) -> str:
    words = charts.number(float(used))
    return words if ceiling is None else f"{words} of {ceiling}"
