"""Unmet demand, and fairness: who asked, who has a partner, and who waits."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from casestudies.areas import AreaTree
from portal.charts import bars as charts
from portal.charts.bars import Line, Series
from portal.insight.reports import Report
from portal.insight.scope import needs_of
from portal.matching.choices import MatchStatus, RequestStatus
from portal.matching.models import Match, Need, Programme
from portal.matching.round_calendar import RoundCalendar, Wait
from portal.text.dates import day_in_words
from portal.trusts.models import Trust

MATCHED, PROPOSED, WAITING, CLOSED = "matched", "proposed", "waiting", "closed"
NO_TYPE = "Type not stated"


@dataclass(frozen=True)
class Asked:
    """One need: its request, its top area, the type of the trust that asked, and where it stands.

    `wait` is what a need without a partner waits for, by the clock of matching.
    """

    area: str
    trust_type: str
    state: str
    wait: Wait | None = None
    request_id: int = 0


def asked_of(programme: Programme) -> list[Asked]:
    """Every need of a programme, in a fixed number of queries."""
    tree = AreaTree()
    top = {area: one.name for one in tree.tops for area in tree.ids_within(one.pk)}
    needs = list(needs_of(programme))
    statuses: dict[int, set[str]] = {need.pk: set() for need in needs}
    found = Match.objects.filter(need__in=[need.pk for need in needs])
    for need_id, status in found.values_list("need_id", "status"):
        statuses[need_id].add(status)
    states = {need.pk: _state(need, statuses[need.pk]) for need in needs}
    calendar = RoundCalendar()
    return [
        Asked(
            area=top.get(need.area_id, "Another area"),
            trust_type=need.help_request.trust.type,
            state=states[need.pk],
            wait=calendar.wait_of(need) if states[need.pk] == WAITING else None,
            request_id=need.help_request_id,
        )
        for need in needs
    ]


def _state(need: Need, statuses: set[str]) -> str:
    if statuses & {MatchStatus.ACTIVE, MatchStatus.COMPLETED}:
        return MATCHED
    if MatchStatus.PROPOSED in statuses:
        return PROPOSED
    return CLOSED if need.help_request.status == RequestStatus.ANSWERED else WAITING


def unmet(asked: Iterable[Asked]) -> Report:
    """Needs without a partner, by top area and trust type."""
    open_ones = [one for one in asked if one.state in (WAITING, PROPOSED)]
    counts = Counter((one.area, one.trust_type) for one in open_ones)
    types = types_of(one.trust_type for one in open_ones)
    by_area = Counter(one.area for one in open_ones)
    areas = sorted(by_area, key=lambda name: (-by_area[name], name))
    proposed = Counter(one.area for one in open_ones if one.state == PROPOSED)
    grid = [[counts[area, value] for value, _ in types] for area in areas]
    return Report(
        slug="unmet-demand",
        title="Unmet demand",
        says=_says(areas, by_area, len(open_ones)) + _clock(open_ones),
        counts=(
            "Needs for a review or a long pairing that have no partner yet; a proposal that waits "
            "for an answer is still unmet. A request in two areas is two needs."
        ),
        columns=("Area", *(label for _, label in types), "All", "Of these, proposed"),
        rows=tuple(
            (area, *line, by_area[area], proposed[area])
            for area, line in zip(areas, grid, strict=True)
        ),
        chart=charts.grid(areas, [label for _, label in types], grid),
        nothing="Every need has a partner.",
    )


def _says(areas: list[str], by_area: Counter[str], total: int) -> str:
    if not areas:
        return "Every need has a partner."
    most = areas[0]
    needs = "1 need waits" if total == 1 else f"{total} needs wait"
    return f"{needs} for a partner, most of them in {most} ({by_area[most]})."


def _clock(open_ones: Iterable[Asked]) -> str:
    """Which rounds the needs wait for, by the same clock as the broker's desk."""
    waits = Counter(one.wait for one in open_ones if one.wait is not None)
    coming = Counter[date]()
    late, unplanned, looked_for = 0, 0, 0
    for wait, number in waits.items():
        if wait.coming is not None:
            coming[wait.coming.held_on] += number
        elif wait.round is not None:
            late += number
        elif wait.programme is not None:
            unplanned += number
        else:
            looked_for += number
    found = [
        f"{number} for the round of {day_in_words(day)}" for day, number in sorted(coming.items())
    ]
    found += [f"{late} for a round whose day has passed"] * (late > 0)
    found += [f"{unplanned} for a round to be planned"] * (unplanned > 0)
    found += [f"{looked_for} for the broker"] * (looked_for > 0)
    return f" Those without a proposal wait: {'; '.join(found)}." if found else ""


def types_of(values: Iterable[str]) -> list[tuple[str, str]]:
    """Every trust type with its label, and one more where a trust has none."""
    more = [("", NO_TYPE)] if "" in set(values) else []
    return [*((value, str(label)) for value, label in Trust.Type.choices), *more]


def fairness(asked: Iterable[Asked]) -> Report:
    """Needs of each trust type: how many have a partner, and how many wait."""
    asked = list(asked)
    counts = Counter((one.trust_type, one.state) for one in asked)
    by_type = Counter(one.trust_type for one in asked)
    types = [(value, label) for value, label in types_of(by_type) if by_type[value]]
    states = (MATCHED, PROPOSED, WAITING, CLOSED)
    lines = [
        (label, by_type[value], *(counts[value, state] for state in states))
        for value, label in types
    ]
    return Report(
        slug="fairness",
        title="Fairness by trust type",
        says=_fair(lines),
        counts=(
            "Needs for a review or a long pairing, by the type of the trust that asked. “Closed” "
            "are needs that ended without a pair in this area."
        ),
        columns=("Trust type", "Asked", "Matched", "Proposed", "Waiting", "Closed", "Matched in %"),
        rows=tuple((*line, round(100 * line[2] / line[1])) for line in lines),
        chart=charts.bars(
            [Line(label, tuple(parts), f"{parts[0]} of {total}") for label, total, *parts in lines],
            [
                Series("Matched", "done"),
                Series("Proposed", "asked"),
                Series("Waiting", "waits"),
                Series("Closed", "rest"),
            ],
        ),
        nothing="Nobody has asked for a review or a long pairing yet.",
    )


def _fair(lines: list[tuple[str, int, int, int, int, int]]) -> str:
    if not lines:
        return "Nobody has asked yet."
    asked, matched = sum(line[1] for line in lines), sum(line[2] for line in lines)
    least = min(lines, key=lambda line: (line[2] / line[1], -line[1]))
    text = f"{matched} of {asked} needs have a partner ({round(100 * matched / asked)}%)."
    if len(lines) == 1:
        return text
    return f"{text} The smallest share is that of {least[0]} trusts: {least[2]} of {least[1]}."
