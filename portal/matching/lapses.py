"""A proposal that lapses: closed, in the audit trail, and the next best offered."""

from __future__ import annotations

from datetime import datetime

from portal.accounts import audit
from portal.accounts.models import User
from portal.matching import availability, free_places, match_states, next_best
from portal.matching.choices import MatchStatus
from portal.matching.models import Match


def lapse(match: Match, *, by: User | None = None, at: datetime | None = None) -> Match | None:
    """Close a proposal that is locked and checked. Returns the match that is offered next.

    Call it with the places held (`next_best.hold_places`); the caller tells people. `by` is None
    where a clock does it, `at` what that clock says.
    """
    match_states.close(match, status=MatchStatus.LAPSED, at=at)
    audit.record(by=by, action="match.lapsed", subject=match, trust=match.helper)
    availability.announce(match)
    following = next_best.offer(need=match.need, after=match, by=by, at=at)
    free_places.pass_on(after=match, by=by, at=at)
    return following
