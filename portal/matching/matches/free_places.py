"""A place that comes free after a round is offered to those who got nobody in it."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from portal.accounts import audit
from portal.accounts.models import User
from portal.matching import capacity, policies, round_list
from portal.matching.choices import (
    TRIED,
    EndReason,
    MatchStatus,
    NoPartner,
    RunStatus,
    Side,
)
from portal.matching.matches import next_best, states
from portal.matching.matches import notifications as match_notifications
from portal.matching.models import AllocationRun, HelpRequest, Match, Need, Offer, live_on
from portal.matching.round_list import Listed
from portal.matching.suggestions import candidates

THEN = ", with a place that has come free"
GIVEN_UP = (EndReason.CHANGE_PARTNER, EndReason.WITHDRAWN)
# A round that says one of these knew exemplars that fit: only their places were gone.
WAITS = (NoPartner.FILLED, NoPartner.NO_PLACE, NoPartner.GIVEN_ON)


def pass_on(*, after: Match, by: User | None, at: datetime | None = None) -> Match | None:
    """Propose the place that a pair gave up to the next need that waits for it.

    The queue is that of the last round its programme sent, by the published priority. Never one
    ruled out by either side or tried before, and not where the exemplar itself has no time, or
    does not answer. Call it with the places held (`next_best.hold_places`) and after the need of
    the pair had its own next best. Both teams and the broker are told. Returns the new match.
    """
    run = _last_sent(after)
    if run is None or after.offer is None or not _is_free(after, run):
        return None
    offers = {one.pk: one for one in _offers_of(after.offer)}
    listed = round_list.queue(run, offers.values())
    waiting = _waiting(run, {one.need for one in listed})
    for one in listed:
        need, offer = waiting.get(one.need), offers[one.offer]
        if need is None or not _may_have(need, offer, run):
            continue
        return _propose(one, need, offer, run, after=after, by=by, at=at)
    return None


def _last_sent(after: Match) -> AllocationRun | None:
    if after.offer is None:
        return None
    sent = AllocationRun.objects.filter(
        programme=after.offer.designation.programme_id, status=RunStatus.SENT
    )
    return sent.select_related("round__programme").order_by("-sent_at", "-pk").first()


def _is_free(after: Match, run: AllocationRun) -> bool:
    """True where the exemplar still has the place, as far as it has said."""
    if after.status == MatchStatus.DECLINED:
        by_helper = after.declined_side == Side.HELPER
        return not (by_helper and after.decline_reason in round_list.NO_PLACE_NOW)
    if after.status == MatchStatus.ENDED:
        return after.end_reason in GIVEN_UP
    return after.status == MatchStatus.LAPSED and not _exemplar_is_away(after, run)


def _exemplar_is_away(after: Match, run: AllocationRun) -> bool:
    """It let a seeker that said yes wait in vain, or let two proposals lapse since the round."""
    if after.helper_accepted_at is not None:
        return False
    silent = Match.objects.filter(
        helper=after.helper,
        offer__isnull=False,
        status=MatchStatus.LAPSED,
        helper_accepted_at=None,
        closed_at__gte=run.sent_at,
    )
    return after.seeker_accepted_at is not None or silent.exclude(pk=after.pk).exists()


def _offers_of(offer: Offer) -> list[Offer]:
    """All offers of an exemplar that is one still: its ceiling bounds them together."""
    rows = Offer.objects.filter(
        live_on(timezone.localdate(), prefix="designation__"), designation=offer.designation_id
    )
    return list(
        rows.select_related("designation__trust", "designation__programme", "area")
        .prefetch_related("designation__vetoes")
        .order_by("pk")
    )


def _waiting(run: AllocationRun, pks: set[int]) -> dict[int, Need]:
    """Those of these needs that want a partner and have none."""
    rows = Need.objects.filter(pk__in=pks).exclude(
        matches__status__in=(MatchStatus.PROPOSED, MatchStatus.ACTIVE, MatchStatus.COMPLETED)
    )
    found = rows.select_related("help_request__trust", "area").prefetch_related("matches__follows")
    return {need.pk: need for need in found if _waits(need, run)}


def _waits(need: Need, run: AllocationRun) -> bool:
    """True if the round gave it nobody, or what it gave came to nothing with nobody after it."""
    marked = need.no_partner_run_id == run.pk and need.no_partner in WAITS
    later = [
        match
        for match in need.matches.all()
        if not marked or (match.closed_at and match.closed_at > need.no_partner_at)
    ]
    if not later:
        return marked
    took_part = marked or any(match.run_id == run.pk for match in later)
    return took_part and next_best.wants_another(max(later, key=lambda match: match.pk))


def _may_have(need: Need, offer: Offer, run: AllocationRun) -> bool:
    """Holds the request's row, so that it is not withdrawn in the meantime."""
    HelpRequest.objects.select_for_update().get(pk=need.help_request_id)
    need.help_request.refresh_from_db()
    tried = {match.helper_id for match in need.matches.all() if match.status in TRIED}
    return (
        offer.designation.trust_id not in tried
        and round_list.has_room(run, offer)
        # A kindred area needs a note: that of the round gives it.
        and policies.can_propose(need, offer, THEN)
    )


def _propose(
    one: Listed,
    need: Need,
    offer: Offer,
    run: AllocationRun,
    *,
    after: Match,
    by: User | None,
    at: datetime | None,
) -> Match:
    match = states.open_match(
        need=need,
        helper=offer.designation.trust,
        offer=offer,
        case_study=states.case_study_of(need, offer),
        proposed_by=None,
        score=candidates.score_of(need, offer),
        broker_note=round_list.note(run, need, offer, one.number, one.of, THEN),
        run=run,
        at=at,
    )
    need.no_partner, need.no_partner_run, need.no_partner_at = "", None, None
    need.save(update_fields=["no_partner", "no_partner_run", "no_partner_at"])
    audit.record(
        by=by, action="match.proposed", subject=match, trust=match.helper, freed_by=after.pk
    )
    capacity.announce(match)
    match_notifications.tell_passed_on(match)
    return match
