"""Who fares how in a round: by trust type, and by where trusts start from. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from portal.matching.rounds.values import RoundInputs, RoundNeed

Label = Callable[[RoundNeed], str]
NOT_KNOWN = "Not known"
STARTS = ((2 / 3, "Weakest third"), (1 / 3, "Middle third"), (0.0, "Strongest third"))


@dataclass(frozen=True)
class FairnessRow:
    """One group of needs. `fit` is the mean fit of its pairs, None where it has none."""

    label: str
    asked: int
    paired: int
    first_choice: int
    fit: float | None

    @property
    def paired_percent(self) -> int:
        return round(100 * self.paired / self.asked) if self.asked else 0

    @property
    def fit_percent(self) -> int | None:
        return None if self.fit is None else round(100 * self.fit)


def by_type(inputs: RoundInputs, pairs: Mapping[str, str]) -> list[FairnessRow]:
    """A row for each trust type that asks, the largest first."""
    rows = _rows(inputs, pairs, lambda need: need.kind_label or NOT_KNOWN)
    return sorted(rows, key=lambda row: (-row.asked, row.label))


def by_start(inputs: RoundInputs, pairs: Mapping[str, str]) -> list[FairnessRow]:
    """A row for each third of starting positions, the weakest first, then what is not known."""
    labels = [*(label for _, label in STARTS), NOT_KNOWN]
    rows = _rows(inputs, pairs, _start)
    return sorted(rows, key=lambda row: labels.index(row.label))


def _start(need: RoundNeed) -> str:
    if need.weakness is None:
        return NOT_KNOWN
    return next(label for least, label in STARTS if need.weakness >= least)


def _rows(inputs: RoundInputs, pairs: Mapping[str, str], label_of: Label) -> list[FairnessRow]:
    groups: dict[str, list[RoundNeed]] = defaultdict(list)
    for need in inputs.needs:
        groups[label_of(need)].append(need)
    return [_row(label, needs, pairs) for label, needs in groups.items()]


def _row(label: str, needs: list[RoundNeed], pairs: Mapping[str, str]) -> FairnessRow:
    fits, first = [], 0
    for need in needs:
        got = pairs.get(need.key)
        for number, choice in enumerate(need.choices):
            if choice.offer == got:
                fits.append(choice.fit)
                first += number == 0
    return FairnessRow(label, len(needs), len(fits), first, sum(fits) / len(fits) if fits else None)
