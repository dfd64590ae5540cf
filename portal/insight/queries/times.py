"""How long it takes: to the first reply of the team, and to the start of the work."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

from django.utils import timezone

from casestudies.choices import HelpKind
from portal.accounts import working_days
from portal.charts import bars as charts
from portal.charts.bars import Line, Series
from portal.insight import counting, scope
from portal.insight.counting import Spread
from portal.insight.reports import Report
from portal.matching.choices import MatchStatus
from portal.matching.matches.progress import kind_of_help
from portal.matching.models import Match, Programme
from portal.matching.reply_clock import WORKING_DAYS_TO_REPLY

COLUMNS = ("Kind of help", "Median", "90th percentile", "Counted")
IN_DAYS = "In working days of England."


def reports(programme: Programme) -> list[Report]:
    """Time to reply and time to start of the programme's pairs and of its small help."""
    found = [*scope.matches_of(programme), *scope.small_help_of(programme)]
    return [to_reply(found), to_start(found)]


def to_reply(matches: Iterable[Match]) -> Report:
    """From the day the team was asked to its first answer, by kind of help."""
    found = list(matches)
    days: dict[str, list[int]] = defaultdict(list)
    silent: dict[str, int] = defaultdict(int)
    for match in found:
        kind = match.request.help_kind
        if match.first_reply_at is not None:
            days[kind].append(_days(match.proposed_at, match.first_reply_at))
        elif match.status == MatchStatus.LAPSED:
            silent[kind] += 1
    late = sum(day > WORKING_DAYS_TO_REPLY for one in days.values() for day in one)
    answered = sum(map(len, days.values()))
    rows = [(*row, silent[kind]) for kind, row in _rows(days, also=silent)]
    return Report(
        slug="time-to-reply",
        title="Time to reply",
        says=(
            f"{answered - late} of {answered} first answers came within the "
            f"{WORKING_DAYS_TO_REPLY} working days that we promise; {sum(silent.values())} "
            f"lapsed without one."
        ),
        counts=(
            f"From the day a team was asked to its first message, yes or no. {IN_DAYS} Nine in "
            "ten answers came within the 90th percentile. What still waits is not counted."
        ),
        columns=(*COLUMNS, "Lapsed unanswered"),
        rows=tuple(rows),
        chart=_chart(days, promised=(WORKING_DAYS_TO_REPLY, "promised")),
        nothing="No team has answered yet.",
    )


def to_start(matches: Iterable[Match]) -> Report:
    """From the day the trust asked to the day both sides had accepted, by kind of help."""
    days: dict[str, list[int]] = defaultdict(list)
    first: dict[int, Match] = {}
    for match in sorted(matches, key=lambda one: (one.proposed_at, one.pk)):
        if match.started_at is not None:
            first.setdefault(match.need_id, match)
    for match in first.values():
        asked = match.request.created_at
        days[match.request.help_kind].append(_days(asked, match.started_at))
    every = counting.spread(day for one in days.values() for day in one)
    return Report(
        slug="time-to-start",
        title="Time to start",
        says=(
            "Nothing has started yet."
            if every is None
            else f"Half of {every.count} started within {_in_days(every.median)} of being asked "
            f"for, nine in ten within {_in_days(every.ninetieth)}."
        ),
        counts=(
            f"From the day a trust asked to the day both sides had accepted; the first pair of "
            f"each need. {IN_DAYS} Needs that still wait are not counted: see unmet demand."
        ),
        columns=COLUMNS,
        rows=tuple(row for _, row in _rows(days)),
        chart=_chart(days),
        nothing="Nothing has started yet.",
    )


def _days(start: datetime, end: datetime | None) -> int:
    if end is None:
        return 0
    return working_days.between(timezone.localdate(start), timezone.localdate(end))


def _in_days(days: float) -> str:
    return f"{charts.number(days)} working day{'' if days == 1 else 's'}"


def _rows(
    days: dict[str, list[int]], *, also: Iterable[str] = ()
) -> list[tuple[str, tuple[str, float | None, float | None, int]]]:
    """A row for each kind that has any, on the ladder's order."""
    found = []
    seen = set(days) | set(also)
    for kind in HelpKind.values:
        if kind in seen:
            one = counting.spread(days.get(kind, ()))
            numbers = (one.median, one.ninetieth, one.count) if one else (None, None, 0)
            found.append((kind, (kind_of_help(kind), *numbers)))
    return found


def _chart(
    days: dict[str, list[int]], *, promised: tuple[float, str] | None = None
) -> charts.BarChart | None:
    lines = []
    for kind in HelpKind.values:
        one = counting.spread(days.get(kind, ()))
        if one is not None:
            lines.append(_line(kind, one))
    if not lines:
        return None
    return charts.bars(
        lines, [Series("Median", "done"), Series("90th percentile", "light")], line=promised
    )


def _line(kind: str, one: Spread) -> Line:
    words = f"{charts.number(one.median)} and {charts.number(one.ninetieth)} days"
    return Line(kind_of_help(kind), (one.median, one.ninetieth - one.median), words)
