"""Everything the page of one match shows, as finished values for one person."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils import timezone

from casestudies.models import CaseStudyPage
from casestudies.visibility import visible_to
from portal.accounts.models import User
from portal.matching import capacity, permissions, policies, round_list
from portal.matching.choices import DeclineReason, EndReason, MatchStatus, Side
from portal.matching.matches import progress, putting_forward
from portal.matching.matches import queries as match_queries
from portal.matching.matches.outlook import Outlook, outlook_of
from portal.matching.matches.progress import Event, Progress
from portal.matching.matches.queries import Person, Work, people_behind
from portal.matching.models import Goal, Match, Meeting, Message, Programme, Survey
from portal.matching.scoring.weights import PREFERRED, raised_by
from portal.matching.suggestions.candidates import preferences_of

Rows = list[dict[str, Any]]


@dataclass(frozen=True)
class Part:
    """One part of a score: `percent` is its value, `weight_percent` its share of the whole.

    `url` leads to the case study that the reason names, while it is published.
    """

    name: str
    percent: int
    weight_percent: int
    reason: str
    known: bool
    url: str = ""


def parts_of(rows: Rows, links: Mapping[int, str] | None = None) -> list[Part]:
    """The parts of a kept score (`scoring.as_rows`), the weightiest first.

    `links` are those of `links_of`; looked up for these rows alone unless given.
    """
    links = links_of([rows]) if links is None else links
    found = [
        Part(
            name=row["label"],
            percent=round(100 * row["value"]),
            weight_percent=round(100 * row["weight"]),
            reason=row["reason"],
            known=row["known"],
            url=links.get(row.get("case_study") or 0, ""),
        )
        for row in rows
    ]
    return sorted(found, key=lambda part: -part.weight_percent)


def links_of(scores: Iterable[Rows]) -> dict[int, str]:
    """The addresses of the case studies that kept scores name, by id. One query for all."""
    named = {row["case_study"] for rows in scores for row in rows if row.get("case_study")}
    if not named:
        return {}
    pages = CaseStudyPage.objects.current().filter(pk__in=named)
    return {page.pk: page.url or "" for page in pages}


def without_preferences(rows: Rows, preferences: Iterable[str]) -> Rows:
    """A kept score as it would be if the seeker preferred nothing: what its helper may see.

    What was kept before plain weights were is worked back from the preferences themselves.
    """
    raised = raised_by(preferences)
    plain = [
        row.get(
            "plain_weight",
            row["weight"] / (PREFERRED if row["name"] in raised else 1.0),
        )
        for row in rows
    ]
    whole = sum(plain) or 1.0
    return [{**row, "weight": weight / whole} for row, weight in zip(rows, plain, strict=True)]


def percent(rows: Rows) -> int:
    """The score of these rows, out of 100."""
    return round(100 * math.fsum(row["value"] * row["weight"] for row in rows))


def known_percent(rows: Rows) -> int:
    """The share of the weights of which the facts are known, in per cent."""
    return round(100 * math.fsum(row["weight"] for row in rows if row["known"]))


@dataclass(frozen=True)
class MatchPage:
    """A match as one side, or the broker, sees it. The `may_` flags say what can be done now."""

    match: Match
    side: Side | None
    now: Progress
    events: list[Event]
    small: bool
    parts: list[Part]
    percent: int
    confidence_percent: int
    may_read_request: bool
    broker_note: str
    messages: list[Message]
    goals: list[Goal]
    meetings: list[Meeting]
    hours: Decimal
    hours_left: Decimal | None
    hours_beyond: list[str]
    surveys: list[Survey]
    reason: str
    may_accept: bool
    may_decline: bool
    may_reply: bool
    may_work: bool
    may_add_task: bool
    may_complete: bool
    may_end: bool
    may_survey: bool
    may_call_off: bool
    put_forward_to: list[Programme]
    people: list[Person]
    work: Work
    outlook: Outlook | None

    @property
    def has_agreement(self) -> bool:
        """True once a pair has written something down; small help agrees nothing."""
        match = self.match
        written = match.case_study_id or match.aim or match.who or match.how_often or match.expenses
        begun = match.status != MatchStatus.PROPOSED
        return bool(self.goals or (written and begun and not self.small))

    @property
    def may_record(self) -> bool:
        """True for the follower while the work goes on: it says where its goals stand."""
        return self.may_work and self.side == Side.SEEKER

    @property
    def may_check_in(self) -> bool:
        """True for the follower of a pair at work: it says whether the partner is right."""
        return self.work.may_check_in

    @property
    def asks_again(self) -> bool:
        """True where small help came to nothing, for the trust that asked."""
        failed = (MatchStatus.DECLINED, MatchStatus.LAPSED, MatchStatus.ENDED)
        return self.small and self.side == Side.SEEKER and self.match.status in failed

    @property
    def hides_preferences(self) -> bool:
        """Whom the seeker would rather not ask is not for the helper."""
        return self.side == Side.HELPER

    @property
    def other(self) -> str:
        """The name of the other trust, for the side that reads."""
        return self.match.trust_of(self.side.other if self.side else Side.HELPER).name


def build_match_page(match: Match, user: User) -> MatchPage:
    """The page of a match for this person, who may read it. A fixed number of queries."""
    side = permissions.working_side_of(user, match)
    answers = permissions.side_of(user, match)
    active = match.status == MatchStatus.ACTIVE
    rows, sees_all = score_for(match, user), _sees_preferences(match, user)
    meetings = list(match.meetings.select_related("by"))
    return MatchPage(
        match=match,
        side=side,
        # A member of a place works with the pair, but its lead answers.
        now=progress.of_match(match, side=answers),
        events=progress.timeline(match, meetings),
        small=progress.is_small(match),
        parts=parts_of(rows),
        percent=_percent(match.score) if sees_all else percent(rows),
        confidence_percent=(_percent(match.confidence) if sees_all else known_percent(rows)),
        may_read_request=permissions.can_read_request(user, match.request),
        broker_note=note_for(match, user),
        messages=_messages(match, user),
        goals=list(match.goals.all()),
        meetings=meetings,
        hours=sum((meeting.helper_hours for meeting in meetings), Decimal(0)),
        hours_left=_hours_left(match) if active else None,
        hours_beyond=_hours_beyond(match) if active else [],
        surveys=list(match.surveys.all()),
        reason=reason_of(match) if permissions.can_read_decline_reason(user, match) else "",
        may_accept=answers is not None and policies.can_accept(match, answers),
        may_decline=answers is not None and policies.can_decline(match),
        may_reply=side is not None and policies.can_reply(match),
        may_work=side is not None and policies.can_work(match),
        may_add_task=side is not None and policies.can_add_task(match),
        may_complete=_may_complete(match, answers),
        may_end=permissions.can_end(user, match) and policies.can_end(match),
        may_survey=answers is not None and policies.can_survey(match, answers),
        may_call_off=permissions.can_propose(user) and policies.can_call_off(match),
        put_forward_to=putting_forward.programmes_for(match, user),
        people=people_behind(match.case_study) if match.case_study else [],
        work=match_queries.work_of(match, user),
        outlook=outlook_of(match, user) if sees_all else None,
    )


def score_for(match: Match, user: User) -> Rows:
    """The score when it was proposed, part by part, as this person may see it.

    The helper sees it without what the seeker prefers: the form promises to keep that from it.
    """
    if _sees_preferences(match, user):
        return list(match.parts)
    request = match.request
    preferences = preferences_of(
        request.prefer_near, request.prefer_same_type, request.prefer_same_system
    )
    return without_preferences(match.parts, preferences)


def _messages(match: Match, user: User) -> list[Message]:
    if not permissions.can_read_messages(user, match):
        return []
    return list(match.messages.select_related("by"))


def _percent(kept: Decimal | None) -> int:
    return round(100 * float(kept or 0))


def note_for(match: Match, user: User) -> str:
    """The note to both trusts; of a round's own, the helper does not see the place on a list."""
    if match.run_id is None or _sees_preferences(match, user):
        return match.broker_note
    return round_list.note_for_helper(match.broker_note)


