"""The proof of a round: who would rather have each other than what they got. Pure.

Written from the definition of what an offer chooses, not from what the allocation keeps, so that
it also judges pairs that a person made.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Mapping
from math import inf

from portal.matching.allocation import Key, Market, Supply, key_of


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
