"""What waits for a person: drawn on their own page, most pressing first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from django.urls import reverse
from django.utils import timezone

from portal.accounts.models import User
from portal.matching import permissions, reply_clock
from portal.matching.choices import DesignationStatus, RequestStatus, Side
from portal.matching.models import (
    ExemplarDesignation,
    HelpRequest,
    Match,
    Need,
    Programme,
    Task,
)
from portal.matching.reads import living, matching_rows, progress
from portal.matching.round_calendar import RoundCalendar, Wait, WaitsFor


class Waiting(NamedTuple):
    """One thing to do. `flag` is "late", "soon" or "" and `due` may be unknown."""

    title: str
    url: str
    since: date
    due: date | None
    flag: str


def waiting_for(user: User, open_matches: Iterable[Match] | None = None) -> list[Waiting]:
    """What this person has to answer or decide, the latest first. A fixed number of queries.

    `open_matches`, as `matching_rows.open_matches_of` gives them, saves its query.
    """
    if not user.is_authenticated:
        return []
    today = timezone.localdate()
    if open_matches is None:
        open_matches = matching_rows.open_matches_of(user)
    found = [_of_match(match, user, today) for match in open_matches]
    found += [_of_task(task, today) for task in living.tasks_due(user)]
    found += [_of_survey(match, side) for match, side in living.surveys_due(user)]
    if permissions.can_propose(user):
        found += _of_requests(_unmatched(), today)
        found += [_of_application(row) for row in _applications()]
    rows = [row for row in found if row is not None]
    return sorted(rows, key=lambda row: (_rank(row.flag), row.due or date.max, row.since))


def _rank(flag: str) -> int:
    return ("late", "soon", "").index(flag)


def _of_match(match: Match, user: User, today: date) -> Waiting | None:
    side = permissions.side_of(user, match)
    now = progress.of_match(match, side=side, today=today)
    if side is None or side not in now.waits_for:
        return None
    other = match.trust_of(side.other)
    kind = progress.kind_of_help(match.request.help_kind).lower()
    return Waiting(
        f"{now.task} {other.name}: {kind}, {match.need.area}",
        reverse("matching:match", args=[match.pk]),
        timezone.localdate(match.last_activity_at),
        now.due,
        "late" if now.late else "soon" if now.flagged else "",
    )


def _of_task(task: Task, today: date) -> Waiting:
    url = reverse("matching:match", args=[task.match_id])
    return Waiting(
        f"Task: {task.title}",
        url,
        timezone.localdate(task.at),
        task.due,
        "late" if task.due is not None and task.due < today else "soon",
    )


def _of_survey(match: Match, side: Side) -> Waiting:
    other = match.trust_of(side.other)
    since = timezone.localdate(match.closed_at)
    url = reverse("matching:survey", args=[match.pk])
    return Waiting(f"Say how it went with {other.name}", url, since, None, "")


def _unmatched() -> list[HelpRequest]:
    """Brokered requests with a need for which nobody is proposed or at work."""
    return [
        asked
        for asked in matching_rows.open_requests().filter(status=RequestStatus.OPEN)
        if asked.brokered and not all(map(_has_partner, asked.needs.all()))
    ]


def _has_partner(need: Need) -> bool:
    return any(match.is_open for match in need.matches.all())


def _of_requests(requests: list[HelpRequest], today: date) -> list[Waiting]:
    """A task for each request that the broker alone looks after, and one for each programme
    whose round is late or not planned. What waits for a planned round is nobody's task."""
    calendar = RoundCalendar(today=today)
    found, rounds = [], defaultdict[tuple[Programme, Wait], list[date]](list)
    for asked in requests:
        waits = {calendar.wait_of(need) for need in asked.needs.all() if not _has_partner(need)}
        if any(wait.waits_for == WaitsFor.BROKER for wait in waits):
            found.append(_of_request(asked, today))
        for wait in waits:
            if wait.programme is not None and wait.coming is None:
                rounds[wait.programme, wait].append(timezone.localdate(asked.created_at))
    return [*found, *(_of_round(*key, since, today) for key, since in rounds.items())]


def _of_round(programme: Programme, wait: Wait, since: list[date], today: date) -> Waiting:
    """Plan a round for those who wait, in six working days; or send the one that is late."""
    number = len(since)
    who = f"{number} request{' waits' if number == 1 else 's wait'}"
    if wait.round is not None:
        due = wait.round.held_on
        url = reverse("matching:rounds", args=[programme.slug])
        return Waiting(f"Send the round of {programme}: {who}", url, min(since), due, "late")
    due = reply_clock.due_after(min(since))
    url = reverse("matching:programmes:programme", args=[programme.slug])
    flag = "late" if due < today else "soon"
    return Waiting(f"Plan a round of {programme}: {who}", url, min(since), due, flag)


def _of_request(asked: HelpRequest, today: date) -> Waiting:
    since = timezone.localdate(asked.created_at)
    due = reply_clock.due_after(since)
    soon = reply_clock.is_flagged(since, today=today)
    return Waiting(
        f"Find a team for {asked.trust.name}: {progress.kind_of_help(asked.help_kind).lower()}",
        reverse("matching:request", args=[asked.pk]),
        since,
        due,
        "late" if due < today else "soon" if soon else "",
    )


def _applications() -> list[ExemplarDesignation]:
    applied = ExemplarDesignation.objects.filter(
        status__in=[DesignationStatus.APPLIED, DesignationStatus.ASSESSED]
    )
    return list(applied.select_related("trust", "programme"))


def _of_application(row: ExemplarDesignation) -> Waiting:
    url = reverse("matching:designation", args=[row.pk])
    title = f"Assess {row.trust.name} for {row.programme.name}"
    if row.status == DesignationStatus.ASSESSED:
        title = f"Decide on {row.trust.name} for {row.programme.name}"
    return Waiting(title, url, timezone.localdate(), None, "")
