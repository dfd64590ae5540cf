"""Allocating a round: who gets whom, who gets nobody, and why. Pure."""

from __future__ import annotations

import time
from dataclasses import dataclass

from portal.matching.allocation import allocate
from portal.matching.rounds.refusing import Refusal, Refusals
from portal.matching.rounds.values import (
    RoundInputs,
    market_of,
    pinned_pairs,
)
from portal.matching.stability import blocking_pairs


@dataclass(frozen=True)
class RoundPair:
    """A need and its offer. `choice` counts from 1 among the need's `choices`."""

    need: str
    offer: str
    choice: int
    choices: int
    fit: float
    confidence: float
    priority: float
    refusals: tuple[Refusal, ...]


@dataclass(frozen=True)
class Unmatched:
    """A need without a partner: `code` is a `NoPartner`, `reason` says it in a sentence."""

    need: str
    code: str
    reason: str
    refusals: tuple[Refusal, ...]


@dataclass(frozen=True)
class RoundResult:
    """`blocking` must be empty: it is the proof. `held_back` names needs that a pair which
    stands keeps from an offer, each with that offer."""

    pairs: tuple[RoundPair, ...]
    unmatched: tuple[Unmatched, ...]
    blocking: tuple[tuple[str, str], ...]
    held_back: tuple[tuple[str, str], ...]
    seconds: float

    @property
    def by_need(self) -> dict[str, str]:
        return {pair.need: pair.offer for pair in self.pairs}


def compute(inputs: RoundInputs) -> RoundResult:
    """The round: the stable pairs that are best for those who ask, with their proof."""
    begun = time.perf_counter()
    market, pinned = market_of(inputs), pinned_pairs(inputs)
    found = allocate(market, pinned=pinned)
    left = market.without(pinned)
    fresh = {need: offer for need, offer in found.pairs.items() if need not in pinned}
    blocking = blocking_pairs(left, fresh)
    held_back = blocking_pairs(market, found.pairs, settled=pinned)
    seconds = time.perf_counter() - begun
    words = Refusals(inputs, left, fresh)
    pairs, unmatched = [], []
    for need in sorted(inputs.needs, key=lambda one: one.key):
        refused = found.refused.get(need.key, ())
        refusals = tuple(words.refusal(need, offer) for offer in refused)
        if need.key in fresh:
            number = len(refused)
            choice = need.choices[number]
            pairs.append(
                RoundPair(
                    need=need.key,
                    offer=choice.offer,
                    choice=number + 1,
                    choices=len(need.choices),
                    fit=choice.fit,
                    confidence=choice.confidence,
                    priority=round(inputs.priority(choice.fit, need.weakness), 9),
                    refusals=refusals,
                )
            )
        else:
            code, reason = words.nobody(need)
            unmatched.append(Unmatched(need.key, code, reason, refusals))
    return RoundResult(tuple(pairs), tuple(unmatched), tuple(blocking), tuple(held_back), seconds)
