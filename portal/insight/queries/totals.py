"""What anyone may know of matching: totals of five trusts or more, up to the last whole month.

Up to a month's end, so that nobody can watch a number rise and tell who it was.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from django.utils import timezone

from casestudies.areas import AreaTree
from portal.accounts import working_days
from portal.charts import bars as charts
from portal.charts.bars import Line, Series
from portal.insight import counting
from portal.insight.queries.demand import types_of
from portal.insight.reports import HIDDEN, Report
from portal.matching.choices import MatchStatus
from portal.matching.models import GroupSession, Match, Meeting, Need


@dataclass(frozen=True)
class Total:
    """One number; `value` is None where it may not be told."""

    label: str
    value: str | None


@dataclass(frozen=True)
class Totals:
    """The public totals. `until` is the last day that is counted."""

    until: date
    numbers: list[Total]
    reports: list[Report]


def public_totals(*, illustrative: bool, today: date | None = None) -> Totals:
    """The totals of one population. Six queries, however many rows."""
    today = today or timezone.localdate()
    end = today.replace(day=1)
    before = timezone.make_aware(datetime.combine(end, time.min))
    needs = list(
        Need.objects.filter(
            help_request__trust__illustrative=illustrative, help_request__created_at__lt=before
        ).select_related("help_request__trust")
    )
    matches = list(
        Match.objects.filter(
            need__help_request__trust__illustrative=illustrative, proposed_at__lt=before
        ).select_related("need__help_request__trust")
    )
    begun = [one for one in matches if one.started_at is not None and one.started_at < before]
    return Totals(
        until=end - timedelta(days=1),
        numbers=[
            *_asked(needs),
            *_worked(begun, before),
            _hours(illustrative, end),
            _reply(matches, before),
        ],
        reports=[_by_type(needs, begun), _by_area(needs)],
    )


def _total(label: str, count: int | None) -> Total:
    return Total(label, None if count is None else f"{count:,}")


def _asked(needs: list[Need]) -> list[Total]:
    trusts = {need.help_request.trust_id for need in needs}
    requests = len({need.help_request_id for need in needs})
    return [
        _total("trusts asked for help", counting.fewest(len(trusts))),
        _total("requests for help", counting.of_enough(requests, trusts)),
    ]


def _worked(begun: list[Match], before: datetime) -> list[Total]:
    done = [
        one
        for one in begun
        if one.status == MatchStatus.COMPLETED and one.closed_at and one.closed_at < before
    ]
    return [
        _total(
            "pairs or talks begun",
            counting.of_enough(len(begun), [one.seeker.pk for one in begun]),
        ),
        _total(
            "of these completed", counting.of_enough(len(done), [one.seeker.pk for one in done])
        ),
    ]


def _hours(illustrative: bool, end: date) -> Total:
    given: dict[int, Decimal] = defaultdict(Decimal)
    meetings = Meeting.objects.filter(
        match__helper__illustrative=illustrative, held_on__lt=end
    ).values_list("match__helper", "helper_hours")
    sessions = GroupSession.objects.filter(
        cohort__offer__designation__trust__illustrative=illustrative, held_on__lt=end
    ).values_list("cohort__offer__designation__trust", "helper_hours")
    for trust, hours in [*meetings, *sessions]:
        given[trust] += hours or Decimal(0)
    helpers = [trust for trust, hours in given.items() if hours]
    return _total("hours given", counting.of_enough(round(sum(given.values())), helpers))


def _reply(matches: list[Match], before: datetime) -> Total:
    """The median of first answers, where five trusts asked and five answered."""
    label = "working days to a first answer, usually"
    answered = [one for one in matches if one.first_reply_at and one.first_reply_at < before]
    days = [
        working_days.between(
            timezone.localdate(one.proposed_at), timezone.localdate(one.first_reply_at)
        )
        for one in answered
    ]
    found = counting.spread(days)
    askers = counting.of_enough(len(days), [one.seeker.pk for one in answered])
    helpers = counting.of_enough(len(days), [one.helper_id for one in answered])
    if found is None or askers is None or helpers is None:
        return Total(label, None)
    return Total(label, charts.number(found.median))


def _by_type(needs: list[Need], begun: list[Match]) -> Report:
    """Trusts that asked, by type: with a team, and without one yet."""
    helped = {one.seeker.pk for one in begun}
    trusts = {need.help_request.trust_id: need.help_request.trust for need in needs}
    types = types_of(trust.type for trust in trusts.values())
    counts = [
        [
            sum((trust.pk in helped) is with_team for trust in trusts.values() if trust.type == one)
            for with_team in (True, False)
        ]
        for one, _ in types
    ]
    table = counting.protect(counts)
    labels = [*(label for _, label in types), "All types"]
    return Report(
        slug="asked-by-type",
        title="Trusts that asked for help, by type",
        says=(
            "Too few trusts asked for help to be told."
            if table[-1][-1] is None
            else f"{table[-1][-1]} trusts asked for help."
        ),
        counts="Trusts that lead a request, each counted once.",
        columns=("Trust type", "Found a team", "None yet", "Asked"),
        rows=tuple((label, *row) for label, row in zip(labels, table, strict=True)),
        chart=_bars([(label, row[-1]) for label, row in zip(labels, table, strict=True)][:-1]),
        blank=HIDDEN,
    )


def _by_area(needs: list[Need]) -> Report:
    """Trusts that asked in each top area."""
    tree = AreaTree()
    top = {area: one.name for one in tree.tops for area in tree.ids_within(one.pk)}
    trusts: dict[str, set[int]] = {one.name: set() for one in tree.tops}
    for need in needs:
        if need.area_id in top:
            trusts[top[need.area_id]].add(need.help_request.trust_id)
    names = list(trusts)
    shown = counting.protect_line([len(trusts[name]) for name in names])
    rows = sorted(zip(names, shown, strict=True), key=lambda row: (-(row[1] or 0), row[0]))
    return Report(
        slug="asked-by-area",
        title="Trusts that asked for help, by area",
        says=(
            f"{sum(one is not None for one in shown)} of {len(names)} areas have enough trusts to "
            "be shown."
        ),
        counts="Trusts that lead a request. A trust that asks in two areas counts in both.",
        columns=("Area", "Trusts that asked"),
        rows=tuple(rows),
        chart=_bars(rows),
        blank=HIDDEN,
    )


def _bars(rows: list[tuple[str, int | None]]) -> charts.BarChart | None:
    lines = [Line(label, (count,), str(count)) for label, count in rows if count is not None]
    return charts.bars(lines, [Series("Trusts", "done")])