def _sees_preferences(match: Match, user: User) -> bool:
    """True for those who ask, and for the broker."""
    asks = permissions.working_side_of(user, match) == Side.SEEKER
    return asks or permissions.can_propose(user)


def _may_complete(match: Match, side: Side | None) -> bool:
    """The trust that asked records what came of it; small help either side may close."""
    if side is None or not policies.can_complete(match):
        return False
    return side == Side.SEEKER or progress.is_small(match)


def _hours_left(match: Match) -> Decimal | None:
    today = timezone.localdate()
    bounds = [
        capacity.hours_left(designation, day=today)
        for designation in capacity.bounding_designations(match)
    ]
    known = [hours for hours in bounds if hours is not None]
    return min(known) if known else None


def _hours_beyond(match: Match) -> list[str]:
    today = timezone.localdate()
    found = capacity.bounding_designations(match)
    return [words for one in found if (words := capacity.words_beyond(one, day=today))]


def reason_of(match: Match) -> str:
    """Why it was declined or ended, for the broker alone."""
    if match.decline_reason:
        who = match.trust_of(match.declined_side)
        return f"{who.name}: {DeclineReason(match.decline_reason).label}"
    return str(EndReason(match.end_reason).label) if match.end_reason else ""


def followable(match: Match, user: User) -> list[tuple[str, str]]:
    """The helper's own published case studies, those in the area of the need first."""
    pages = visible_to(user).whole().filter(trust=match.helper).prefetch_related("areas")
    area = match.need.area_id
    ordered = sorted(pages, key=lambda page: area not in {a.pk for a in page.areas.all()})
    return [(str(page.pk), page.title) for page in ordered]
