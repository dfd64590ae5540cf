"""Who gets which place when many ask at once: seeker-proposing deferred acceptance. Pure.

The unit of demand is a need (one trust in one area), of supply an offer with its places; the
exemplar's ceiling bounds all its offers together. Reserves belong to offers and are soft: a
reserved place that its trust type does not want goes to others. (Reserves of an exemplar across
its areas would make stable results impossible in some rounds.) The result is stable, and best
for the seekers among all stable results; no seeker gains by misstating its choices.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar


@dataclass(frozen=True)
class Choice:
    """One offer a need would take; `priority` is what the offer's places go by, higher first."""

    offer: str
    priority: float
    fit: float = 0.0


@dataclass(frozen=True)
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
        self.order: dict[tuple[str, str], tuple[float, float, str, str]] = {}
        for seeker in self.seekers.values():
            for choice in seeker.choices:
                if choice.offer not in self.offers:
                    raise ValueError(f"{seeker.id} names an offer that is not there.")
                if (seeker.id, choice.offer) in self.order:
                    raise ValueError(f"{seeker.id} names {choice.offer} twice.")
                # Ties go by fit, then by who asked first, then by id: published, never by chance.
                self.order[seeker.id, choice.offer] = (
                    -choice.priority,
                    -choice.fit,
                    seeker.asked,
                    seeker.id,
                )

    def chosen(self, exemplar: str, applicants: Mapping[str, str]) -> set[str]:
        """The needs that an exemplar takes among these (need to offer): its choice function."""
        by_offer: dict[str, list[str]] = defaultdict(list)
        for applicant, wanted in applicants.items():
            by_offer[wanted].append(applicant)
        # Within the ceiling, needs that fill a reserved place go before the others.
        kept: list[tuple[bool, tuple[float, float, str, str], str]] = []
        for offer_id, needs in by_offer.items():
            offer = self.offers[offer_id]
            needs = [need for _, need in sorted((self.order[n, offer_id], n) for n in needs)]
            reserved = self._reserved(offer, needs)
            others = [need for need in needs if need not in reserved]
            open_places = max(0, offer.places - len(reserved))
            for need in [*reserved, *others[:open_places]]:
                kept.append((need not in reserved, self.order[need, offer_id], need))
        kept.sort()
        return {need for _, _, need in kept[: self.ceilings.get(exemplar, 0)]}

    def _reserved(self, offer: Supply, needs: Sequence[str]) -> set[str]:
        """The needs, best first, that fill the offer's reserved places."""
        left = dict(offer.reserves)
        taken: set[str] = set()
        for need in needs:
            kind = self.seekers[need].kind
            if left.get(kind, 0) > 0 and len(taken) < offer.places:
                left[kind] -= 1
                taken.add(need)
        return taken


def allocate(market: Market) -> Allocation:
    """The stable allocation that is best for the seekers."""
    held: dict[str, dict[str, str]] = defaultdict(dict)
    next_choice = dict.fromkeys(market.seekers, 0)
    refused: dict[str, list[str]] = defaultdict(list)
    free = deque(sorted(market.seekers))
    while free:
        need = free.popleft()
        choices = market.seekers[need].choices
        if next_choice[need] == len(choices):
            continue
        offer = choices[next_choice[need]].offer
        next_choice[need] += 1
        exemplar = market.offers[offer].exemplar
        applicants = {**held[exemplar], need: offer}
        kept = market.chosen(exemplar, applicants)
        for loser in sorted(applicants.keys() - kept):
            refused[loser].append(applicants[loser])
            free.append(loser)
        held[exemplar] = {one: applicants[one] for one in applicants if one in kept}
    pairs = {need: offer for theirs in held.values() for need, offer in theirs.items()}
    return Allocation(
        pairs=dict(sorted(pairs.items())),
        refused={need: tuple(offers) for need, offers in sorted(refused.items())},
    )


def blocking_pairs(market: Market, pairs: Mapping[str, str]) -> list[tuple[str, str]]:
    """Each need and offer that would both rather have each other: none in a stable allocation."""
    held: dict[str, dict[str, str]] = defaultdict(dict)
    for need, offer in pairs.items():
        held[market.offers[offer].exemplar][need] = offer
    found = []
    for need, seeker in sorted(market.seekers.items()):
        for choice in seeker.choices:
            if pairs.get(need) == choice.offer:
                break
            exemplar = market.offers[choice.offer].exemplar
            if need in market.chosen(exemplar, {**held[exemplar], need: choice.offer}):
                found.append((need, choice.offer))
    return found


Item = TypeVar("Item", Seeker, Supply)


def _by_id(items: Iterable[Item]) -> dict[str, Item]:
    found: dict[str, Item] = {}
    for item in items:
        if item.id in found:
            raise ValueError(f"{item.id} stands twice.")
        found[item.id] = item
    return found
