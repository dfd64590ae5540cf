"""The broker's own choices, laid over a round as it was computed, and kept from run to run."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from functools import cached_property
from typing import Any

from django.core.exceptions import ValidationError

from portal.accounts import audit
from portal.matching import policies
from portal.matching.allocation import Market, blocking_pairs
from portal.matching.choices import RunStatus
from portal.matching.models import AllocationRun, RunOverride
from portal.matching.rounds.results import Refusals
from portal.matching.rounds.values import RoundInputs, from_json, market_of, pinned_pairs

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


def draft_before(run: AllocationRun) -> AllocationRun | None:
    """The last run of the same round before this one that was neither sent nor put aside."""
    rows = AllocationRun.objects.filter(
        round=run.round_id, trial=False, status=RunStatus.DRAFT, pk__lt=run.pk
    )
    return rows.order_by("-pk").first()


def carry_over(run: AllocationRun, inputs: RoundInputs, computed: Mapping[str, str]) -> None:
    """Lay the overrides of the draft before over a run that was just computed.

    Each keeps its reason, its author and its day; what it upsets is worked out anew. One that
    the round no longer allows is left out, and the run keeps a sentence that says why.
    """
    before = draft_before(run)
    found = list(before.overrides.select_related("by")) if before is not None else []
    if before is None or not found:
        return
    kept, laid = _kept(found, inputs, computed)
    for one, blocking in kept:
        made = RunOverride.objects.create(
            run=run,
            need_key=one.need_key,
            offer_key=one.offer_key,
            reason=one.reason,
            blocking=blocking,
            overrules=one.overrules,
            by=one.by,
        )
        # The day is that of the choice, not of the run that repeats it.
        RunOverride.objects.filter(pk=made.pk).update(at=one.at)
    overlay = Overlay(inputs, computed, laid)
    left = [one for one in found if one.need_key not in laid]
    run.result["not_kept"] = [_not_kept(one, from_json(before.inputs), overlay) for one in left]
    run.save(update_fields=["result"])
    audit.record(
        by=run.by, action="round.carried_over", subject=run, kept=len(kept), not_kept=len(left)
    )


def _kept(
    found: list[RunOverride], inputs: RoundInputs, computed: Mapping[str, str]
) -> tuple[list[tuple[RunOverride, list[dict[str, str]]]], dict[str, str]]:
    """Those that are allowed, each with what it upsets; and all of them, need to offer.

    One may need the place that another frees, whichever was made first.
    """
    waiting, kept, laid = list(found), [], dict[str, str]()
    while True:
        overlay = Overlay(inputs, computed, laid)
        one = next(
            (o for o in waiting if _still_allowed(o, overlay)),
            None,
        )
        if one is None:
            return kept, laid
        upset = overlay.made_by(one.need_key, one.offer_key)
        kept.append((one, [{"need": need, "offer": offer} for need, offer in upset]))
        laid[one.need_key] = one.offer_key
        waiting.remove(one)


def _still_allowed(one: RunOverride, overlay: Overlay) -> bool:
    """True where it overrules nothing that the programme manager did not overrule then."""
    change = (one.need_key, one.offer_key)
    if not policies.allowed(overlay.check_change, *change):
        return False
    return set(overlay.overrules(*change)) <= set(one.overrules)


def _not_kept(one: RunOverride, before: RoundInputs, overlay: Overlay) -> dict[str, Any]:
    """What was chosen, in names, with its reason, and why it cannot stand now."""
    need = next(need for need in before.needs if need.key == one.need_key)
    offer = next((offer.name for offer in before.offers if offer.key == one.offer_key), "nobody")
    return {
        "name": need.name,
        "area_name": need.area_name,
        "offer": offer,
        "reason": one.reason,
        "because": _because(one, overlay),
    }


def _because(one: RunOverride, overlay: Overlay) -> str:
    if one.need_key not in overlay.market.seekers:
        return "this request is no longer in the round"
    if one.offer_key not in overlay.market.offers:
        return "this exemplar is no longer in the round"
    if NOT_LISTED in set(overlay.overrules(one.need_key, one.offer_key)) - set(one.overrules):
        return "this exemplar is no longer one that it could get"
    return "this exemplar has no place left in the round"
