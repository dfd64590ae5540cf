"""Hours that exemplars gave: in pairs, in small help, and in group sessions, each counted once."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from decimal import Decimal

from django.db.models import Sum
from django.utils import timezone
from django.utils.formats import date_format

from portal.charts import bars as charts
from portal.charts.bars import Line, Series
from portal.insight import scope
from portal.insight.reports import Report
from portal.matching.capacity import quarter_of
from portal.matching.models import ExemplarDesignation, GroupSession, Meeting, Programme
from portal.text.dates import month_in_words

PAIRS, SMALL, GROUPS = "pairs", "small help", "group sessions"
KINDS = (PAIRS, SMALL, GROUPS)
QUARTERS_SHOWN = 8


def given_by(
    designations: list[ExemplarDesignation], *, start: date, end: date
) -> dict[int, Decimal]:
    """Each designation's hours from `start` to the day before `end`.

    The hours of small help are the same people's, so they count, as they do against the ceiling.
    """
    ids = [one.pk for one in designations]
    dates = {"held_on__gte": start, "held_on__lt": end}
    paired = _sums(
        Meeting.objects.filter(match__offer__designation__in=ids, **dates),
        "match__offer__designation",
    )
    small = _sums(
        Meeting.objects.filter(
            match__offer=None, match__helper__in=[one.trust_id for one in designations], **dates
        ),
        "match__helper",
    )
    groups = _sums(
        GroupSession.objects.filter(cohort__offer__designation__in=ids, **dates),
        "cohort__offer__designation",
    )
    return {
        one.pk: paired.get(one.pk, Decimal(0))
        + small.get(one.trust_id, Decimal(0))
        + groups.get(one.pk, Decimal(0))
        for one in designations
    }


def _sums(rows: object, by: str) -> dict[int, Decimal]:
    found = rows.order_by().values_list(by).annotate(hours=Sum("helper_hours"))  # type: ignore[attr-defined]
    return {key: hours for key, hours in found if hours}


def by_quarter(programme: Programme) -> Report:
    """Hours of each quarter since the programme began, the last eight."""
    found = _hours_by_quarter(programme)
    quarters = _quarters(programme)[-QUARTERS_SHOWN:]
    lines = [(_name(start), *(found[start][kind] for kind in KINDS)) for start in quarters]
    total = sum((sum(line[1:], Decimal(0)) for line in lines), Decimal(0))
    return Report(
        slug="hours-given",
        title="Hours given",
        says=f"Exemplars gave {charts.number(float(total))} hours in the quarters shown.",
        counts=(
            "Hours of the exemplars' people at meetings and visits that were logged. A group "
            "session counts once, however many trusts come. Quarters are of the calendar year."
        ),
        columns=("Quarter", "Pairs", "Small help", "Group sessions", "All"),
        rows=tuple((*line, sum(line[1:], Decimal(0))) for line in lines),
        chart=charts.bars(
            [
                Line(
                    line[0],
                    tuple(float(hours) for hours in line[1:]),
                    f"{charts.number(float(sum(line[1:], Decimal(0))))} hours",
                )
                for line in lines
            ],
            [
                Series("Pairs", "done"),
                Series("Small help", "asked"),
                Series("Group sessions", "other"),
            ],
        ),
    )


def _hours_by_quarter(programme: Programme) -> dict[date, dict[str, Decimal]]:
    sources = {
        PAIRS: Meeting.objects.filter(match__in=scope.matches_of(programme)),
        SMALL: Meeting.objects.filter(match__in=scope.small_help_of(programme)),
        GROUPS: GroupSession.objects.filter(cohort__offer__designation__programme=programme),
    }
    found: dict[date, dict[str, Decimal]] = defaultdict(lambda: dict.fromkeys(KINDS, Decimal(0)))
    for kind, rows in sources.items():
        for day, hours in rows.values_list("held_on", "helper_hours"):  # type: ignore[attr-defined]
            if day is not None and hours:
                found[quarter_of(day)[0]][kind] += hours
    return found


def _quarters(programme: Programme) -> list[date]:
    """The first day of each quarter of the programme, up to the one we are in."""
    last = timezone.localdate()
    if programme.ends is not None:
        last = min(last, programme.ends)
    start, found = quarter_of(programme.starts)[0], []
    while start <= last:
        found.append(start)
        start = quarter_of(start)[1]
    return found


def _name(start: date) -> str:
    last = quarter_of(start)[1] - timedelta(days=1)
    return f"{date_format(start, 'F')} to {month_in_words(last)}"
