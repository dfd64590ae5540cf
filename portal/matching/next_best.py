"""When a match comes to nothing, the next best exemplar is offered, without waiting for a broker.

Only for brokered help: small help went to a team that the seeker chose itself.
"""

from __future__ import annotations

from datetime import datetime

from portal.accounts import audit
from portal.accounts.models import User
from portal.matching import availability, candidates, match_states, permissions, policies
from portal.matching.candidates import Candidate
from portal.matching.choices import (
    DeclineReason,
    DesignationStatus,
    EndReason,
    MatchStatus,
    Side,
)
from portal.matching.models import DesignationVeto, ExemplarDesignation, Match, Need

# Below this a pair would rest on little but good will: the broker looks instead.
FLOOR = 0.4
# A seeker that says one of these wants nobody now, so nobody else is asked on its behalf.
WANTS_NOBODY = (DeclineReason.SOLVED, DeclineReason.TIMING, DeclineReason.NO_CAPACITY)


def hold_places(match: Match) -> None:
    """Take the locks that `offer` needs. Call it before the match itself is locked.

    Everyone who gives a place away takes the exemplar's lock first: two that wait for each
    other would never end.
    """
    if match.request.brokered:
        live = ExemplarDesignation.objects.filter(
            status=DesignationStatus.DESIGNATED,
            trust__illustrative=match.request.trust.illustrative,
        )
        list(live.order_by("pk").select_for_update(of=("self",)))


def offer(*, need: Need, after: Match, by: User | None, at: datetime | None = None) -> Match | None:
    """Propose the next best exemplar after a match that came to nothing, if there is one.

    Never one that was tried, ruled out by either side, or is full. Returns the new match, which
    is not announced to people yet; None where a broker has to look.
    """
    if not _wanted(after):
        return None
    best = _next(need, after)
    if best is None or best.offer is None:
        return None
    match = match_states.open_match(
        need=need,
        helper=best.trust,
        offer=best.offer,
        case_study=match_states.case_study_of(need, best.offer),
        proposed_by=None,
        score=best.score,
        follows=after,
        at=at,
    )
    audit.record(by=by, action="match.proposed", subject=match, trust=best.trust, after=after.pk)
    availability.announce(match)
    return match


def _wanted(after: Match) -> bool:
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
    if after.seeker_accepted_at is not None:
        return False
    before = after.follows
    twice = (
        before is not None
        and before.status == MatchStatus.LAPSED
        and before.seeker_accepted_at is None
    )
    return after.helper_accepted_at is not None or twice


def _next(need: Need, after: Match) -> Candidate | None:
    vetoed = set(
        DesignationVeto.objects.filter(
            trust__in=permissions.asking_trust_ids(need.help_request)
        ).values_list("designation", flat=True)
    )
    for one in candidates.for_request(need):
        if one.score.value < FLOOR:
            return None
        if one.trust.pk == after.helper_id or one.designation.pk in vetoed or one.offer is None:
            continue
        # A kindred area needs a reason: the score gives it, as its first part.
        if policies.can_propose(need, one.offer, one.score.parts[0].reason):
            return one
    return None
