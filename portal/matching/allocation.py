"""Who gets which place when many ask at once: seeker-proposing deferred acceptance. Pure.

The unit of demand is a need (one trust in one area), of supply an offer with its places; the
exemplar's ceiling bounds all its offers together. Reserves belong to offers and are soft: a
reserved place that its trust type does not want goes to others. (Reserves of an exemplar across
its areas would make stable results impossible in some rounds.) The result is stable, and best
for the seekers among all stable results; no seeker gains by misstating its choices.

The proof of stability says who would rather have each other than what they got. It is written from
the definition of what an offer chooses, not from what the allocation does, so that it also judges
pairs that a person made. The order in which places are given is published with the programme.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass, field, replace
from math import inf
from typing import TypeVar

# A starting position that is not known is taken for the middle.
UNKNOWN = 0.5


def priority_of(fit: float, weakness: float | None, weight: float) -> float:
    """Fit plus `weight` times weakness: the share of like trusts that do better, 0 to 1."""
    return fit + weight * (UNKNOWN if weakness is None else weakness)


Key = tuple[float, float, str, str]


@dataclass(frozen=True, slots=True)
class Choice:
    """One offer a need would take; `priority` is what the offer's places go by, higher first."""

    offer: str
    priority: float
    fit: float = 0.0


@dataclass(frozen=True, slots=True)
class Seeker:
    """A need. `choices` stand in the seeker's own order; `asked` is its date, earlier goes first.

    `kind` is the trust type that reserves are kept for.
    """

    id: str
    choices: tuple[Choice, ...]
    kind: str = ""
    asked: str = ""


@dataclass(frozen=True)
class Supply:
    """An offer, its places, and the places that a trust type has first call on."""

    id: str
    exemplar: str
    places: int
    reserves: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Allocation:
    """`pairs` maps needs to offers. `refused` names, for each need, the offers that were filled."""

    pairs: Mapping[str, str]
    refused: Mapping[str, tuple[str, ...]]


class Market:
    """Seekers, offers and ceilings, checked and ready to be looked up."""

    def __init__(
        self,
        seekers: Iterable[Seeker],
        offers: Iterable[Supply],
        ceilings: Mapping[str, int],
    ) -> None:
        """Raises ValueError where a choice names no offer, or an id stands twice."""
        self.seekers = _by_id(seekers)
        self.offers = _by_id(offers)
        self.ceilings = ceilings
        for seeker in self.seekers.values():
            named = {choice.offer for choice in seeker.choices}
            if len(named) < len(seeker.choices):
                raise ValueError(f"{seeker.id} names an offer twice.")
            if not named <= self.offers.keys():
                raise ValueError(f"{seeker.id} names an offer that is not there.")

    def key(self, need: str, offer: str) -> Key:
        """The key of a need at an offer that it names."""
        seeker = self.seekers[need]
        return key_of(seeker, next(one for one in seeker.choices if one.offer == offer))

    def without(self, pinned: Mapping[str, str]) -> Market:
        """What is left to allocate when these pairs (need to offer) stand and keep their places.

        They fill the reserves of their kind first. Raises KeyError for a need or an offer that
        is not in the market.
        """
        kinds: dict[str, list[str]] = defaultdict(list)
        exemplars: Counter[str] = Counter()
        for need, offer in pinned.items():
            kinds[offer].append(self.seekers[need].kind)
            exemplars[self.offers[offer].exemplar] += 1
        return Market(
            (seeker for seeker in self.seekers.values() if seeker.id not in pinned),
            (_less(offer, Counter(kinds.get(offer.id, ()))) for offer in self.offers.values()),
            {one: max(0, ceiling - exemplars[one]) for one, ceiling in self.ceilings.items()},
        )

    def chosen(self, exemplar: str, applicants: Mapping[str, str]) -> set[str]:
        """The needs that an exemplar takes among these (need to offer): its choice function.

        This is the definition; `allocate` reaches the same one proposal at a time.
        """
        by_offer: dict[str, list[Key]] = defaultdict(list)
        for applicant, wanted in applicants.items():
            by_offer[wanted].append(self.key(applicant, wanted))
        # Within the ceiling, needs that fill a reserved place go before the others.
        kept: list[tuple[bool, Key]] = []
        for offer_id, keys in by_offer.items():
            reserved, others = self.split(self.offers[offer_id], keys)
            open_places = max(0, self.offers[offer_id].places - len(reserved))
            kept += [(False, key) for key in reserved]
            kept += [(True, key) for key in others[:open_places]]
        kept.sort()
        return {key[-1] for _, key in kept[: self.ceilings.get(exemplar, 0)]}

    def split(self, offer: Supply, keys: Iterable[Key]) -> tuple[list[Key], list[Key]]:
        """Those that fill the offer's reserved places, and the others; each best first."""
        left = dict(offer.reserves)
        reserved: list[Key] = []
        others: list[Key] = []
        for key in sorted(keys):
            kind = self.seekers[key[-1]].kind
            if left.get(kind, 0) > 0 and len(reserved) < offer.places:
                left[kind] -= 1
                reserved.append(key)
            else:
                others.append(key)
        return reserved, others


