"""When a match comes to nothing, the next best exemplar is offered, without waiting for a broker.

Only for brokered help: small help went to a team that the seeker chose itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from portal.accounts import audit
from portal.accounts.models import User
from portal.matching import capacity, permissions, policies, round_list
from portal.matching.choices import (
    TRIED,
    DeclineReason,
    DesignationStatus,
    EndReason,
    MatchStatus,
    Side,
)
from portal.matching.matches import states
from portal.matching.models import (
    AllocationRun,
    DesignationVeto,
    ExemplarDesignation,
    Match,
    Need,
    Offer,
)
from portal.matching.scoring import formula
from portal.matching.scoring.formula import Score
from portal.matching.suggestions import candidates

# A seeker that says one of these wants nobody now, so nobody else is asked on its behalf.
WANTS_NOBODY = (DeclineReason.SOLVED, DeclineReason.TIMING, DeclineReason.NO_CAPACITY)


@dataclass(frozen=True)
class _Next:
    """Who is next. `run` is the round whose list it comes from, `note` what both trusts read."""

    offer: Offer
    score: Score
    run: AllocationRun | None = None
    note: str = ""


def hold_places(match: Match) -> None:
    """Take the locks that `offer` needs. Call it before the match itself is locked."""
    if match.request.brokered:
        hold_all(illustrative=match.request.trust.illustrative)


def hold_all(*, illustrative: bool) -> None:
    """Hold every live exemplar of a population until the transaction ends.

    Everyone who gives a place away takes the exemplar's lock first, in this order: two that
    wait for each other would never end.
    """
    live = ExemplarDesignation.objects.filter(
        status=DesignationStatus.DESIGNATED, trust__illustrative=illustrative
    )
    list(live.order_by("pk").select_for_update(of=("self",)))


def offer(*, need: Need, after: Match, by: User | None, at: datetime | None = None) -> Match | None:
    """Propose the next best exemplar after a match that came to nothing, if there is one.

    After a pair of a round, the next on the need's own list in that round; when that is
    exhausted, and for all others, the best of those that are live. Never one that was tried,
    ruled out by either side, below the floor of fit, or full. Returns the new match, which is
    not announced to people yet; None where a broker has to look.
    """
    if not wants_another(after):
        return None
    found = _from_round(need, after) or _best_alive(need, after)
    if found is None:
        return None
    match = states.open_match(
        need=need,
        helper=found.offer.designation.trust,
        offer=found.offer,
        case_study=states.case_study_of(need, found.offer),
        proposed_by=None,
        score=found.score,
        broker_note=found.note,
        run=found.run,
        follows=after,
        at=at,
    )
    audit.record(by=by, action="match.proposed", subject=match, trust=match.helper, after=after.pk)
    capacity.announce(match)
    return match


def wants_another(after: Match) -> bool:
    """True where the seeker still wants a partner, as far as it has said."""
    if not after.request.brokered:
        return False
    if after.status == MatchStatus.DECLINED:
        by_seeker = after.declined_side == Side.SEEKER
        return not (by_seeker and after.decline_reason in WANTS_NOBODY)
    if after.status == MatchStatus.ENDED:
        return after.end_reason == EndReason.CHANGE_PARTNER
    return after.status == MatchStatus.LAPSED and not _seeker_is_away(after)


def _seeker_is_away(after: Match) -> bool:
    """The seeker let an exemplar that said yes wait in vain, or has let two proposals lapse."""
    if not _seeker_let_lapse(after):
        return False
    before = after.follows
    return after.helper_accepted_at is not None or (
        before is not None and _seeker_let_lapse(before)
    )


def _seeker_let_lapse(match: Match) -> bool:
    """Its time ran out without the seeker's word; one that ended sooner lets nobody down."""
    return (
        match.status == MatchStatus.LAPSED
        and match.seeker_accepted_at is None
        and match.closed_at is not None
        and timezone.localdate(match.closed_at) > match.reply_due
    )


def _from_round(need: Need, after: Match) -> _Next | None:
    """The next on the need's own list in the round that the match came from."""
    run = after.run
    if run is None:
        return None
    listed = round_list.of_need(run, need)
    tried = set(Match.objects.filter(need=need, status__in=TRIED).values_list("helper", flat=True))
    rows = Offer.objects.select_related("designation__trust", "designation__programme", "area")
    offers = rows.prefetch_related("designation__vetoes").in_bulk([one.offer for one in listed])
    for one in listed:
        offer = offers.get(one.offer)
        if offer is None or offer.designation.trust_id in tried:
            continue
        note = round_list.note(run, need, offer, one.number, one.of)
        score = candidates.score_of(need, offer)
        if formula.is_below_floor(score.value, offer.designation.programme.fit_floor):
            continue
        if policies.can_propose(need, offer, note) and round_list.has_room(run, offer):
            return _Next(offer, score, run, note)
    return None


def _best_alive(need: Need, after: Match) -> _Next | None:
    vetoed = set(
        DesignationVeto.objects.filter(
            trust__in=permissions.asking_trust_ids(need.help_request)
        ).values_list("designation", flat=True)
    )
    for one in candidates.for_request(need):
        if one.below_floor:
            continue
        if one.trust.pk == after.helper_id or one.designation.pk in vetoed or one.offer is None:
            continue
        if after.run is not None and not round_list.has_room(after.run, one.offer):
            continue
        # A kindred area needs a reason: the score gives it, as its first part.
        if policies.can_propose(need, one.offer, one.score.parts[0].reason):
            return _Next(one.offer, one.score)
    return None
