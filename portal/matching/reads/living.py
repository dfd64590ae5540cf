"""What a pair's page shows of its work, and what of it waits on people's own pages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone

from portal.accounts.models import User
from portal.accounts.permissions import Action, trust_ids_for
from portal.matching import permissions, policies, work_policies
from portal.matching.choices import MatchStatus, Side
from portal.matching.models import GroupSession, Match, Survey, Task
from portal.matching.reads import matching_rows, progress

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


def of(match: Match, user: User) -> Work:
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
        written=work_policies.is_written(match),
        may_confirm=answers is not None and work_policies.can_agreement(match, answers),
        may_check_in=seeks and work_policies.can_check_in(match),
        asks_now=seeks and match.is_open and progress.asks_to_check_in(match),
        check_in="" if helper_side else str(match.get_check_in_answer_display()),
        needs_sponsor=answers is not None
        and policies.can_accept(match, answers)
        and work_policies.needs_sponsor(match, answers),
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
        match__in=matching_rows.open_matches_of(user).values("pk"),
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
    rows: QuerySet[Match] = matching_rows.listed_matches().filter(
        Q(need__help_request__trust__in=mine) | Q(helper__in=mine),
        status__in=policies.FINISHED,
        started_at__isnull=False,
        closed_at__gte=timezone.now() - SURVEY_WAITS,
    )
    matches = list(rows)
    heard = set(Survey.objects.filter(match__in=matches).values_list("match", "side"))
    sides = [(match, permissions.side_of(user, match)) for match in matches]
    return [(match, side) for match, side in sides if side and (match.pk, side) not in heard]