class _Desk:
    """What one offer holds while proposals come in; every list stands best first.

    `bar` is what most proposals fail at, in constant time: a first part of a key above it is
    sure to be refused. An offer with reserves has none.
    """

    __slots__ = ("bar", "others", "places", "reserved", "reserves")

    def __init__(self, offer: Supply) -> None:
        self.places = offer.places
        self.reserves = {kind: number for kind, number in offer.reserves.items() if number > 0}
        self.reserved: dict[str, list[Key]] = {kind: [] for kind in self.reserves}
        self.others: list[Key] = []
        self.set_bar()

    def set_bar(self) -> None:
        full = not self.reserved and len(self.others) >= self.places
        self.bar = (self.others[-1][0] if self.others else -inf) if full else inf

    def take(self, key: Key, kind: str) -> Key | None:
        """Take one more, and give back the one that is then too many."""
        own = self.reserved.get(kind)
        if own is None:
            insort(self.others, key)
        else:
            insort(own, key)
            if len(own) > self.reserves[kind]:
                insort(self.others, own.pop())
        room = self.places - sum(map(len, self.reserved.values()))
        if room < 0:
            return max((one for one in self.reserved.values() if one), key=_last).pop()
        return self.others.pop() if len(self.others) > room else None


class _Exemplar:
    """The offers of one exemplar, under its ceiling."""

    __slots__ = ("ceiling", "desks", "held")

    def __init__(self, ceiling: int) -> None:
        self.ceiling = ceiling
        self.desks: list[_Desk] = []
        self.held = 0

    def take(self, desk: _Desk, key: Key, kind: str) -> Key | None:
        """As `_Desk.take`, within the ceiling: reserved places are given up last."""
        out = desk.take(key, kind)
        if out is None and self.held >= self.ceiling:
            out = self._drop_last()
        elif out is None:
            self.held += 1
        desk.set_bar()
        return out

    def _drop_last(self) -> Key:
        full = [desk for desk in self.desks if desk.others]
        if full:
            worst = max(full, key=lambda desk: desk.others[-1])
            out = worst.others.pop()
            worst.set_bar()
            return out
        reserved = [own for desk in self.desks for own in desk.reserved.values() if own]
        return max(reserved, key=_last).pop()


def allocate(market: Market, *, pinned: Mapping[str, str] | None = None) -> Allocation:
    """The stable allocation that is best for the seekers.

    Pairs that are `pinned` (need to offer) stand as they are; the others share what is left.
    """
    if pinned:
        found = allocate(market.without(pinned))
        return replace(found, pairs=dict(sorted({**found.pairs, **pinned}.items())))
    exemplars = {one: _Exemplar(ceiling) for one, ceiling in market.ceilings.items()}
    desks = {}
    for offer in market.offers.values():
        exemplar = exemplars.setdefault(offer.exemplar, _Exemplar(0))
        desks[offer.id] = desk, exemplar = _Desk(offer), exemplar
        exemplar.desks.append(desk)
    next_choice = dict.fromkeys(market.seekers, 0)
    for first in sorted(market.seekers):
        waiting: str | None = first
        while waiting is not None:
            seeker = market.seekers[waiting]
            kind, choices, number = seeker.kind, seeker.choices, next_choice[waiting]
            waiting = None
            while number < len(choices):
                choice = choices[number]
                number += 1
                desk, exemplar = desks[choice.offer]
                if -choice.priority > desk.bar:
                    continue
                key = key_of(seeker, choice)
                out = exemplar.take(desk, key, kind)
                if out is key:
                    continue
                waiting = out[-1] if out is not None else None
                break
            else:
                # One past the end: refused by the last one too.
                number += 1
            next_choice[seeker.id] = number
    return _read(market, next_choice)


