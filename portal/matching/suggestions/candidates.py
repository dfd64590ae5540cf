"""Who could help with a need, best first, each with its reasons: from the records to the score."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q
from django.utils import timezone

from casestudies.models import EfficiencyArea
from portal.matching.capacity import Places
from portal.matching.choices import TRIED
from portal.matching.models import ExemplarDesignation, Match, Need, Offer, Programme, live_on
from portal.matching.scoring import formula, weights
from portal.matching.scoring.formula import Score, ranked, score, weakest, why_lower
from portal.matching.suggestions import queries as scoring_queries
from portal.matching.suggestions.queries import Asked, Known
from portal.performance.starts import Start
from portal.trusts.models import Trust


@dataclass(frozen=True)
class Candidate:
    """One exemplar for one need. `offer` is its best offer for it, None where it has none."""

    trust: Trust
    name: str
    designation: ExemplarDesignation
    offer: Offer | None
    places: Places | None
    score: Score

    @property
    def floor(self) -> int:
        """The floor of fit of its programme, out of 100."""
        return self.designation.programme.fit_floor

    @property
    def below_floor(self) -> bool:
        """True if only the broker sees the pair, and nothing proposes it by itself."""
        return formula.is_below_floor(self.score.value, self.floor)

    @property
    def why_below(self) -> str:
        """Why it is below the floor, with what counts against it; blank where it is not."""
        if not self.below_floor:
            return ""
        against = weakest(self.score)
        told = f" {against.reason}." if against else ""
        return f"{formula.why_below_floor(self.score.value, self.floor)}{told}"


def for_need(
    trust: Trust,
    area: EfficiencyArea,
    *,
    text: str = "",
    programme: Programme | None = None,
    limit: int | None = None,
    not_these: Iterable[Trust] = (),
    members: Iterable[Trust] = (),
    help_kind: str = "",
    prefer_near: bool = False,
    prefer_same_type: bool = False,
    prefer_same_system: bool = False,
    measure: str = "",
    start: Start | None = None,
) -> list[Candidate]:
    """The exemplars for a need of this trust in this area, best first, ties by ODS code.

    Without `programme`: live offers that have a place left, in this area or a kindred one. With
    it: every designation of the programme, past ones too, as of its dates and whatever the
    places. Never the trust itself, nor a trust of the other population. Every candidate is
    ranked before `limit`, those below the floor of fit (`below_floor`) too: who proposes, or
    shows them to the seeker, leaves these out. `measure` and `start` are the national measure and
    the figure that came with a request. The number of queries does not grow with the candidates.
    """
    asked = Asked(
        trust=trust,
        area=area,
        text=text,
        programme=programme,
        preferences=preferences_of(prefer_near, prefer_same_type, prefer_same_system),
        measure=measure,
        start=start,
    )
    left_out = {trust.pk, *(one.pk for one in [*not_these, *members])}
    found = _ranked(asked, left_out=left_out, help_kind=help_kind)
    return found if limit is None else found[:limit]


def for_request(need: Need, *, limit: int | None = None) -> list[Candidate]:
    """The exemplars for a need that was asked, without those already tried for it."""
    request = need.help_request
    tried = Trust.objects.filter(
        pk__in=Match.objects.filter(need=need, status__in=TRIED).values("helper")
    )
    return for_need(
        request.trust,
        need.area,
        text=request.problem,
        limit=limit,
        not_these=[*request.not_these.all(), *tried],
        members=request.members.all(),
        help_kind=request.help_kind,
        prefer_near=request.prefer_near,
        prefer_same_type=request.prefer_same_type,
        prefer_same_system=request.prefer_same_system,
        measure=need.starting_measure,
        start=need.start,
    )


def score_of(need: Need, offer: Offer) -> Score:
    """The score of one offer for a need, as `for_request` would give it."""
    request = need.help_request
    asked = Asked(
        trust=request.trust,
        area=need.area,
        text=request.problem,
        programme=None,
        preferences=preferences_of(
            request.prefer_near, request.prefer_same_type, request.prefer_same_system
        ),
        measure=need.starting_measure,
        start=need.start,
    )
    return _scored(asked, [offer.designation], only=offer)[0].score


def why_not(need: Need, trust: Trust) -> str:
    """Why this trust is not the first suggestion for a need, in a sentence for the person."""
    request = need.help_request
    if trust.pk == request.trust_id or trust in request.members.all():
        return "A trust cannot help itself."
    if trust.illustrative != request.trust.illustrative:
        return "Illustrative and real trusts are not mixed."
    if trust in request.not_these.all():
        return f"{request.trust} asked not to be matched with {trust}."
    if Match.objects.filter(need=need, helper=trust, status__in=TRIED).exists():
        return f"{trust} was asked about this need before, and it came to nothing."
    everyone = for_request(need)
    asked = next((one for one in everyone if one.trust == trust), None)
    if asked is None:
        return _why_absent(need, trust)
    if asked.below_floor:
        programme = asked.designation.programme
        return f"{trust} fits this need less well than the floor that {programme} publishes."
    found = [one for one in everyone if not one.below_floor]
    place = found.index(asked) + 1
    if place == 1:
        return f"{trust} is the first suggestion."
    behind = "; ".join(why_lower(found[0].score, found[place - 1].score))
    return f"{trust} is number {place} of {len(found)}, behind {found[0].name}. {behind}."


def _why_absent(need: Need, trust: Trust) -> str:
    if trust.why_not_open:
        return trust.why_not_open
    designations = list(ExemplarDesignation.objects.filter(trust=trust).select_related("trust"))
    if not designations:
        return f"{trust} is not an exemplar."
    live = [d for d in designations if d.is_live]
    if not live:
        statuses = sorted({d.get_status_display().lower() for d in designations})
        return f"{trust} is not a designated exemplar now: {', '.join(statuses)}."
    if all(d.vetoes.filter(trust=need.help_request.trust).exists() for d in live):
        # Whom an exemplar will not be paired with is not for the trust that asks.
        return f"{trust} is not free to help with this need."
    asked = Asked(trust=need.help_request.trust, area=need.area)
    kindred = [c for c in _scored(asked, live) if c.offer and fits_area(c)]
    if not kindred:
        return f"{trust} offers no help with {need.area}."
    if not any(c.places and c.places.left for c in kindred):
        return f"{trust} has no place left for {need.area}."
    kind = need.help_request.get_help_kind_display().lower()
    return f"{trust} does not offer this kind of help: {kind}."


def _ranked(asked: Asked, *, left_out: set[int], help_kind: str) -> list[Candidate]:
    designations = ExemplarDesignation.objects.filter(
        trust__illustrative=asked.trust.illustrative
    ).exclude(Q(trust__in=left_out) | Q(vetoes__trust=asked.trust))
    if asked.programme is not None:
        designations = designations.filter(programme=asked.programme)
    else:
        designations = designations.filter(live_on(timezone.localdate()))
    found = _scored(asked, list(designations.select_related("trust", "programme")))
    if asked.programme is None:
        found = [one for one in found if _is_free(one, help_kind) and fits_area(one)]
    return ranked(best_of_each_trust(found), of=lambda one: (one.score, one.trust.ods_code))


def _is_free(one: Candidate, help_kind: str) -> bool:
    if one.offer is None or one.places is None or not one.places.left:
        return False
    return offers_kind(one.offer, help_kind)


def fits_area(one: Candidate) -> bool:
    """True if the exemplar offers help in the area of the need, or in a kindred one."""
    return one.offer is not None and one.score.parts[0].value > 0


def best_of_each_trust(found: list[Candidate]) -> list[Candidate]:
    """One candidate a trust: its best offer, the earlier one where two are equal."""
    best: dict[int, Candidate] = {}
    for one in found:
        known = best.get(one.trust.pk)
        if known is None or one.score.value > known.score.value:
            best[one.trust.pk] = one
    return list(best.values())


def _scored(
    asked: Asked, designations: list[ExemplarDesignation], *, only: Offer | None = None
) -> list[Candidate]:
    """A candidate for each offer of the designations, and for each that has none."""
    return scored(asked, Known(designations, [asked.trust], only=only))


def scored(asked: Asked, known: Known) -> list[Candidate]:
    """`_scored`, from what is known already of the designations: for many needs at once."""
    need, rows = scoring_queries.of_need(asked, known)
    programmes = {row.designation.programme for row in rows}
    chosen = {one.pk: weights.of_programme(one.weights) for one in programmes}
    return [
        Candidate(
            trust=row.designation.trust,
            name=row.designation.name_then or row.designation.trust.name,
            designation=row.designation,
            offer=row.offer,
            places=row.places,
            score=score(need, row.facts, chosen[row.designation.programme_id]),
        )
        for row in rows
    ]


def offers_kind(offer: Offer, help_kind: str) -> bool:
    """True if the offer is for this kind of help; one that names none is open to all."""
    return not help_kind or not offer.help_offered or help_kind in offer.help_offered


def preferences_of(near: bool, same_type: bool, same_system: bool) -> frozenset[str]:
    chosen = {"near": near, "same_type": same_type, "same_system": same_system}
    return frozenset(name for name, wanted in chosen.items() if wanted)
