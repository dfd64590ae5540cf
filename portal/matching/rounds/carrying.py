"""The broker's own choices go on from a run of a round that was not sent to the next one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from portal.accounts import audit
from portal.matching import policies
from portal.matching.choices import RunStatus
from portal.matching.models import AllocationRun, RunOverride
from portal.matching.rounds.overriding import NOT_LISTED, Overlay
from portal.matching.rounds.values import RoundInputs, from_json


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
