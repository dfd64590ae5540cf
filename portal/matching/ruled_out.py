"""What speaks against a pair, who said so and when: for the broker, who may overrule it.

The form promises those who ask that only they and the broker see whom they would rather not
meet, and the exemplar's list is the exemplar's and the broker's: no page of the other side, and no
letter, may use these sentences.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from portal.accounts.models import User
from portal.matching import capacity
from portal.matching.choices import TRIED, MatchStatus, Side
from portal.matching.models import DesignationVeto, HelpRequest, Match, Need, Offer
from portal.text.dates import day_in_words
from portal.trusts.models import Trust


@dataclass(frozen=True)
class RuledOut:
    """A trust that this need does not get by itself: `what` came to pass, `by` whom, and when.

    `by` is None where a clock did it, and where the person is not recorded.
    """

    trust: Trust
    what: str
    at: datetime
    by: User | None = None

    @property
    def sentence(self) -> str:
        """What, by whom and when: “… (Ann Lee, 3 May 2026)”."""
        day = day_in_words(self.at)
        return f"{self.what} ({f'{self.by}, ' if self.by else ''}{day})"


def of_need(need: Need) -> list[RuledOut]:
    """Every trust that is ruled out for a need, by the trust that asks, first; oldest first."""
    return [*_by_the_seeker(need.help_request), *_by_exemplars(need), *_tried(need)]


def asking(request: HelpRequest) -> list[Trust]:
    """The trust that asks and those that ask with it."""
    return [request.trust, *request.members.all()]


def _by_the_seeker(request: HelpRequest) -> list[RuledOut]:
    # The list is written with the request and not changed afterwards.
    return [
        RuledOut(
            trust,
            f"{request.trust} asked not to be matched with {trust}",
            request.created_at,
            request.asked_by,
        )
        for trust in request.not_these.all()
    ]


def _by_exemplars(need: Need) -> list[RuledOut]:
    rows = DesignationVeto.objects.filter(
        trust__in=asking(need.help_request),
        designation__trust__illustrative=need.help_request.trust.illustrative,
    ).select_related("designation__trust", "trust", "by")
    return [
        RuledOut(
            one.designation.trust,
            f"{one.designation.trust} asked not to be paired with {one.trust}",
            one.at,
            one.by,
        )
        for one in rows.order_by("at", "pk")
    ]


def _tried(need: Need) -> list[RuledOut]:
    rows = Match.objects.filter(need=need, status__in=TRIED, closed_at__isnull=False)
    found = rows.select_related("helper", "need__help_request__trust")
    return [
        RuledOut(one.helper, came_to_nothing(one), one.closed_at)
        for one in found.order_by("closed_at", "pk")
    ]


def came_to_nothing(match: Match) -> str:
    """How a match of a need came to nothing, without the reason that was given."""
    if match.status == MatchStatus.DECLINED:
        if match.declined_side == Side.HELPER:
            return f"{match.helper} declined"
        return f"{match.seeker} declined {match.helper}"
    if match.status == MatchStatus.LAPSED:
        silent = match.seeker if match.helper_accepted_at else match.helper
        return f"{silent} did not answer in time"
    if match.started_at is None:
        return f"The broker took back the proposal of {match.helper}"
    return f"The work with {match.helper} ended early"


def against(need: Need, offer: Offer, *, with_places: bool = True) -> list[str]:
    """What speaks against giving this need this offer, in sentences; empty where nothing does.

    Without `with_places` its free places are left aside: a round counts its own.

    These are the rules that a programme manager may overrule with a reason. Others stay: a trust
    does not help itself, illustrative and real trusts are not mixed, and closed trusts and those
    that are no exemplar now give no help (`policies.check_propose`).
    """
    request, designation = need.help_request, offer.designation
    helper = designation.trust
    found = []
    if request.programme_id not in (None, designation.programme_id):
        found.append(f"The request belongs to {request.programme}: choose from there.")
    found += [
        f"{one.sentence}."
        for one in [*_by_the_seeker(request), *_vetoes(request, offer)]
        if one.trust == helper
    ]
    if offer.help_offered and request.help_kind not in offer.help_offered:
        kind = request.get_help_kind_display().lower()
        found.append(f"{helper} does not offer this: {kind}.")
    if with_places and capacity.offer_places(offer).left < 1:
        found.append(f"{helper} has no place left for {offer.area}.")
    return found


def _vetoes(request: HelpRequest, offer: Offer) -> list[RuledOut]:
    trusts = {trust.pk for trust in asking(request)}
    return [
        RuledOut(
            offer.designation.trust,
            f"{offer.designation.trust} asked not to be paired with {one.trust}",
            one.at,
            one.by,
        )
        for one in offer.designation.vetoes.all()
        if one.trust_id in trusts
    ]
