"""What changed since the run before: need by need, and what went in. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from portal.matching.rounds.values import RoundInputs


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
