"""What one trust gave, took up, offers and asks: as much of it as this reader may see."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q
from wagtail.query import PageQuerySet

from casestudies.cards import Card, cards_of
from casestudies.choices import AdoptionStatus, HelpKind
from casestudies.models import Adoption, CaseStudyPage
from casestudies.models.case_study import CaseStudyQuerySet
from portal.accounts import permissions
from portal.accounts.models import User
from portal.accounts.permissions import Action
from portal.matching import capacity
from portal.matching.choices import DesignationStatus
from portal.matching.models import ExemplarDesignation, HelpRequest, Offer
from portal.matching.requests import form_queries
from portal.matching.requests.form_queries import ReplyTime
from portal.trusts.former_trusts import taken_over_ids
from portal.trusts.models import Trust

Reader = User | AnonymousUser
SHOWN = (DesignationStatus.DESIGNATED, DesignationStatus.PAUSED, DesignationStatus.ENDED)


@dataclass(frozen=True)
class OfferLine:
    """One offer of help, with the places left now."""

    area: str
    area_slug: str
    kinds: tuple[str, ...]
    places_left: int
    note: str


@dataclass(frozen=True)
class Standing:
    """The trust's part in one programme, past or present."""

    programme: str
    status: str
    is_live: bool
    name_then: str
    group: str
    source: str
    offers: tuple[OfferLine, ...]


@dataclass(frozen=True)
class Exchange:
    """What passes between this trust and others. `asks` is None for anyone but its members."""

    case_studies: list[Card]
    signposts: list[CaseStudyPage]
    adoptions: list[Adoption]
    standings: list[Standing]
    asks: list[HelpRequest] | None
    reply_time: ReplyTime | None


def exchange_of(trust: Trust, *, reader: Reader) -> Exchange:
    """Everything of this trust that this reader may see."""
    # What a trust that merged into this one gave and took up is this one's to keep up.
    ids = taken_over_ids([trust.pk])
    own = readable(reader).filter(trust__in=ids)
    shared = list(own.order_by("-first_published_at", "title"))
    return Exchange(
        case_studies=cards_of(page for page in shared if not page.signpost),
        signposts=[page for page in shared if page.signpost],
        adoptions=taken_up_by(ids, reader=reader),
        standings=standings_of(trust, ids),
        asks=asks_of(trust, ids, reader=reader),
        reply_time=form_queries.usual_reply_time([trust.pk])[trust.pk],
    )


def readable(reader: Reader) -> CaseStudyQuerySet:
    """The published case studies this person may read."""
    live = CaseStudyPage.objects.current()
    if permissions.can(reader, Action.CASE_STUDY_READ_NETWORK):
        return PageQuerySet.public(live)
    return live.public()


def taken_up_by(trust_ids: Iterable[int], *, reader: Reader) -> list[Adoption]:
    """Confirmed adoptions of these trusts; a stopped one only if its trust may be named."""
    unnamed = Q(status=AdoptionStatus.STOPPED, show_name_if_stopped=False)
    return list(
        Adoption.objects.confirmed()
        .filter(trust__in=trust_ids, case_study__in=readable(reader).values("pk"))
        .exclude(unnamed)
        .select_related("case_study", "case_study__trust")
        .prefetch_related("sign_offs")
    )


def standings_of(trust: Trust, trust_ids: Iterable[int]) -> list[Standing]:
    """The designations of a trust, live ones first, with the offers of those that are live.

    `trust_ids` has it with those that it took over: theirs have ended, under their own name.
    """
    designations = list(
        ExemplarDesignation.objects.filter(trust__in=trust_ids, status__in=SHOWN).select_related(
            "programme", "trust"
        )
    )
    live = [d.pk for d in designations if d.is_live]
    offers = list(
        Offer.objects.filter(designation__in=live)
        .select_related("area", "designation")
        .order_by("area__name")
    )
    left = capacity.taken_by_offer(offers=offers) if offers else {}
    lines: dict[int, list[OfferLine]] = {}
    for offer in offers:
        lines.setdefault(offer.designation_id, []).append(_line(offer, left[offer.pk].left))
    found = [
        Standing(
            programme=designation.programme.name,
            status=_status_of(designation),
            is_live=designation.is_live,
            name_then=_name_then(designation, trust),
            group=designation.group,
            source=designation.source,
            offers=tuple(lines.get(designation.pk, ())),
        )
        for designation in designations
    ]
    return sorted(found, key=lambda standing: not standing.is_live)


def _name_then(designation: ExemplarDesignation, trust: Trust) -> str:
    own = designation.trust_id == trust.pk
    return designation.name_then or ("" if own else designation.trust.name)


def _status_of(designation: ExemplarDesignation) -> str:
    """Its status in words; one that is only waiting for the clock to end it has ended."""
    if designation.status == DesignationStatus.DESIGNATED and not designation.is_live:
        return DesignationStatus.ENDED.label
    return designation.get_status_display()


def _line(offer: Offer, left: int) -> OfferLine:
    kinds = tuple(HelpKind(kind).label for kind in offer.help_offered)
    return OfferLine(offer.area.name, offer.area.slug, kinds, left, offer.note)


def asks_of(trust: Trust, trust_ids: Iterable[int], *, reader: Reader) -> list[HelpRequest] | None:
    """What the trust has asked for, newest first: for its own members only."""
    own = trust.pk in permissions.trust_ids_of(reader)
    if not own or not permissions.can(reader, Action.HELP_READ, trust_ids=[trust.pk]):
        return None
    return list(
        HelpRequest.objects.filter(Q(trust__in=trust_ids) | Q(members__in=trust_ids))
        .prefetch_related("needs__area")
        .distinct()
    )