def _read(market: Market, next_choice: Mapping[str, int]) -> Allocation:
    """A need is held by the last offer it came to; those before refused it."""
    pairs, refused = {}, {}
    for need in sorted(market.seekers):
        choices, reached = market.seekers[need].choices, next_choice[need] - 1
        if reached < len(choices):
            pairs[need] = choices[reached].offer
        if reached > 0 and choices:
            refused[need] = tuple(choice.offer for choice in choices[:reached])
    return Allocation(pairs=pairs, refused=refused)


def key_of(seeker: Seeker, choice: Choice) -> Key:
    """What a need's place in the queue of an offer goes by: the smallest key goes first."""
    # Ties go by fit, then by who asked first, then by id: published, never by chance.
    return -choice.priority, -choice.fit, seeker.asked, seeker.id


def _last(keys: list[Key]) -> Key:
    return keys[-1]


def _less(offer: Supply, kinds: Counter[str]) -> Supply:
    if not kinds:
        return offer
    reserves = {kind: max(0, number - kinds[kind]) for kind, number in offer.reserves.items()}
    return replace(offer, places=max(0, offer.places - kinds.total()), reserves=reserves)


Item = TypeVar("Item", Seeker, Supply)


def _by_id(items: Iterable[Item]) -> dict[str, Item]:
    found: dict[str, Item] = {}
    for item in items:
        if item.id in found:
            raise ValueError(f"{item.id} stands twice.")
        found[item.id] = item
    return found


class _Bar:
    """What a need has to beat at an offer, given who holds its places; worked out once."""

    def __init__(self, market: Market, offer: Supply, keys: Iterable[Key]) -> None:
        reserved, self.others = market.split(offer, keys)
        self.room = max(0, offer.places - len(reserved))
        self.reserved = len(reserved)
        # Most needs fail at this: the first part of the key that has the last open place.
        full = not offer.reserves and len(self.others) >= self.room
        self.first = (self.others[self.room - 1][0] if self.room else -inf) if full else inf
        # The worst key within each reserve that is filled; None where a place of it is free.
        self.reserves: dict[str, Key | None] = {}
        for kind, number in offer.reserves.items():
            own = [key for key in reserved if market.seekers[key[-1]].kind == kind]
            if number > 0:
                self.reserves[kind] = own[-1] if len(own) >= number else None

    def is_sure_to_refuse(self, key: Key, kind: str) -> bool:
        if kind in self.reserves:
            worst = self.reserves[kind]
            if worst is None or key < worst:
                return False
        return bisect_left(self.others, key) >= self.room


def blocking_pairs(
    market: Market, pairs: Mapping[str, str], *, settled: Container[str] = ()
) -> list[tuple[str, str]]:
    """Each need and offer that would both rather have each other: none in a stable allocation.

    Needs that are `settled` hold their places and want no other.
    """
    held: dict[str, dict[str, str]] = defaultdict(dict)
    keys: dict[str, list[Key]] = defaultdict(list)
    for need, offer in pairs.items():
        held[market.offers[offer].exemplar][need] = offer
        keys[offer].append(market.key(need, offer))
    bars = {one.id: _Bar(market, one, keys.get(one.id, ())) for one in market.offers.values()}
    reserved: Counter[str] = Counter()
    others: dict[str, list[Key]] = defaultdict(list)
    for offer, bar in bars.items():
        reserved[market.offers[offer].exemplar] += bar.reserved
        others[market.offers[offer].exemplar] += bar.others[: bar.room]
    for queue in others.values():
        queue.sort()
    found = []
    for need, seeker in sorted(market.seekers.items()):
        if need in settled:
            continue
        mine = pairs.get(need)
        home = market.offers[mine].exemplar if mine is not None else None
        for choice in seeker.choices:
            if mine == choice.offer:
                break
            exemplar = market.offers[choice.offer].exemplar
            if exemplar != home:
                bar = bars[choice.offer]
                if -choice.priority > bar.first:
                    continue
                key = key_of(seeker, choice)
                if bar.is_sure_to_refuse(key, seeker.kind):
                    continue
                ahead = reserved[exemplar] + bisect_left(others[exemplar], key)
                if seeker.kind not in bar.reserves and ahead >= market.ceilings.get(exemplar, 0):
                    continue
            if need in market.chosen(exemplar, {**held[exemplar], need: choice.offer}):
                found.append((need, choice.offer))
    return found
