"""From the records to the values of a round: who asks, who offers, and what already stands."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import date

from django.utils import timezone

from portal.matching import policies
from portal.matching.choices import (
    OPEN_STATUSES,
    TRIED,
    NoPartner,
)
from portal.matching.models import (
    DesignationVeto,
    ExemplarDesignation,
    Match,
    Need,
    Offer,
    OfferReserve,
    Programme,
    ProgrammeReserve,
    live_on,
)
from portal.matching.round_list import need_key, offer_key
from portal.matching.rounds.values import Pinned, RoundChoice, RoundInputs, RoundNeed, RoundOffer
from portal.matching.scoring import weights
from portal.matching.scoring.formula import Score, ranked
from portal.matching.suggestions import candidates, starts
from portal.matching.suggestions.candidates import Candidate
from portal.matching.suggestions.queries import Asked, Known

Scores = dict[tuple[str, str], Score]


@dataclass(frozen=True)
class Wanted:
    """One need before its choices are known. `ruled_out` are ids of trusts."""

    key: str
    asked: Asked
    help_kind: str
    on: str
    ruled_out: frozenset[int] = frozenset()
    own: frozenset[int] = frozenset()


def weakness_of(asked: Asked, known: Known) -> float | None:
    """The share of trusts of its type that do better; None if not known.

    By the first national measure of the need on which the trust's start is known, else by the
    area's figure in the register.
    """
    for measure in starts.measures_of_need(known.tree, asked.area.pk, asked.measure):
        start = known.start_of(asked, measure)
        weakness = known.national(measure, asked).weakness(start, asked.trust) if start else None
        if weakness is not None:
            return round(weakness, 9)
    area = known.tree.slugs_to(asked.area.pk)
    ladder = known.ladder(area, asked.trust, asked.until)
    share = ladder.share(asked.trust.pk) if ladder is not None else None
    return None if share is None else round(1 - share, 9)


def need_row(wanted: Wanted, known: Known) -> tuple[RoundNeed, Scores]:
    """A need with its choices, best first, and the scores behind them."""
    found = _choices(wanted, candidates.scored(wanted.asked, known))
    facts = known.facts[wanted.asked.trust.pk]
    row = RoundNeed(
        key=wanted.key,
        trust=wanted.asked.trust.ods_code,
        name=wanted.asked.trust.name,
        kind=facts.type,
        kind_label=facts.type_label,
        area=wanted.asked.area.slug,
        area_name=wanted.asked.area.name,
        help_kind=wanted.help_kind,
        asked=wanted.on,
        weakness=weakness_of(wanted.asked, known),
        choices=_rows(found.fits),
        below_floor=_rows(found.below),
        code=found.code,
        why=found.why,
    )
    return row, {(wanted.key, offer_key(one.offer)): one.score for one in found.fits}


def _rows(found: list[Candidate]) -> tuple[RoundChoice, ...]:
    return tuple(
        RoundChoice(offer_key(one.offer), round(one.score.value, 9), round(one.score.confidence, 9))
        for one in found
    )


@dataclass(frozen=True)
class _Choices:
    """What fits, what lies below the floor of fit, and the rule that left nothing."""

    fits: list[Candidate] = field(default_factory=list)
    below: list[Candidate] = field(default_factory=list)
    code: str = ""
    why: str = ""


def _choices(wanted: Wanted, found: list[Candidate]) -> _Choices:
    """The candidates left when each rule has spoken; if none, the rule that left none."""
    rules: tuple[tuple[NoPartner, Callable[[Candidate], bool]], ...] = (
        (NoPartner.NO_OFFER, candidates.fits_area),
        (NoPartner.NO_OFFER, lambda one: one.trust.pk not in wanted.own),
        (NoPartner.NO_KIND, lambda one: candidates.offers_kind(one.offer, wanted.help_kind)),
        (NoPartner.RULED_OUT, lambda one: one.trust.pk not in wanted.ruled_out),
    )
    for reason, allows in rules:
        found = [one for one in found if allows(one)]
        if not found:
            return _Choices(code=reason.value, why=f"{reason.label}.")
    best = ranked(
        candidates.best_of_each_trust(found), of=lambda one: (one.score, one.trust.ods_code)
    )
    fits = [one for one in best if not one.below_floor]
    below = [one for one in best if one.below_floor]
    if fits:
        return _Choices(fits, below)
    reason = NoPartner.BELOW_FLOOR
    return _Choices([], below, reason.value, f"{reason.label}.")


LIMIT = "The programme takes {} of a trust’s needs at once, and this is one more: {}."


@dataclass(frozen=True)
class Gathered:
    """The inputs of a round, and the whole score of each need and offer that could be a pair."""

    inputs: RoundInputs
    scores: Scores


def of_programme(programme: Programme, *, closes_on: date) -> RoundInputs:
    """The inputs of a programme's round: needs asked by its closing day, live offers."""
    return gather(programme, closes_on=closes_on).inputs


