"""Requests, needs and matches as rows, a pair's work, and what waits for a person."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import NamedTuple

from django.db.models import Prefetch, Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from casestudies.models import CaseStudyPage
from portal.accounts.models import User
from portal.accounts.permissions import Action, trust_ids_for
from portal.matching import permissions, policies, reply_clock
from portal.matching.choices import (
    OPEN_STATUSES,
    DesignationStatus,
    MatchStatus,
    RequestStatus,
    Side,
)
from portal.matching.matches import progress
from portal.matching.models import (
    ExemplarDesignation,
    GroupSession,
    HelpRequest,
    Match,
    Need,
    Programme,
    Survey,
    Task,
)
from portal.matching.permissions import HELPER_READS_REQUEST
from portal.matching.round_calendar import RoundCalendar, Wait, WaitsFor


def requests() -> QuerySet[HelpRequest]:
    """Help requests with their trust, members, needs and matches."""
    return HelpRequest.objects.select_related("trust", "asked_by", "programme").prefetch_related(
        "members", "not_these", Prefetch("needs", queryset=needs())
    )


def needs() -> QuerySet[Need]:
    """Needs with their area, case study, request and matches, newest match first."""
    return Need.objects.select_related(
        "area", "case_study__trust", "help_request__trust"
    ).prefetch_related(
        "help_request__members",
        Prefetch("matches", queryset=Match.objects.select_related("helper", "case_study")),
    )


def matches() -> QuerySet[Match]:
    """Matches with both trusts, the request, the area and the case study."""
    return Match.objects.select_related(
        "helper",
        "case_study__trust",
        "adoption",
        "cohort",
        "offer__designation__programme",
        "need__area",
        "need__case_study__trust",
        "need__help_request__trust",
        "need__help_request__asked_by",
    ).prefetch_related("need__help_request__members")


def listed_matches() -> QuerySet[Match]:
    """Matches with what a line in a list says: both trusts, the request and the area.

    PostgreSQL takes a second to plan the joins of all that `matches` brings along.
    """
    return Match.objects.select_related("helper", "need__area", "need__help_request__trust")


def requests_of(user: User) -> QuerySet[HelpRequest]:
    """What the trusts of this person ask, as lead or as member of a place."""
    mine = trust_ids_for(user, Action.HELP_READ)
    led = requests().filter(trust__in=mine)
    shared = requests().filter(members__in=mine)
    return (led | shared).distinct()


def matches_helped_by(user: User) -> QuerySet[Match]:
    """What the trusts of this person are asked for, were or are helping with."""
    return matches().filter(
        helper__in=trust_ids_for(user, Action.MATCH_READ), status__in=HELPER_READS_REQUEST
    )


def open_matches_of(user: User) -> QuerySet[Match]:
    """Matches in progress on either side of this person's trusts, as a list says them."""
    mine = trust_ids_for(user, Action.MATCH_READ)
    involved = Match.objects.filter(
        Q(need__help_request__trust__in=mine)
        | Q(need__help_request__members__in=mine)
        | Q(helper__in=mine),
        status__in=OPEN_STATUSES,
    )
    return listed_matches().filter(pk__in=involved.order_by().values("pk"))


def open_requests() -> QuerySet[HelpRequest]:
    """What the broker watches: open and matched requests, oldest first."""
    return (
        requests()
        .filter(status__in=[RequestStatus.OPEN, RequestStatus.MATCHED])
        .order_by("created_at", "pk")
    )


SURVEY_WAITS = timedelta(days=60)


@dataclass(frozen=True)
class Agreed:
    """One side, and since when it agrees to the page as it stands."""

    name: str
    at: datetime | None


@dataclass(frozen=True)
class Work:
    """A pair at work as one side, or the broker, sees it. `check_in` is not for the helper."""

    tasks: list[Task]
    agreed: list[Agreed]
    written: bool
    may_confirm: bool
    may_check_in: bool
    asks_now: bool
    check_in: str
    needs_sponsor: bool
    following: Match | None
    sessions: list[GroupSession]
    may_group: bool


def work_of(match: Match, user: User) -> Work:
    """The work of a pair for this person, who may read it. A fixed number of queries."""
    side, answers = permissions.working_side_of(user, match), permissions.side_of(user, match)
    helper_side = side == Side.HELPER
    seeks = answers == Side.SEEKER
    return Work(
        tasks=list(match.tasks.select_related("done_by")),
        agreed=[
            Agreed(match.seeker.name, match.agreed_seeker_at),
            Agreed(match.helper.name, match.agreed_helper_at),
        ],
        written=policies.is_written(match),
        may_confirm=answers is not None and policies.can_agreement(match, answers),
        may_check_in=seeks and policies.can_check_in(match),
        asks_now=seeks and match.is_open and progress.asks_to_check_in(match),
        check_in="" if helper_side else str(match.get_check_in_answer_display()),
        needs_sponsor=answers is not None
        and policies.can_accept(match, answers)
        and policies.needs_sponsor(match, answers),
        following=None if helper_side else _following(match),
        sessions=list(match.cohort.sessions.all()) if match.cohort else [],
        may_group=match.offer_id is not None
        and match.cohort_id is None
        and match.status == MatchStatus.ACTIVE
        and (helper_side or permissions.can_propose(user)),
    )


def _following(match: Match) -> Match | None:
    """The match that was offered in place of this one: for the seeker, not the helper."""
    return match.followed_by.select_related("helper").order_by("-pk").first()


def tasks_due(user: User) -> list[Task]:
    """Open tasks of this person's side that are due by today, the oldest first."""
    rows = Task.objects.filter(
        match__in=open_matches_of(user).values("pk"),
        done_at=None,
        due__lte=timezone.localdate(),
    ).select_related("match__need__help_request__trust")
    found = rows.prefetch_related("match__need__help_request__members").order_by("due", "pk")
    return [
        task
        for task in found
        if (side := permissions.working_side_of(user, task.match)) and task.side in ("", side)
    ]


def surveys_due(user: User) -> list[tuple[Match, Side]]:
    """Matches of the last 60 days of which this person's side has not said how they went."""
    mine = trust_ids_for(user, Action.MATCH_ANSWER)
    rows: QuerySet[Match] = listed_matches().filter(
        Q(need__help_request__trust__in=mine) | Q(helper__in=mine),
        status__in=policies.FINISHED,
        started_at__isnull=False,
        closed_at__gte=timezone.now() - SURVEY_WAITS,
    )
    matches = list(rows)
    heard = set(Survey.objects.filter(match__in=matches).values_list("match", "side"))
    sides = [(match, permissions.side_of(user, match)) for match in matches]
    return [(match, side) for match, side in sides if side and (match.pk, side) not in heard]


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
        open_matches = open_matches_of(user)
    found = [_of_match(match, user, today) for match in open_matches]
    found += [_of_task(task, today) for task in tasks_due(user)]
    found += [_of_survey(match, side) for match, side in surveys_due(user)]
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
        for asked in open_requests().filter(status=RequestStatus.OPEN)
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


@dataclass(frozen=True)
class Person:
    """Somebody at the other end: name and role only, never an address."""

    name: str
    role: str


def people_behind(case_study: CaseStudyPage) -> list[Person]:
    """The contacts of a case study who are still there."""
    contacts = case_study.contacts.all()
    return [Person(one.name, one.role) for one in contacts if not one.left]
