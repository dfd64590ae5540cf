"""The broker's own choices, laid over a round as it was computed. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from functools import cached_property

from django.core.exceptions import ValidationError

from portal.matching.allocation import Market
from portal.matching.rounds.refusing import Refusals
from portal.matching.rounds.values import RoundInputs, market_of, pinned_pairs
from portal.matching.stability import blocking_pairs

Pairs = tuple[tuple[str, str], ...]
# What an override may overrule, as it is stored with it.
NOT_LISTED, FULL = "not-listed", "full"


class Overlay:
    """A round's pairs with the overrides laid over them; looked at again for each change."""

    def __init__(
        self, inputs: RoundInputs, computed: Mapping[str, str], overrides: Mapping[str, str]
    ) -> None:
        """`overrides` maps needs to offers; a blank offer gives the need nobody."""
        self.inputs = inputs
        self.overrides = overrides
        self.market: Market = self._market(overrides)
        changed = {**computed, **overrides}
        self.pairs = {need: offer for need, offer in changed.items() if offer}
        self._trusts = {need.key: need.trust for need in inputs.needs}
        self._lists = {need.key: {one.offer for one in need.choices} for need in inputs.needs}

    def _market(self, given: Mapping[str, str]) -> Market:
        return market_of(self.inputs, given).without(pinned_pairs(self.inputs))

    @cached_property
    def _before(self) -> frozenset[tuple[str, str]]:
        return frozenset(self.blocking())

    @cached_property
    def refusals(self) -> Refusals:
        """Why each need does not have an offer, as things stand."""
        return Refusals(self.inputs, self.market, self.pairs, self.overrides)

    def blocking(self) -> Pairs:
        """The pairs that would rather have each other, as things stand."""
        return tuple(blocking_pairs(self.market, self.pairs))

    def with_change(self, need: str, offer: str) -> dict[str, str]:
        """The pairs if this need got this offer, or nobody where it is blank."""
        found = {**self.pairs, need: offer}
        return {one: theirs for one, theirs in found.items() if theirs}

    def made_by(self, need: str, offer: str) -> Pairs:
        """The blocking pairs that a change would add."""
        before = self._before
        market = self.market
        if offer and offer not in self._lists[need]:
            market = self._market({**self.overrides, need: offer})
        after = blocking_pairs(market, self.with_change(need, offer))
        return tuple(pair for pair in after if pair not in before)

    def check_change(self, need: str, offer: str) -> None:
        """Raise ValidationError where nobody may change it so: all else may be overruled."""
        if need not in self._trusts:
            raise ValidationError("This need is not in the round.")
        if not offer:
            return
        if offer not in self.market.offers:
            raise ValidationError({"offer": "Choose an exemplar of this programme."})
        if self.market.offers[offer].exemplar == self._trusts[need]:
            raise ValidationError({"offer": "A trust cannot help itself. Choose another."})

    def overrules(self, need: str, offer: str) -> list[str]:
        """The rules of the round that this change would overrule."""
        if not offer:
            return []
        found = [] if offer in self._lists[need] else [NOT_LISTED]
        return found if self.has_room(need, offer) else [*found, FULL]

    def check_room(self, need: str, offer: str) -> None:
        """Raise ValidationError where the offer has no place left for the need."""
        if not self.has_room(need, offer):
            name = next(one.name for one in self.inputs.offers if one.key == offer)
            raise ValidationError(
                {
                    "offer": f"{name} has no place left in this round. Give one of the needs "
                    "that hold its places to another exemplar first, or to nobody."
                }
            )

    def has_room(self, need: str, offer: str) -> bool:
        """True if the offer, and its exemplar in all, could take the need as things stand."""
        exemplar = self.market.offers[offer].exemplar
        taken = Counter(self.with_change(need, offer).values())
        in_all = sum(
            number for one, number in taken.items() if self.market.offers[one].exemplar == exemplar
        )
        within = taken[offer] <= self.market.offers[offer].places
        return within and in_all <= self.market.ceilings[exemplar]