@dataclass(frozen=True)
class Records:
    """All that a round reads, before anything is scored: `under` may weigh it more than once."""

    closes_on: date
    offers: tuple[Offer, ...]
    offer_rows: tuple[RoundOffer, ...]
    needs: tuple[Need, ...]
    standing: tuple[Match, ...]
    ruled_out: dict[int, frozenset[int]]
    known: Known


def gather(programme: Programme, *, closes_on: date) -> Gathered:
    """As `of_programme`, with the scores. The number of queries does not grow with the needs."""
    return under(read(programme, closes_on=closes_on), programme)


def read(programme: Programme, *, closes_on: date) -> Records:
    """The records of a programme's round: needs asked by its closing day, live offers."""
    offers = live_offers(programme)
    designations = list({one.designation_id: one.designation for one in offers}.values())
    needs = needs_of(programme, closes_on)
    standing = list(
        Match.objects.filter(
            offer__designation__programme=programme, status__in=OPEN_STATUSES
        ).select_related("need__help_request__trust", "need__area", "offer", "helper")
    )
    seekers = [need.help_request.trust for need in [*needs, *(m.need for m in standing)]]
    return Records(
        closes_on=closes_on,
        offers=tuple(offers),
        offer_rows=tuple(offer_rows(programme, offers)),
        needs=tuple(needs),
        standing=tuple(standing),
        ruled_out=_ruled_out(needs, designations),
        known=Known(designations, seekers),
    )


def under(records: Records, programme: Programme) -> Gathered:
    """The inputs by the weights of this programme: itself, or as it would be with others."""
    known = records.known
    for designation in known.designations:
        designation.programme = programme
    rows: list[RoundNeed] = []
    scores: Scores = {}
    for need in records.needs:
        row, found = need_row(_wanted(need, records.ruled_out[need.pk]), known)
        rows.append(row)
        scores.update(found)
    rows = _within_the_limit(programme, rows, records)
    live = {offer.pk for offer in records.offers}
    inputs = RoundInputs(
        programme=programme.slug,
        closes_on=records.closes_on.isoformat(),
        needs=tuple(rows),
        offers=records.offer_rows,
        pinned=tuple(_pinned(one, known) for one in records.standing if one.offer_id in live),
        weights=weights.of_programme(programme.weights),
        weights_version=programme.weights_version,
        weakness_weight=float(programme.weakness_weight),
    )
    return Gathered(inputs, scores)


def live_offers(programme: Programme) -> list[Offer]:
    """The offers of the programme's designated exemplars, with or without a place left."""
    offers = Offer.objects.filter(
        live_on(timezone.localdate(), prefix="designation__"),
        designation__programme=programme,
    ).select_related("designation__trust", "area")
    found = list(offers.order_by("pk"))
    for offer in found:
        offer.designation.programme = programme
    return found


def needs_of(programme: Programme, closes_on: date) -> list[Need]:
    """Brokered needs asked by that day for this programme, or for none in its areas."""
    rows = Need.objects.filter(
        policies.needs_of_rounds(programme), help_request__created_at__date__lte=closes_on
    )
    return list(
        rows.select_related("help_request__trust", "area")
        .prefetch_related("help_request__members", "help_request__not_these")
        .order_by("help_request__created_at", "pk")
    )


def reserves_of(programme: Programme, offers: Iterable[Offer]) -> dict[int, dict[str, int]]:
    """The reserves of each offer: its own over the programme's, nought ones left out."""
    standard = dict(
        ProgrammeReserve.objects.filter(programme=programme).values_list("trust_type", "places")
    )
    own: dict[int, dict[str, int]] = defaultdict(dict)
    rows = OfferReserve.objects.filter(offer__in=[offer.pk for offer in offers])
    for offer, kind, places in rows.values_list("offer", "trust_type", "places"):
        own[offer][kind] = places
    return {
        offer.pk: {
            kind: min(places, offer.places)
            for kind, places in {**standard, **own[offer.pk]}.items()
            if min(places, offer.places) > 0
        }
        for offer in offers
    }


