"""The published weights of the score: what each part counts for, and why. Pure.

Three things are kept apart: likeness (a peer in context), starting position (whether the exemplar
began where the seeker is) and proof (the exemplar's result). The standard weights add to 1. The
starting position has 0.15 of that, and the others share the rest in the proportions that they had
before it counted: where no start is known, the order of exemplars is what it was.

In the Global Digital Exemplar programme, place, sector and governance decided who worked with whom
at least as much as likeness in figures did, and partners without shared technology or nearness
were the pairs that failed: hence what is near, of one type and on one system outweighs likeness.

Each fact counts once. The record system, the region and the type count as parts of their own, so
likeness is taken without them; miles count under distance alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Weight:
    """One part of the score: its name on the page, what it counts for, and the reason."""

    label: str
    value: float
    why: str


STANDARD: Mapping[str, Weight] = {
    "area": Weight("Area", 0.119, "Help in the very area that was asked about comes first."),
    "words": Weight(
        "Words of the need",
        0.0595,
        "A case study of the area offered that speaks of the same problem.",
    ),
    "proof": Weight(
        "Proven result", 0.102, "A recurrent saving that finance signed, and others took up."
    ),
    "likeness": Weight(
        "Likeness",
        0.085,
        "What works travels between trusts alike in size, services, people and spending. Record "
        "system, region and type are left out here: each counts as a part of its own.",
    ),
    "starting_position": Weight(
        "Starting position",
        0.15,
        "They began where you are: what a trust gains depends on where it starts. Both figures are "
        "of one national measure. Trusts that differ by the spread of their kind count as neutral, "
        "and each further spread halves the part.",
    ),
    "performance": Weight(
        "Performance", 0.034, "A good pair is alike in context and different in performance."
    ),
    "record_system": Weight(
        "Record system", 0.0595, "Pairs on one system could copy; pairs on two had to rebuild."
    ),
    "distance": Weight(
        "Distance",
        0.102,
        "Nearness made networking better and cheaper: people met, informally too.",
    ),
    "place": Weight(
        "Region and care board", 0.068, "Shared governance and priorities held pairs together."
    ),
    "trust_type": Weight(
        "Trust type", 0.17, "Partners were of one sector almost without exception."
    ),
    "availability": Weight(
        "Places and hours", 0.034, "Help that is free now is worth more than help that is full."
    ),
    "feedback": Weight(
        "Past feedback", 0.017, "What earlier partners said, counted only among five or more."
    ),
}
# A preference doubles what these parts count for.
PREFERENCES: Mapping[str, tuple[str, ...]] = {
    "near": ("distance", "place"),
    "same_type": ("trust_type",),
    "same_system": ("record_system",),
}
PREFERRED = 2.0


def standard() -> dict[str, float]:
    """The standard weights, part to weight."""
    return {name: weight.value for name, weight in STANDARD.items()}


def of_programme(changed: Mapping[str, float]) -> dict[str, float]:
    """The weights of a programme: the standard ones with those it changed.

    Raises ValueError for an unknown part, a weight below nought, or nothing that counts.
    """
    unknown = sorted(set(changed) - set(STANDARD))
    if unknown:
        raise ValueError(f"Unknown part of the score: {', '.join(unknown)}.")
    weights = {**standard(), **{name: float(value) for name, value in changed.items()}}
    if any(not 0 <= value < float("inf") for value in weights.values()):
        raise ValueError("A weight is a number that is not below nought.")
    if not any(weights.values()):
        raise ValueError("At least one part of the score must count.")
    return weights


def with_preferences(weights: Mapping[str, float], preferences: Iterable[str]) -> dict[str, float]:
    """The weights when the seeker prefers `near`, `same_type` or `same_system`."""
    raised = raised_by(preferences)
    return {name: value * (PREFERRED if name in raised else 1.0) for name, value in weights.items()}


def raised_by(preferences: Iterable[str]) -> set[str]:
    """The parts that these preferences raise."""
    return {name for preference in preferences for name in PREFERENCES[preference]}
