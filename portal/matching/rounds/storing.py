"""A round's result as it is stored with the run: every page of a run is drawn from this alone."""

from __future__ import annotations

from typing import Any

from portal.matching.rounds import max_fit
from portal.matching.rounds.choosing import Scores
from portal.matching.rounds.refusing import Refusal
from portal.matching.rounds.running import RoundResult
from portal.matching.rounds.values import RoundInputs
from portal.matching.scoring import as_rows


def as_json(result: RoundResult, inputs: RoundInputs, scores: Scores) -> dict[str, Any]:
    """Pairs with their reasons, who got nobody and why, and the proof."""
    needs = {need.key: need for need in inputs.needs}
    offers = {offer.key: offer for offer in inputs.offers}
    pairs = [
        {
            "need": pair.need,
            "trust": needs[pair.need].trust,
            "trust_name": needs[pair.need].name,
            "area": needs[pair.need].area,
            "offer": pair.offer,
            "exemplar": offers[pair.offer].exemplar,
            "exemplar_name": offers[pair.offer].name,
            "offer_area": offers[pair.offer].area,
            "choice": pair.choice,
            "choices": pair.choices,
            "score": round(pair.fit, 6),
            "confidence": round(pair.confidence, 6),
            "priority": round(pair.priority, 6),
            "refused_by": _refusals(pair.refusals),
            "parts": as_rows(scores[pair.need, pair.offer]),
        }
        for pair in result.pairs
    ]
    unmatched = [
        {
            "need": one.need,
            "trust": needs[one.need].trust,
            "trust_name": needs[one.need].name,
            "area": needs[one.need].area,
            "code": one.code,
            "reason": one.reason,
            "refused_by": _refusals(one.refusals),
        }
        for one in result.unmatched
    ]
    return {
        "pairs": pairs,
        "unmatched": unmatched,
        "blocking_pairs": _listed(result.blocking),
        "held_back": _listed(result.held_back),
        "max_fit": max_fit.compared(inputs, result.by_need),
        "seconds": round(result.seconds, 4),
    }


def _refusals(found: tuple[Refusal, ...]) -> list[dict[str, str]]:
    return [{"offer": one.offer, "cause": one.cause.value, "reason": one.reason} for one in found]


def _listed(pairs: tuple[tuple[str, str], ...]) -> list[dict[str, str]]:
    return [{"need": need, "offer": offer} for need, offer in pairs]
