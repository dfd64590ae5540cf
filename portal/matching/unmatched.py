"""Who gets nobody is not forgotten: why, the next round, what to read, and who would talk."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from casestudies.areas import ancestors_of, descendants_of
from casestudies.models import CaseStudyPage, EfficiencyArea
from casestudies.models.case_study import CaseStudyQuerySet
from casestudies.visibility import visible_to
from portal.accounts import audit
from portal.accounts.models import User
from portal.matching import capacity, permissions, policies, ruled_out
from portal.matching.choices import BROKERED_HELP, TRIED, NoPartner, RequestStatus
from portal.matching.models import HelpRequest, Match, Need, Offer, live_on
from portal.matching.round_calendar import BROKER_LOOKS, NextRound, RoundCalendar, Wait
from portal.matching.suggestions import candidates
from portal.trusts.likeness.queries import likeness_to
from portal.trusts.models import Trust
from search.similarity import text_fit


def kindred_of(area: EfficiencyArea) -> list[EfficiencyArea]:
    """The whole tree an area stands in, itself among it: scoring gives these a fit above 0."""
    top = [*ancestors_of(area), area][0]
    return [top, *descendants_of(top)]


SHOWN = 3
# Fits that differ by less than a tenth count as equal: then the trust most like this one leads.
STEPS_OF_FIT = 10


def to_read(need: Need, user: User) -> list[CaseStudyPage]:
    """The three case studies nearest to a need: by fit of words, then by likeness of trusts.

    From its area and below; where these are too few, also from the areas beside and above it.
    """
    request = need.help_request
    pages = list(_readable(need, user, [need.area, *descendants_of(need.area)]))
    if len(pages) < SHOWN:
        known = {page.pk for page in pages}
        wider = _readable(need, user, kindred_of(need.area))
        pages += [page for page in wider if page.pk not in known]
    fits = text_fit(request.problem, [page.pk for page in pages])
    alike = _likeness(request.trust, pages)
    pages.sort(
        key=lambda page: (
            -round(STEPS_OF_FIT * fits[page.pk]),
            -alike.get(page.trust_id, 0.0),
            -fits[page.pk],
            page.pk,
        )
    )
    return pages[:SHOWN]


def _readable(need: Need, user: User, areas: Iterable[EfficiencyArea]) -> CaseStudyQuerySet:
    """What this person may read there, of other trusts of the same population."""
    trust = need.help_request.trust
    pages = visible_to(user).whole().filter(areas__in=list(areas))
    pages = pages.filter(trust__illustrative=trust.illustrative).exclude(trust=trust)
    return pages.select_related("trust").distinct()


def _likeness(trust: Trust, pages: list[CaseStudyPage]) -> dict[int, float]:
    """How alike the trusts of the pages are, 0 to 1, where enough is known of both."""
    others = list({page.trust_id: page.trust for page in pages}.values())
    if not others:
        return {}
    found = likeness_to(trust, others)
    known = {other.pk: found[other.ods_code] for other in others}
    return {pk: likeness.similarity for pk, likeness in known.items() if likeness is not None}


__all__ = ["NextRound", "for_need", "wait_of"]


def for_need(need: Need) -> NextRound | None:
    """The earliest round still to come that this need takes part in; never one that is past.

    A planned round counts for requests asked by its closing day, and until it has been sent.
    """
    return wait_of(need).coming


def wait_of(need: Need, calendar: RoundCalendar | None = None) -> Wait:
    """What a need waits for; the broker, where no round takes it because it is served or over."""
    request = need.help_request
    waits = request.help_kind in BROKERED_HELP and request.status in policies.WAITING
    if not waits or any(match.status in policies.SERVED for match in need.matches.all()):
        return BROKER_LOOKS
    return (calendar or RoundCalendar()).wait_of(need)


@dataclass(frozen=True)
class Peer:
    """A trust that would talk: its name, and nothing of what it asked."""

    trust: Trust


def who_would_talk(need: Need, user: User) -> list[Peer]:
    """The trusts with a request in this need's area that let others see their name, by name.

    Only for those who ask about this need, and the broker. Never a trust that asks here itself,
    one that was ruled out for it, one that has closed, nor one of the other population.
    """
    request = need.help_request
    asking = permissions.asking_trust_ids(request)
    if not permissions.can_follow_request(user, request):
        return []
    left_out = {*asking, *(trust.pk for trust in request.not_these.all())}
    return [
        Peer(trust) for trust in _open_ones(request.trust, need.area_id).exclude(pk__in=left_out)
    ]


def to_ask(seeker: Trust, area: str) -> list[Trust]:
    """The trusts that this one may ask for a talk, as it has a request in the same area itself."""
    mine = Need.objects.filter(area__slug=area, help_request__trust=seeker).exclude(
        help_request__status=RequestStatus.WITHDRAWN
    )
    need = mine.select_related("area").first()
    if need is None:
        return []
    return list(_open_ones(seeker, need.area_id).exclude(pk=seeker.pk))


def _open_ones(seeker: Trust, area_id: int) -> QuerySet[Trust]:
    asked = HelpRequest.objects.filter(needs__area=area_id, open_to_peers=True).exclude(
        status=RequestStatus.WITHDRAWN
    )
    rows = Trust.objects.open().same_population(seeker).filter(pk__in=asked.values("trust"))
    return rows.order_by("name", "ods_code")


@transaction.atomic
def open_to(*, request: HelpRequest, is_open: bool, by: User) -> HelpRequest:
    """Let other trusts with this problem see the name of the trust that asks, or no longer.

    Raises PermissionDenied for anyone but the people of the trust that leads the request.
    """
    permissions.check_ask(by, request.trust)
    request.open_to_peers = is_open
    request.save(update_fields=["open_to_peers"])
    action = "help.opened_to_peers" if is_open else "help.closed_to_peers"
    audit.record(by=by, action=action, subject=request, trust=request.trust)
    return request


WAITS = "The broker is looking for a team."


@dataclass(frozen=True)
class NobodyRow:
    """What a need without a partner can count on. `since` is the day of the round that failed."""

    reason: str
    since: date | None
    next_round: NextRound | None
    nearest: list[CaseStudyPage]
    peers: list[Peer]


def unmatched_need(need: Need, user: User) -> NobodyRow:
    """Why nobody helps with this need now, and what there is meanwhile."""
    brokered = need.help_request.brokered
    from_round = brokered and need.no_partner and need.no_partner_at is not None
    return NobodyRow(
        reason=f"{why(need).label}." if brokered else _why_small(need),
        since=timezone.localdate(need.no_partner_at) if from_round else None,
        next_round=for_need(need) if brokered else None,
        nearest=to_read(need, user),
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
    counted = capacity.taken_by_offer(offers=offers) if offers else {}
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
