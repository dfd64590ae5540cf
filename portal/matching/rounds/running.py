"""Allocating a round: who gets whom, who gets nobody, and why. Pure."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from portal.matching.allocation import Market, allocate
from portal.matching.choices import NoPartner
from portal.matching.rounds.values import (
    RoundInputs,
    RoundNeed,
    RoundOffer,
    market_of,
    pinned_pairs,
)
from portal.matching.stability import blocking_pairs


@dataclass(frozen=True)
class Refusal:
    """An offer that refused a need, and why, in a sentence."""

    offer: str
    reason: str


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
    words = _Words(inputs, left, fresh)
    pairs, unmatched = [], []
    for need in sorted(inputs.needs, key=lambda one: one.key):
        refused = found.refused.get(need.key, ())
        refusals = tuple(Refusal(offer, words.refusal(need, offer)) for offer in refused)
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


class _Words:
    """Why a need was refused, from who got the places."""

    def __init__(self, inputs: RoundInputs, left: Market, pairs: Mapping[str, str]) -> None:
        self.inputs = inputs
        self.left = left
        self.offers = {offer.key: offer for offer in inputs.offers}
        self.lowest: dict[str, float] = {}
        for need, offer in pairs.items():
            self._note(offer, -left.key(need, offer)[0])
            self._note(left.offers[offer].exemplar, -left.key(need, offer)[0])
        self.taken = Counter(pairs.values())

    def _note(self, name: str, priority: float) -> None:
        self.lowest[name] = min(priority, self.lowest.get(name, priority))

    def has_place(self, offer: str) -> bool:
        """True if the offer had a place to give in this round."""
        supply = self.left.offers[offer]
        return supply.places > 0 and self.left.ceilings[supply.exemplar] > 0

    def refusal(self, need: RoundNeed, key: str) -> str:
        offer = self.offers[key]
        if not self.has_place(key):
            return f"{offer.name} has no place free in this round."
        full = self.taken[key] >= self.left.offers[key].places
        lowest = self.lowest[key if full else offer.exemplar]
        fit = next(one.fit for one in need.choices if one.offer == key)
        mine = self.inputs.priority(fit, need.weakness)
        whose = "" if full else f" {offer.name} takes no more followers in all."
        if lowest < mine:
            return f"A place went to a trust type that places are reserved for.{whose}"
        if f"{lowest:.3f}" == f"{mine:.3f}":
            return f"{NoPartner.FILLED.label}, or with equal priority and an earlier date.{whose}"
        return (
            f"{NoPartner.FILLED.label}: {lowest:.3f} and above, and this need has {mine:.3f}."
            f"{whose}"
        )

    def nobody(self, need: RoundNeed) -> tuple[str, str]:
        """The code and the sentence for a need that gets nobody."""
        if not need.choices:
            return need.code, need.why
        if not any(self.has_place(one.offer) for one in need.choices):
            return NoPartner.NO_PLACE.value, f"{NoPartner.NO_PLACE.label}."
        number = len(need.choices)
        exemplars = "one exemplar that fits" if number == 1 else f"{number} exemplars that fit"
        return NoPartner.FILLED.value, f"{NoPartner.FILLED.label}: {exemplars}, all full."


def offer_name(offer: RoundOffer) -> str:
    """An offer in words."""
    return f"{offer.name}: {offer.area_name}"
