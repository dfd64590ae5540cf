"""Everything the page of one request shows: each need with its match, or who could help.

With it: what rounds did with a need, and why another exemplar is not suggested.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from django.utils import timezone

from portal.accounts.models import User
from portal.matching import permissions, policies, reply_clock, ruled_out, unmatched
from portal.matching.choices import TRIED, MatchStatus, RequestStatus, RunStatus, Side
from portal.matching.matches import match_page, progress
from portal.matching.matches.match_page import Part, links_of, parts_of
from portal.matching.matches.progress import Progress, Standing
from portal.matching.models import (
    AllocationRun,
    HelpRequest,
    Match,
    Need,
    Offer,
    Programme,
    Round,
    live_on,
)
from portal.matching.requests import services as request_services
from portal.matching.requests.readiness import Verdict
from portal.matching.round_calendar import RoundCalendar, Wait, WaitsFor
from portal.matching.round_list import need_key
from portal.matching.rounds import services as round_services
from portal.matching.rounds.overriding import Overlay
from portal.matching.ruled_out import RuledOut
from portal.matching.scoring.formula import as_rows
from portal.matching.suggestions import candidates
from portal.matching.suggestions.candidates import Candidate
from portal.matching.unmatched import NobodyRow
from portal.trusts.models import Trust

SHOWN = 3


@dataclass(frozen=True)
class RoundTaken:
    """One round that a need was in.

    `others` are the other needs that wanted one of the same exemplars, `exemplars` those that
    fitted this one, `outcome` what came of it, `reasons` why not each exemplar that it did not
    get. No sentence names another trust that asks.
    """

    run: AllocationRun
    round: Round
    sent_on: date
    others: int
    exemplars: int
    outcome: str
    reasons: list[str]


def rounds_taken_by(need: Need) -> list[RoundTaken]:
    """The last rounds that were sent with this need in them, the latest first."""
    if not need.help_request.brokered:
        return []
    found = []
    for run in _sent_since(need):
        taken = _taken(run, need_key(need))
        if taken is not None:
            found.append(taken)
        if len(found) == SHOWN:
            break
    return found


def _sent_since(need: Need) -> list[AllocationRun]:
    """The runs that could have had the need in them, the latest first."""
    own = Programme.objects.filter(policies.programmes_named_or_inside(need))
    runs = AllocationRun.objects.filter(
        programme__in=own, status=RunStatus.SENT, sent_at__gte=need.help_request.created_at
    )
    return list(runs.select_related("round__programme").order_by("-sent_at", "-pk")[: 2 * SHOWN])


def _taken(run: AllocationRun, key: str) -> RoundTaken | None:
    laid = round_services.overlay_of(run)
    need = next((one for one in laid.inputs.needs if one.key == key), None)
    if need is None or run.round is None or run.sent_at is None:
        return None
    mine = {choice.offer for choice in need.choices}
    others = [
        one
        for one in laid.inputs.needs
        if one.key != key and any(choice.offer in mine for choice in one.choices)
    ]
    return RoundTaken(
        run=run,
        round=run.round,
        sent_on=timezone.localdate(run.sent_at),
        others=len(others),
        exemplars=len(mine),
        outcome=_outcome(laid, key),
        reasons=_reasons(laid, key),
    )


def _outcome(laid: Overlay, key: str) -> str:
    need = next(one for one in laid.inputs.needs if one.key == key)
    got = laid.pairs.get(key)
    if got is None:
        return laid.refusals.nobody(need)[1]
    name = next(offer.name for offer in laid.inputs.offers if offer.key == got)
    if laid.overrides.get(key) == got:
        return f"The programme manager chose {name} for it."
    number = next(n for n, one in enumerate(need.choices, 1) if one.offer == got)
    if len(need.choices) == 1:
        return f"It got {name}, the one exemplar that fits."
    return f"It got {name}, number {number} of {len(need.choices)} by fit."


def _reasons(laid: Overlay, key: str) -> list[str]:
    """Why not each exemplar of its list that fits better than the one it got, or any."""
    need = next(one for one in laid.inputs.needs if one.key == key)
    if key in laid.overrides:
        return []
    found = []
    for choice in need.choices:
        if choice.offer == laid.pairs.get(key):
            break
        found.append(laid.refusals.refusal(need, choice.offer).reason)
    return found


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


def build_request_page(asked: HelpRequest, user: User) -> RequestPage:
    """The page of a request for this person, who may read it."""
    broker = permissions.can_propose(user)
    return RequestPage(
        asked=asked,
        standing=progress.of_request(asked, broker=broker),
        broker=broker,
        needs=[_need_row(need, asked, user, broker) for need in asked.needs.all()],
        may_withdraw=permissions.can_withdraw(user, asked) and policies.can_withdraw(asked),
        may_open=permissions.can_ask(user, asked.trust) and policies.can_withdraw(asked),
        readiness=request_services.readiness_verdict(asked, user),
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
        nobody=unmatched.unmatched_need(need, user) if nobody_helps else None,
        below_floor=candidate_rows(below),
        rounds=rounds_taken_by(need),
        wait=unmatched.wait_of(need) if looking and not done and asked.brokered else None,
        ruled_out=ruled_out.of_need(need) if broker and looking and not done else [],
        nothing_came=_nothing_came(rows),
    )


def _nothing_came(rows: list[MatchRow]) -> str:
    """How the team that was asked last came to nothing; empty where none was asked."""
    failed = [row.match for row in rows if row.match.status in TRIED]
    return unmatched.how_it_failed(max(failed, key=lambda match: match.pk)) if failed else ""


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


@dataclass(frozen=True)
class WhyNot:
    """The sentence, and where the trust is among the suggestions, its score beside the first."""

    trust: Trust
    sentence: str
    first: CandidateRow | None
    asked: CandidateRow | None


def why_not_exemplar(need: Need, trust: Trust) -> WhyNot:
    """Why this trust is not the first suggestion for a need."""
    found = candidates.for_request(need)
    # What lies below the floor of fit is for the broker alone: the sentence says that it does.
    rows = candidate_rows([one for one in found if not one.below_floor])
    place = next((row for row in rows if row.candidate.trust == trust), None)
    return WhyNot(
        trust=trust,
        sentence=candidates.why_not(need, trust),
        first=rows[0] if place is not None and place.place > 1 else None,
        asked=place,
    )


def exemplars(need: Need) -> list[Trust]:
    """The trusts one may ask about: every exemplar of the population, past ones too, by name."""
    request = need.help_request
    rows = Trust.objects.same_population(request.trust).filter(designations__isnull=False)
    asking = permissions.asking_trust_ids(request)
    return list(rows.exclude(pk__in=asking).distinct().order_by("name", "ods_code"))