def offer_rows(programme: Programme, offers: list[Offer]) -> list[RoundOffer]:
    reserves = reserves_of(programme, offers)
    return [
        RoundOffer(
            key=offer_key(offer),
            exemplar=offer.designation.trust.ods_code,
            name=offer.designation.name_then or offer.designation.trust.name,
            area=offer.area.slug,
            area_name=offer.area.name,
            places=offer.places,
            ceiling=offer.designation.ceiling,
            reserves=reserves[offer.pk],
        )
        for offer in offers
    ]


def _wanted(need: Need, ruled_out: frozenset[int]) -> Wanted:
    request = need.help_request
    return Wanted(
        key=need_key(need),
        asked=_asked(need),
        help_kind=request.help_kind,
        on=timezone.localdate(request.created_at).isoformat(),
        ruled_out=ruled_out,
        own=frozenset({request.trust_id, *(one.pk for one in request.members.all())}),
    )


def _asked(need: Need) -> Asked:
    request = need.help_request
    return Asked(
        trust=request.trust,
        area=need.area,
        text=request.problem,
        preferences=candidates.preferences_of(
            request.prefer_near, request.prefer_same_type, request.prefer_same_system
        ),
        measure=need.starting_measure,
        start=need.start,
    )


def _ruled_out(
    needs: list[Need], designations: list[ExemplarDesignation]
) -> dict[int, frozenset[int]]:
    """Ids of the trusts that a need may not get: by either side's word, or tried before."""
    trusts = {designation.pk: designation.trust_id for designation in designations}
    vetoes: dict[int, set[int]] = defaultdict(set)
    for designation, trust in DesignationVeto.objects.filter(designation__in=trusts).values_list(
        "designation", "trust"
    ):
        vetoes[trust].add(trusts[designation])
    tried: dict[int, set[int]] = defaultdict(set)
    for need, helper in Match.objects.filter(need__in=needs, status__in=TRIED).values_list(
        "need", "helper"
    ):
        tried[need].add(helper)
    found = {}
    for need in needs:
        request = need.help_request
        asking = [request.trust_id, *(one.pk for one in request.members.all())]
        refused = {one.pk for one in request.not_these.all()}
        vetoed = {helper for trust in asking for helper in vetoes.get(trust, ())}
        found[need.pk] = frozenset(refused | vetoed | tried[need.pk])
    return found


def _pinned(match: Match, known: Known) -> Pinned:
    asked = _asked(match.need)
    score = next(one.score for one in candidates.scored(asked, known) if one.offer == match.offer)
    return Pinned(
        need=need_key(match.need),
        offer=offer_key(match.offer),
        status=match.status,
        trust=asked.trust.ods_code,
        name=asked.trust.name,
        kind=known.facts[asked.trust.pk].type,
        fit=round(score.value, 9),
        weakness=weakness_of(asked, known),
        asked=timezone.localdate(match.request.created_at).isoformat(),
    )


def _within_the_limit(
    programme: Programme, rows: list[RoundNeed], records: Records
) -> list[RoundNeed]:
    """The needs, those beyond the most that the programme lets one trust have at once without
    choices.

    The oldest go first. A pair that stands takes a seat; a need that nobody could meet, because
    no exemplar fits it or none of those has a place before the round begins, takes none.
    """
    most = programme.most_needs_a_trust
    if most is None:
        return rows
    seats: dict[str, list[str]] = defaultdict(list)
    for match in records.standing:
        seats[match.seeker.ods_code].append(f"{match.need.area} (with {match.helper})")
    free = _offers_with_places(records)
    found = []
    for row in rows:
        taken = seats[row.trust]
        if not any(choice.offer in free for choice in row.choices):
            found.append(row)
        elif len(taken) < most:
            taken.append(row.area_name)
            found.append(row)
        else:
            why = LIMIT.format(most, _are_first(taken))
            found.append(replace(row, choices=(), code=NoPartner.LIMIT.value, why=why))
    return found


def _are_first(taken: list[str]) -> str:
    """“Theatres goes first”, “Theatres and Discharge (with …) go first”."""
    if len(taken) == 1:
        return f"{taken[0]} goes first"
    return f"{', '.join(taken[:-1])} and {taken[-1]} go first"


def _offers_with_places(records: Records) -> set[str]:
    """The offers that have a place to give in this round, by their keys."""
    by_offer = Counter(offer_key(match.offer) for match in records.standing)
    exemplars = {row.key: row.exemplar for row in records.offer_rows}
    in_all: Counter[str] = Counter()
    for key, number in by_offer.items():
        if key in exemplars:
            in_all[exemplars[key]] += number
    return {
        row.key
        for row in records.offer_rows
        if row.places > by_offer[row.key] and row.ceiling > in_all[row.exemplar]
    }
