"""What the rounds that were sent did with a need: for those who ask, and the broker."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from portal.matching import policies
from portal.matching.choices import RunStatus
from portal.matching.models import AllocationRun, Need, Programme, Round
from portal.matching.round_list import need_key
from portal.matching.rounds import commands
from portal.matching.rounds.overriding import Overlay

SHOWN = 3


@dataclass(frozen=True)
class RoundTaken:
    """One round that a need was in.

    `others` are the other needs that wanted one of the same exemplars, `exemplars` those that
    fitted this one, `outcome` what came of it, `reasons` why not each exemplar that it did not
    get. No sentence names another trust that asks.
    """

    run: AllocationRun
    round: Round
    sent_on: date
    others: int
    exemplars: int
    outcome: str
    reasons: list[str]


def rounds_taken_by(need: Need) -> list[RoundTaken]:
    """The last rounds that were sent with this need in them, the latest first."""
    if not need.help_request.brokered:
        return []
    found = []
    for run in _sent_since(need):
        taken = _taken(run, need_key(need))
        if taken is not None:
            found.append(taken)
        if len(found) == SHOWN:
            break
    return found


def _sent_since(need: Need) -> list[AllocationRun]:
    """The runs that could have had the need in them, the latest first."""
    own = Programme.objects.filter(policies.programmes_named_or_inside(need))
    runs = AllocationRun.objects.filter(
        programme__in=own, status=RunStatus.SENT, sent_at__gte=need.help_request.created_at
    )
    return list(runs.select_related("round__programme").order_by("-sent_at", "-pk")[: 2 * SHOWN])


def _taken(run: AllocationRun, key: str) -> RoundTaken | None:
    laid = commands.overlay_of(run)
    need = next((one for one in laid.inputs.needs if one.key == key), None)
    if need is None or run.round is None or run.sent_at is None:
        return None
    mine = {choice.offer for choice in need.choices}
    others = [
        one
        for one in laid.inputs.needs
        if one.key != key and any(choice.offer in mine for choice in one.choices)
    ]
    return RoundTaken(
        run=run,
        round=run.round,
        sent_on=timezone.localdate(run.sent_at),
        others=len(others),
        exemplars=len(mine),
        outcome=_outcome(laid, key),
        reasons=_reasons(laid, key),
    )


def _outcome(laid: Overlay, key: str) -> str:
    need = next(one for one in laid.inputs.needs if one.key == key)
    got = laid.pairs.get(key)
    if got is None:
        return laid.refusals.nobody(need)[1]
    name = next(offer.name for offer in laid.inputs.offers if offer.key == got)
    if laid.overrides.get(key) == got:
        return f"The programme manager chose {name} for it."
    number = next(n for n, one in enumerate(need.choices, 1) if one.offer == got)
    if len(need.choices) == 1:
        return f"It got {name}, the one exemplar that fits."
    return f"It got {name}, number {number} of {len(need.choices)} by fit."


def _reasons(laid: Overlay, key: str) -> list[str]:
    """Why not each exemplar of its list that fits better than the one it got, or any."""
    need = next(one for one in laid.inputs.needs if one.key == key)
    if key in laid.overrides:
        return []
    found = []
    for choice in need.choices:
        if choice.offer == laid.pairs.get(key):
            break
        found.append(laid.refusals.refusal(need, choice.offer).reason)
    return found
