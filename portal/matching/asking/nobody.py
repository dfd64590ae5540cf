"""Who gets nobody is not forgotten: why, the next round, what to read, and who would talk."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from casestudies.models import CaseStudyPage
from portal.accounts.models import User
from portal.matching import candidates, places, ruled_out
from portal.matching.asking import nearest, next_rounds
from portal.matching.asking.kindred import kindred_of
from portal.matching.asking.next_rounds import NextRound
from portal.matching.asking.peers import Peer, who_would_talk
from portal.matching.choices import TRIED, NoPartner
from portal.matching.models import Match, Need, Offer, live_on

WAITS = "The broker is looking for a team."


@dataclass(frozen=True)
class NobodyRow:
    """What a need without a partner can count on. `since` is the day of the round that failed."""

    reason: str
    since: date | None
    next_round: NextRound | None
    nearest: list[CaseStudyPage]
    peers: list[Peer]


def of(need: Need, user: User) -> NobodyRow:
    """Why nobody helps with this need now, and what there is meanwhile."""
    brokered = need.help_request.brokered
    from_round = brokered and need.no_partner and need.no_partner_at is not None
    return NobodyRow(
        reason=f"{why(need).label}." if brokered else _why_small(need),
        since=timezone.localdate(need.no_partner_at) if from_round else None,
        next_round=next_rounds.for_need(need) if brokered else None,
        nearest=nearest.to_read(need, user),
        peers=who_would_talk(need, user),
    )


def _why_small(need: Need) -> str:
    """What became of the team that was asked last, or that none was."""
    last = need.matches.filter(status__in=TRIED).select_related("helper").order_by("-pk").first()
    return how_it_failed(last) if last is not None else WAITS


def how_it_failed(match: Match) -> str:
    """How small help came to nothing, in a sentence for the trust that asked."""
    return f"{ruled_out.came_to_nothing(match)}."


def why(need: Need) -> NoPartner:
    """Why nobody helps: what the last round said, or else what the offers of today say."""
    return NoPartner(need.no_partner) if need.no_partner else _why_today(need)


def _why_today(need: Need) -> NoPartner:
    """Each rule in the order a person would ask, until no offer is left."""
    request = need.help_request
    offers = _live_offers(need)
    if not offers:
        return NoPartner.NO_OFFER
    kind = request.help_kind
    offers = [one for one in offers if not one.help_offered or kind in one.help_offered]
    if not offers:
        return NoPartner.NO_KIND
    gone = {trust.pk for trust in request.members.all()}
    gone |= {one.trust.pk for one in ruled_out.of_need(need)}
    offers = [one for one in offers if one.designation.trust_id not in gone]
    counted = places.taken_by_offer(offers=offers) if offers else {}
    if offers and not any(counted[one.pk].left for one in offers):
        return NoPartner.NO_PLACE
    # Whoever is still a candidate was not suggested: it fits too little.
    return NoPartner.BELOW_FLOOR if candidates.for_request(need) else NoPartner.RULED_OUT


def _live_offers(need: Need) -> list[Offer]:
    """The offers of other exemplars in this area or one that belongs with it."""
    trust = need.help_request.trust
    rows = Offer.objects.filter(
        live_on(timezone.localdate(), prefix="designation__"),
        designation__trust__illustrative=trust.illustrative,
        area__in=kindred_of(need.area),
    ).exclude(designation__trust=trust)
    return list(rows.select_related("designation"))
