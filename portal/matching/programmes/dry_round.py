"""What a whole round would do under other weights: nothing is kept, nobody is told."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from portal.matching.models import Programme
from portal.matching.round_list import need_key
from portal.matching.rounds import fairness, inputs
from portal.matching.rounds.commands import closing_day
from portal.matching.rounds.fairness import FairnessRow
from portal.matching.rounds.running import compute
from portal.matching.rounds.values import RoundInputs


@dataclass(frozen=True)
class Move:
    """A need that would fare otherwise: its exemplar before and after, blank for nobody."""

    request_id: int
    name: str
    area_name: str
    before: str
    after: str

    @property
    def gains(self) -> bool:
        return not self.before

    @property
    def loses(self) -> bool:
        return not self.after


@dataclass(frozen=True)
class TypeRow:
    """One trust type, as it fares before and after."""

    before: FairnessRow
    after: FairnessRow

    @property
    def label(self) -> str:
        return self.before.label

    @property
    def asked(self) -> int:
        return self.before.asked


@dataclass(frozen=True)
class DryRound:
    """The next round as it would be today, under the weights that hold and under others."""

    closes_on: date
    needs: int
    pairs_before: int
    pairs_after: int
    moves: list[Move]
    by_type: list[TypeRow]

    @property
    def gained(self) -> list[Move]:
        return [move for move in self.moves if move.gains]

    @property
    def lost(self) -> list[Move]:
        return [move for move in self.moves if move.loses]

    @property
    def changed(self) -> list[Move]:
        return [move for move in self.moves if not move.gains and not move.loses]


def of(programme: Programme, chosen: Mapping[str, float], weakness_weight: Decimal) -> DryRound:
    """Allocate the programme's next round both ways, from the same records.

    The records are read once: the number of queries is that of one round. Raises ValueError for
    weights that the scoring cannot read.
    """
    other = copy.copy(programme)
    other.weights, other.weakness_weight = dict(chosen), weakness_weight
    closes_on = closing_day(programme)
    records = inputs.read(programme, closes_on=closes_on)
    before = inputs.under(records, programme).inputs
    after = inputs.under(records, other).inputs
    old, new = compute(before).by_need, compute(after).by_need
    requests = {need_key(need): need.help_request_id for need in records.needs}
    return DryRound(
        closes_on=closes_on,
        needs=len(before.needs),
        pairs_before=len(old),
        pairs_after=len(new),
        moves=_moves(before, old, new, requests),
        by_type=_by_type(before, old, after, new),
    )


def _moves(
    inputs: RoundInputs, old: Mapping[str, str], new: Mapping[str, str], requests: Mapping[str, int]
) -> list[Move]:
    names = {offer.key: offer.name for offer in inputs.offers}
    found = [
        Move(
            request_id=requests[need.key],
            name=need.name,
            area_name=need.area_name,
            before=names.get(old.get(need.key, ""), ""),
            after=names.get(new.get(need.key, ""), ""),
        )
        for need in inputs.needs
        if old.get(need.key) != new.get(need.key)
    ]
    return sorted(found, key=lambda move: (move.name, move.area_name, move.request_id))


def _by_type(
    before: RoundInputs, old: Mapping[str, str], after: RoundInputs, new: Mapping[str, str]
) -> list[TypeRow]:
    rows = {row.label: row for row in fairness.by_type(after, new)}
    return [TypeRow(row, rows[row.label]) for row in fairness.by_type(before, old)]
