"""What other weights would do, to today's pairs and to a whole round. Nothing is kept or sent."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import QuerySet
from django.utils import timezone

from portal.matching.choices import BROKERED_HELP, TRIED, MatchStatus, RequestStatus
from portal.matching.models import ExemplarDesignation, Match, Need, Programme, live_on
from portal.matching.round_list import need_key
from portal.matching.rounds import comparisons, inputs
from portal.matching.rounds.comparisons import FairnessRow
from portal.matching.rounds.results import compute
from portal.matching.rounds.services import closing_day
from portal.matching.rounds.values import RoundInputs
from portal.matching.scoring import weights
from portal.matching.scoring.facts import NeedFacts
from portal.matching.scoring.formula import Score, ranked, score
from portal.matching.suggestions import queries as scoring_queries
from portal.matching.suggestions.queries import Asked, Row


@dataclass(frozen=True)
class Move:
    """A need that would fare otherwise: its exemplar before and after, blank for nobody."""

    request_id: int
    name: str
    area_name: str
    before: str
    after: str

    @property
    def gains(self) -> bool:
        return not self.before

    @property
    def loses(self) -> bool:
        return not self.after


@dataclass(frozen=True)
class TypeRow:
    """One trust type, as it fares before and after."""

    before: FairnessRow
    after: FairnessRow

    @property
    def label(self) -> str:
        return self.before.label

    @property
    def asked(self) -> int:
        return self.before.asked


@dataclass(frozen=True)
class DryRound:
    """The next round as it would be today, under the weights that hold and under others."""

    closes_on: date
    needs: int
    pairs_before: int
    pairs_after: int
    moves: list[Move]
    by_type: list[TypeRow]

    @property
    def gained(self) -> list[Move]:
        return [move for move in self.moves if move.gains]

    @property
    def lost(self) -> list[Move]:
        return [move for move in self.moves if move.loses]

    @property
    def changed(self) -> list[Move]:
        return [move for move in self.moves if not move.gains and not move.loses]


def compare_next_round(
    programme: Programme, chosen: Mapping[str, float], weakness_weight: Decimal
) -> DryRound:
    """Allocate the programme's next round both ways, from the same records.

    The records are read once: the number of queries is that of one round. Raises ValueError for
    weights that the scoring cannot read.
    """
    other = copy.copy(programme)
    other.weights, other.weakness_weight = dict(chosen), weakness_weight
    closes_on = closing_day(programme)
    records = inputs.read(programme, closes_on=closes_on)
    before = inputs.under(records, programme).inputs
    after = inputs.under(records, other).inputs
    old, new = compute(before).by_need, compute(after).by_need
    requests = {need_key(need): need.help_request_id for need in records.needs}
    return DryRound(
        closes_on=closes_on,
        needs=len(before.needs),
        pairs_before=len(old),
        pairs_after=len(new),
        moves=_moves(before, old, new, requests),
        by_type=_by_type(before, old, after, new),
    )


def _moves(
    inputs: RoundInputs, old: Mapping[str, str], new: Mapping[str, str], requests: Mapping[str, int]
) -> list[Move]:
    names = {offer.key: offer.name for offer in inputs.offers}
    found = [
        Move(
            request_id=requests[need.key],
            name=need.name,
            area_name=need.area_name,
            before=names.get(old.get(need.key, ""), ""),
            after=names.get(new.get(need.key, ""), ""),
        )
        for need in inputs.needs
        if old.get(need.key) != new.get(need.key)
    ]
    return sorted(found, key=lambda move: (move.name, move.area_name, move.request_id))


def _by_type(
    before: RoundInputs, old: Mapping[str, str], after: RoundInputs, new: Mapping[str, str]
) -> list[TypeRow]:
    rows = {row.label: row for row in comparisons.by_type(after, new)}
    return [TypeRow(row, rows[row.label]) for row in comparisons.by_type(before, old)]


# A need takes a dozen queries: those that have waited longest stand for all.
MOST_NEEDS = 40
MOST_REASONS = 2


@dataclass(frozen=True)
class Moved:
    """One pair of a need and an exemplar: its place and score out of 100, before and after.

    `reasons` are the parts that moved its score most, in words.
    """

    need: Need
    helper: str
    place_before: int
    place_after: int
    score_before: float
    score_after: float
    reasons: tuple[str, ...]

    @property
    def moves(self) -> bool:
        return self.place_after != self.place_before

    @property
    def rises(self) -> bool:
        return self.place_after < self.place_before


@dataclass(frozen=True)
class Preview:
    """`pairs` are those whose place or score changes; `firsts` the new first suggestions."""

    pairs: list[Moved]
    firsts: list[Moved]
    needs: int
    needs_left_out: int
    pairs_in_all: int
    weakness_before: Decimal
    weakness_after: Decimal

    @property
    def places_changed(self) -> list[Moved]:
        return [row for row in self.pairs if row.moves]


@dataclass(frozen=True)
class _Scored:
    row: Row
    score: Score

    @property
    def code(self) -> str:
        return self.row.designation.trust.ods_code


def preview_weights(
    programme: Programme, chosen: Mapping[str, float], weakness_weight: Decimal
) -> Preview:
    """Which pairs of the programme's open brokered needs would change under `chosen`.

    The exemplars of a need are those that its broker sees: live, with a place left and the kind
    of help that is asked for. Raises ValueError for weights that the scoring cannot read.
    """
    before = weights.of_programme(programme.weights)
    after = weights.of_programme(chosen)
    needs = open_needs(programme)
    shown = list(needs[:MOST_NEEDS])
    moved: list[Moved] = []
    firsts: list[Moved] = []
    pairs = 0
    for need in shown:
        rows = _pairs_of(need, programme, before, after)
        pairs += len(rows)
        moved += [row for row in rows if row.moves or row.score_before != row.score_after]
        firsts += [row for row in rows if row.place_after == 1 != row.place_before]
    return Preview(
        pairs=moved,
        firsts=firsts,
        needs=len(shown),
        needs_left_out=needs.count() - len(shown),
        pairs_in_all=pairs,
        weakness_before=programme.weakness_weight,
        weakness_after=weakness_weight,
    )


def open_needs(programme: Programme) -> QuerySet[Need]:
    """Needs of the programme for brokered help that nobody works on, the oldest first."""
    return (
        Need.objects.filter(
            help_request__programme=programme,
            help_request__status__in=(RequestStatus.OPEN, RequestStatus.MATCHED),
            help_request__help_kind__in=BROKERED_HELP,
        )
        .exclude(matches__status=MatchStatus.ACTIVE)
        .exclude(matches__status=MatchStatus.COMPLETED)
        .select_related("help_request__trust", "area")
        .prefetch_related("help_request__not_these", "help_request__members", "matches")
        .order_by("help_request__created_at", "pk")
        .distinct()
    )


def _pairs_of(
    need: Need, programme: Programme, before: Mapping[str, float], after: Mapping[str, float]
) -> list[Moved]:
    """The exemplars of one need, in their new order, with their places under both weights."""
    facts, rows = _facts(need, programme)
    old = _ranked(facts, rows, before)
    new = _ranked(facts, rows, after)
    places = {one.code: place for place, one in enumerate(old, 1)}
    scores = {one.code: one.score for one in old}
    return [
        Moved(
            need=need,
            helper=one.row.designation.trust.name,
            place_before=places[one.code],
            place_after=place,
            score_before=round(100 * scores[one.code].value, 1),
            score_after=round(100 * one.score.value, 1),
            reasons=why_moved(scores[one.code], one.score),
        )
        for place, one in enumerate(new, 1)
    ]


def _facts(need: Need, programme: Programme) -> tuple[NeedFacts, list[Row]]:
    request = need.help_request
    matches = list(need.matches.all())
    left_out = {
        request.trust_id,
        *(trust.pk for trust in request.members.all()),
        *(trust.pk for trust in request.not_these.all()),
        *(match.helper_id for match in matches if match.status in TRIED),
    }
    live = (
        ExemplarDesignation.objects.filter(
            live_on(timezone.localdate()),
            programme=programme,
            trust__illustrative=request.trust.illustrative,
        )
        .exclude(trust__in=left_out)
        .exclude(vetoes__trust__in=[request.trust_id, *(m.pk for m in request.members.all())])
        .select_related("trust", "programme")
    )
    asked = Asked(
        trust=request.trust,
        area=need.area,
        text=request.problem,
        preferences=_preferences(need),
        measure=need.starting_measure,
        start=need.start,
    )
    facts, rows = scoring_queries.gather(asked, list(live))
    return facts, [row for row in rows if _is_open(row, request.help_kind, matches)]


def _preferences(need: Need) -> frozenset[str]:
    request = need.help_request
    chosen = {
        "near": request.prefer_near,
        "same_type": request.prefer_same_type,
        "same_system": request.prefer_same_system,
    }
    return frozenset(name for name, wanted in chosen.items() if wanted)


def _is_open(row: Row, help_kind: str, matches: list[Match]) -> bool:
    """True for an offer with a place left, or with the place that this need holds already."""
    if row.offer is None or row.places is None:
        return False
    held = any(match.offer_id == row.offer.pk and match.is_open for match in matches)
    if not row.places.left and not held:
        return False
    return not row.offer.help_offered or help_kind in row.offer.help_offered


def _ranked(facts: NeedFacts, rows: list[Row], chosen: Mapping[str, float]) -> list[_Scored]:
    """One entry a trust: its best offer, the earlier one where two are equal."""
    best: dict[str, _Scored] = {}
    for row in rows:
        one = _Scored(row, score(facts, row.facts, chosen))
        if one.score.parts[0].value <= 0:
            continue
        if one.code not in best or one.score.value > best[one.code].score.value:
            best[one.code] = one
    return ranked(best.values(), of=lambda one: (one.score, one.code))


def why_moved(before: Score, after: Score) -> tuple[str, ...]:
    """The parts whose new weight moved a score most, in the direction that it went.

    A part on which a pair stands above its own score lifts it when it counts for more.
    """
    change = after.value - before.value
    pulls = [
        ((now.weight - was.weight) * (was.value - before.value), was, now)
        for was, now in zip(before.parts, after.parts, strict=True)
    ]
    same_way = sorted((pull for pull in pulls if pull[0] * change > 1e-9), key=_by_strength)
    return tuple(
        f"{now.label} counts {100 * now.weight:.0f}% instead of {100 * was.weight:.0f}%: "
        f"{now.reason}"
        for _, was, now in same_way[:MOST_REASONS]
    )


def _by_strength(pull: tuple[float, object, object]) -> float:
    return -abs(pull[0])
