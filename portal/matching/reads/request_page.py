"""Everything the page of one request shows: each need with its match, or who could help."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.utils import timezone

from portal.accounts.models import User
from portal.matching import candidates, permissions, policies, reply_clock, ruled_out
from portal.matching.asking import next_rounds, nobody, readiness_checks
from portal.matching.asking.nobody import NobodyRow
from portal.matching.asking.readiness import Verdict
from portal.matching.candidates import Candidate
from portal.matching.choices import TRIED, MatchStatus, RequestStatus, Side
from portal.matching.models import HelpRequest, Match, Need, Offer, live_on
from portal.matching.reads import match_page, progress, rounds_taken
from portal.matching.reads.progress import Progress, Standing
from portal.matching.reads.rounds_taken import RoundTaken
from portal.matching.reads.score_rows import Part, links_of, parts_of
from portal.matching.round_calendar import RoundCalendar, Wait, WaitsFor
from portal.matching.ruled_out import RuledOut
from portal.matching.scoring import as_rows

CANDIDATES_SHOWN = 5


@dataclass(frozen=True)
class CandidateRow:
    """One exemplar that could help, with the parts of its score and what is not known."""

    candidate: Candidate
    place: int
    percent: int
    confidence_percent: int
    parts: list[Part]
    why_below: str = ""

    @property
    def unknown(self) -> list[str]:
        return [part.name for part in self.parts if not part.known]


@dataclass(frozen=True)
class MatchRow:
    """One match of a need in a line."""

    match: Match
    now: Progress
    reason: str


@dataclass(frozen=True)
class NeedRow:
    """One need: its open match, those before it, and where there is none, who could help.

    `below_floor` are candidates below the floor of fit: for the broker alone.
    """

    need: Need
    open_match: MatchRow | None
    earlier: list[MatchRow]
    candidates: list[CandidateRow]
    more: int
    looks: bool
    others: list[Offer]
    nobody: NobodyRow | None
    below_floor: list[CandidateRow] = field(default_factory=list)
    rounds: list[RoundTaken] = field(default_factory=list)
    wait: Wait | None = None
    ruled_out: list[RuledOut] = field(default_factory=list)
    nothing_came: str = ""


@dataclass(frozen=True)
class RequestPage:
    """A request as those who ask, or the broker, see it."""

    asked: HelpRequest
    standing: Standing
    broker: bool
    needs: list[NeedRow] = field(default_factory=list)
    may_withdraw: bool = False
    may_open: bool = False
    readiness: Verdict | None = None

    @property
    def has_open_match(self) -> bool:
        """True while a team is asked or at work for any of its needs."""
        return any(row.open_match is not None for row in self.needs)


def of(asked: HelpRequest, user: User) -> RequestPage:
    """The page of a request for this person, who may read it."""
    broker = permissions.can_propose(user)
    return RequestPage(
        asked=asked,
        standing=progress.of_request(asked, broker=broker),
        broker=broker,
        needs=[_need_row(need, asked, user, broker) for need in asked.needs.all()],
        may_withdraw=permissions.can_withdraw(user, asked) and policies.can_withdraw(asked),
        may_open=permissions.can_ask(user, asked.trust) and policies.can_withdraw(asked),
        readiness=readiness_checks.of(asked, user),
    )


def _need_row(need: Need, asked: HelpRequest, user: User, broker: bool) -> NeedRow:
    rows = [_match_row(match, user, broker) for match in need.matches.all()]
    open_match = next((row for row in rows if row.match.is_open), None)
    # Small help went to a team that was chosen: only the broker looks for another.
    looking = asked.status != RequestStatus.WITHDRAWN and open_match is None
    done = any(row.match.status == MatchStatus.COMPLETED for row in rows)
    looks = looking and not done and (broker or asked.brokered)
    everyone = candidates.for_request(need) if looks else []
    found = [one for one in everyone if not one.below_floor]
    below = [one for one in everyone if one.below_floor][:CANDIDATES_SHOWN] if broker else []
    nobody_helps = looking and not done and not found and _is_with_nobody(asked, rows)
    return NeedRow(
        need=need,
        open_match=open_match,
        earlier=[row for row in rows if not row.match.is_open],
        candidates=candidate_rows(found[:CANDIDATES_SHOWN]),
        more=max(0, len(found) - CANDIDATES_SHOWN),
        looks=looks,
        others=_other_offers(asked, [*found[:CANDIDATES_SHOWN], *below])
        if looks and broker
        else [],
        nobody=nobody.of(need, user) if nobody_helps else None,
        below_floor=candidate_rows(below),
        rounds=rounds_taken.rounds_taken_by(need),
        wait=next_rounds.wait_of(need) if looking and not done and asked.brokered else None,
        ruled_out=ruled_out.of_need(need) if broker and looking and not done else [],
        nothing_came=_nothing_came(rows),
    )


def _nothing_came(rows: list[MatchRow]) -> str:
    """How the team that was asked last came to nothing; empty where none was asked."""
    failed = [row.match for row in rows if row.match.status in TRIED]
    return nobody.how_it_failed(max(failed, key=lambda match: match.pk)) if failed else ""


def _is_with_nobody(asked: HelpRequest, rows: list[MatchRow]) -> bool:
    """True for brokered help, and for small help that no team was asked for, or that it refused."""
    return asked.brokered or all(row.match.status in TRIED for row in rows)


def _match_row(match: Match, user: User, broker: bool) -> MatchRow:
    side = None if broker else Side.SEEKER
    reason = match_page.reason_of(match) if permissions.can_read_decline_reason(user, match) else ""
    return MatchRow(match, progress.of_match(match, side=side), reason)


def candidate_rows(found: list[Candidate]) -> list[CandidateRow]:
    """Candidates in their order, each part as a bar with its reason."""
    scores = [as_rows(one.score) for one in found]
    links = links_of(scores)
    return [
        CandidateRow(
            candidate=one,
            place=place,
            percent=round(100 * one.score.value),
            confidence_percent=round(100 * one.score.confidence),
            parts=parts_of(rows, links),
            why_below=one.why_below,
        )
        for place, (one, rows) in enumerate(zip(found, scores, strict=True), 1)
    ]


def live_offers(asked: HelpRequest) -> list[Offer]:
    """Every live offer of the same population: what the broker may choose from with a reason."""
    rows = Offer.objects.filter(
        live_on(timezone.localdate(), prefix="designation__"),
        designation__trust__illustrative=asked.trust.illustrative,
    ).exclude(designation__trust=asked.trust_id)
    return list(
        rows.select_related("designation__trust", "area").order_by(
            "designation__trust__name", "area__name"
        )
    )


def _other_offers(asked: HelpRequest, listed: list[Candidate]) -> list[Offer]:
    shown = {one.offer.pk for one in listed if one.offer}
    return [
        offer
        for offer in live_offers(asked)
        if offer.pk not in shown and policies.can_pair(asked, offer)
    ]


@dataclass(frozen=True)
class RequestRow:
    """One request in a list; `days` is its age in working days."""

    asked: HelpRequest
    standing: Standing
    areas: str
    days: int = 0
    flag: str = ""
    wait: Wait | None = None
    matches: list[MatchRow] = field(default_factory=list)


def rows(requests: list[HelpRequest]) -> list[RequestRow]:
    """Requests as lines of a list, without a query for each."""
    today, calendar = progress.today(), RoundCalendar()
    return [_row(asked, today, calendar) for asked in requests]


def _row(asked: HelpRequest, today: progress.Day, calendar: RoundCalendar) -> RequestRow:
    found = [match for need in asked.needs.all() for match in need.matches.all() if match.is_open]
    shown = [MatchRow(m, progress.of_match(m, side=None, today=today), "") for m in found]
    age = progress.age_of(asked, today=today)
    wait = progress.wait_of(asked, calendar)
    late, soon = any(row.now.late for row in shown), any(row.now.flagged for row in shown)
    if not found and wait.waits_for == WaitsFor.BROKER:
        asked_on = timezone.localdate(asked.created_at)
        late = reply_clock.due_after(asked_on) < today
        soon = reply_clock.is_flagged(asked_on, today=today)
    elif not found:
        # A round decides: late is only a round whose day has passed.
        late, soon = wait.waits_for == WaitsFor.LATE_ROUND, wait.waits_for == WaitsFor.PLAN
    is_open = asked.status in (RequestStatus.OPEN, RequestStatus.MATCHED)
    return RequestRow(
        asked=asked,
        standing=progress.of_request(asked, today=today, calendar=calendar),
        wait=None if found else wait,
        areas=", ".join(need.area.name for need in asked.needs.all()),
        days=age,
        flag="late" if late and is_open else "soon" if soon and is_open else "",
        matches=shown,
    )
