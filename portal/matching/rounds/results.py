"""The result of a round: who gets whom, who gets nobody, and why. Pure.

Why a need got no offer is worked out from the pairs as they are in the result, the programme
manager's own choices among them, and not from the steps of the allocation.
"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from portal.matching.allocation import Key, Market, Seeker, Supply, allocate, blocking_pairs
from portal.matching.choices import NoPartner
from portal.matching.rounds.values import (
    RoundInputs,
    RoundNeed,
    market_of,
    pinned_pairs,
)


class Ahead(StrEnum):
    """Why another need holds a place that this one did not get."""

    PRIORITY = "priority"
    FIT = "fit"
    DATE = "date"
    NUMBER = "number"
    RESERVE = "reserve"
    CHOSEN = "chosen"


class Cause(StrEnum):
    """Why an offer did not come to a need. `IN_ALL` is the limit of the exemplar over all areas."""

    NO_PLACES = "no-places"
    STANDING = "standing"
    STANDING_IN_ALL = "standing-in-all"
    TAKEN = "taken"
    TAKEN_IN_ALL = "taken-in-all"
    LEFT_FREE = "left-free"


WAS_THERE = (Cause.TAKEN, Cause.TAKEN_IN_ALL, Cause.LEFT_FREE)
WORDS = {
    Ahead.FIT: "equal priority and a better fit",
    Ahead.DATE: "equal priority and fit, asked earlier",
    Ahead.NUMBER: "equal priority, fit and date, entered earlier",
    Ahead.RESERVE: "a trust type that places are reserved for",
    Ahead.CHOSEN: "the programme manager’s choice",
}


@dataclass(frozen=True)
class Holder:
    """A need that holds a place, its priority there, and why it goes before the one refused."""

    need: str
    priority: float
    ahead: Ahead


@dataclass(frozen=True)
class Refusal:
    """An offer that a need did not get: the cause, who holds the places, and the sentence.

    `mine` is the priority that the need has there. The sentence names no other trust that asks.
    """

    offer: str
    cause: Cause
    holders: tuple[Holder, ...]
    mine: float
    reason: str


class Refusals:
    """The reasons of one round as its pairs stand."""

    def __init__(
        self,
        inputs: RoundInputs,
        left: Market,
        pairs: Mapping[str, str],
        chosen: Mapping[str, str] | None = None,
    ) -> None:
        """`left` is the market without the pairs that stand; `chosen` are the overrides.

        Overrides map needs to offers, a blank one gives the need nobody.
        """
        self.inputs = inputs
        self.left = left
        self.pairs = pairs
        self.chosen = chosen or {}
        self.offers = {offer.key: offer for offer in inputs.offers}
        self.standing = [pair.offer for pair in inputs.pinned]
        self.holders: dict[str, list[str]] = defaultdict(list)
        for need, offer in sorted(pairs.items()):
            self.holders[offer].append(need)

    def refusal(self, need: RoundNeed, key: str) -> Refusal:
        """Why this need does not have this offer of its list."""
        supply, seeker = self.left.offers[key], self.left.seekers[need.key]
        mine = self.left.key(need.key, key)
        cause, names = self._cause(supply, need.key)
        reserved = {
            one for offer in {self.pairs[n] for n in names} for one in self._reserved(offer)
        }
        holders = tuple(
            Holder(name, -self._key(name)[0], self._ahead(name, key, mine, seeker, reserved))
            for name in names
        )
        return Refusal(key, cause, holders, -mine[0], self._sentence(key, cause, holders, -mine[0]))

    def _cause(self, supply: Supply, need: str) -> tuple[Cause, list[str]]:
        """The cause, with the needs that hold the places where it is they."""
        if not self.offers[supply.id].places:
            return Cause.NO_PLACES, []
        if supply.places < 1:
            return Cause.STANDING, []
        ceiling = self.left.ceilings[supply.exemplar]
        if ceiling < 1:
            return Cause.STANDING_IN_ALL, []
        here = [one for one in self.holders[supply.id] if one != need]
        if len(here) >= supply.places:
            return Cause.TAKEN, here
        in_all = [
            one
            for offer, names in self.holders.items()
            if self.left.offers[offer].exemplar == supply.exemplar
            for one in names
            if one != need
        ]
        if len(in_all) >= ceiling:
            return Cause.TAKEN_IN_ALL, in_all
        return Cause.LEFT_FREE, []

    def _key(self, need: str) -> Key:
        return self.left.key(need, self.pairs[need])

    def _reserved(self, offer: str) -> set[str]:
        keys = [self._key(need) for need in self.holders[offer]]
        reserved, _ = self.left.split(self.left.offers[offer], keys)
        return {key[-1] for key in reserved}

    def _ahead(self, name: str, offer: str, mine: Key, seeker: Seeker, reserved: set[str]) -> Ahead:
        if self.chosen.get(name) == self.pairs[name]:
            return Ahead.CHOSEN
        theirs = self._key(name)
        if theirs < mine:
            differs = next(n for n, (a, b) in enumerate(zip(theirs, mine, strict=True)) if a != b)
            return (Ahead.PRIORITY, Ahead.FIT, Ahead.DATE, Ahead.NUMBER)[differs]
        # A place reserved for its own type, in the same offer, would have gone to this need.
        for_both = self.pairs[name] == offer and self.left.seekers[name].kind == seeker.kind
        if name in reserved and not for_both:
            return Ahead.RESERVE
        # Nothing of the rules puts it first: a choice of the programme manager moved this need.
        return Ahead.CHOSEN

    def _sentence(self, key: str, cause: Cause, holders: tuple[Holder, ...], mine: float) -> str:
        offer = self.offers[key]
        if cause == Cause.NO_PLACES:
            return f"{offer.name} offers no place here now."
        if cause == Cause.STANDING:
            held = self.standing.count(key)
            return (
                f"{offer.name} has no place free in this round: its {_counted(held, 'place')} "
                f"{'is' if held == 1 else 'are'} held by pairs from before."
            )
        if cause == Cause.STANDING_IN_ALL:
            return (
                f"{offer.name} takes no more followers in all: its {offer.ceiling} "
                f"{'is' if offer.ceiling == 1 else 'are'} from before this round."
            )
        if cause == Cause.LEFT_FREE:
            return f"{offer.name} has a place that the programme manager’s choices left free."
        went = (
            f"{_counted(len(holders), 'place').capitalize()} of {offer.name} went to"
            if cause == Cause.TAKEN
            else f"{offer.name} takes no more followers in all: {_counted(len(holders), 'place')} "
            "went to"
        )
        return f"{went} {_joined(list(_ahead_words(holders, mine)))}."

    def nobody(self, need: RoundNeed) -> tuple[str, str]:
        """The code (a `NoPartner`) and the sentence for a need that gets nobody."""
        if need.key in self.chosen:
            return NoPartner.DECIDED.value, DECIDED
        if not need.choices:
            return need.code, need.why
        found = [self.refusal(need, one.offer) for one in need.choices]
        number = len(found)
        fit = "One exemplar fits" if number == 1 else f"{number} exemplars fit"
        if not any(one.cause in WAS_THERE for one in found):
            return NoPartner.NO_PLACE.value, f"{fit}, and none had a place free in this round."
        if all(one.cause == Cause.LEFT_FREE for one in found if one.cause in WAS_THERE):
            return NoPartner.DECIDED.value, f"{fit}. {LEFT_FREE}"
        ways = {holder.ahead for one in found for holder in one.holders}
        words = [
            f"needs with {WORDS[one]}" if one in BY_QUEUE else WORDS[one]
            for one in Ahead
            if one in ways and one != Ahead.PRIORITY
        ]
        if Ahead.PRIORITY in ways:
            words.insert(0, "needs with higher priority")
        code = NoPartner.GIVEN_ON if ways == {Ahead.CHOSEN} else NoPartner.FILLED
        free = f" {LEFT_FREE}" if any(one.cause == Cause.LEFT_FREE for one in found) else ""
        return code.value, f"{fit}, and the places went to {_joined(words)}.{free}"


DECIDED = "The programme manager decided that this need gets no partner in this round."
LEFT_FREE = "The programme manager’s choices left a place free."
BY_QUEUE = (Ahead.FIT, Ahead.DATE, Ahead.NUMBER)


def _ahead_words(holders: Iterable[Holder], mine: float) -> Iterable[str]:
    """Each way of going first, with how many went that way; priorities with their numbers."""
    by_way: dict[Ahead, list[Holder]] = defaultdict(list)
    for one in holders:
        by_way[one.ahead].append(one)
    for way in Ahead:
        rows = by_way.get(way)
        if not rows:
            continue
        count = _counted(len(rows), "need")
        if way == Ahead.PRIORITY:
            yield f"{count} with higher priority: {_compared(min(r.priority for r in rows), mine)}"
        elif way == Ahead.CHOSEN:
            yield f"{count} by {WORDS[way]}"
        elif way == Ahead.RESERVE:
            yield f"{count} of {WORDS[way]}"
        else:
            yield f"{count} with {WORDS[way]}"


def _compared(lowest: float, mine: float) -> str:
    """The two priorities with as many digits as it takes to tell them apart."""
    for digits in (3, 6, 9):
        if f"{lowest:.{digits}f}" != f"{mine:.{digits}f}":
            return f"{lowest:.{digits}f} and above, and this need has {mine:.{digits}f}"
    return "by less than a billionth"


def _counted(number: int, word: str) -> str:
    return f"{number} {word}{'' if number == 1 else 's'}"


def _joined(words: list[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


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
