"""What changed since the run before, and who fares how in a round. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from portal.matching.rounds.values import RoundInputs, RoundNeed


@dataclass(frozen=True)
class Change:
    """One need that fares otherwise than before, in a sentence."""

    need: str
    name: str
    area_name: str
    sentence: str


def needs(
    before: RoundInputs,
    pairs_before: Mapping[str, str],
    after: RoundInputs,
    pairs_after: Mapping[str, str],
) -> list[Change]:
    """Needs with another partner, a new one, none any more; and those that came or went."""
    old = {need.key: need for need in before.needs}
    new = {need.key: need for need in after.needs}
    names = {offer.key: offer.name for offer in [*before.offers, *after.offers]}
    found = []
    for key in sorted(old.keys() | new.keys()):
        was, now = names.get(pairs_before.get(key, "")), names.get(pairs_after.get(key, ""))
        need = new.get(key) or old[key]
        if key not in old:
            sentence = f"New in this run: {now or 'nobody'}"
        elif key not in new:
            sentence = f"No longer in the round; before: {was or 'nobody'}"
        elif was != now:
            sentence = f"{now or 'Nobody'}; before: {was or 'nobody'}"
        else:
            continue
        found.append(Change(key, need.name, need.area_name, f"{sentence}."))
    return found


def inputs(before: RoundInputs, after: RoundInputs) -> list[str]:
    """What went in that was not so before, in sentences."""
    found = []
    if before.weights != after.weights or before.weakness_weight != after.weakness_weight:
        found.append(
            f"The weights: version {before.weights_version} before, {after.weights_version} now."
        )
    for label, old, new in (
        ("request", {n.key for n in before.needs}, {n.key for n in after.needs}),
        ("offer", {o.key for o in before.offers}, {o.key for o in after.offers}),
        ("pair that stands", {p.need for p in before.pinned}, {p.need for p in after.pinned}),
    ):
        for number, word in ((len(new - old), "came"), (len(old - new), "went")):
            if number:
                plural = label.replace("pair that stands", "pairs that stand")
                plural = (
                    plural if number > 1 and plural != label else f"{label}{'s' * (number > 1)}"
                )
                found.append(f"{number} {plural} {word}.")
    places = sum(o.places for o in after.offers) - sum(o.places for o in before.offers)
    if places:
        found.append(f"{abs(places)} places {'more' if places > 0 else 'fewer'} in all.")
    return found


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
