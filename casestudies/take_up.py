"""What a reader sees of the adoptions of a case study: who, what came of it, how it spreads."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from casestudies.choices import AdoptionStatus, StopReason
from casestudies.models.adoption import TAKEN_UP, Adoption

# Below this, "one trust stopped" would tell everyone which.
FEWEST_TO_COUNT = 5
# Kept ones first, then the others in the order of the statuses.
SHOWN_FIRST = {AdoptionStatus.SUSTAINED: -2, AdoptionStatus.ADAPTED: -1}
KEPT = (AdoptionStatus.SUSTAINED, AdoptionStatus.ADAPTED)


@dataclass(frozen=True)
class MeasureSpread:
    """How one measure came out at the adopters, in per cent of each one's own start."""

    name: str
    lowest: int
    median: int
    highest: int
    trusts: int


@dataclass(frozen=True)
class AdoptionSummary:
    """`named` may be shown with their trust; `unnamed_stopped` is None when it may not be told.

    `claims` are not confirmed and count nowhere; they are for the two trusts only.
    """

    named: tuple[Adoption, ...]
    taken_up: int
    sustained: int
    unnamed_stopped: int | None
    stop_reasons: tuple[str, ...]
    spread: tuple[MeasureSpread, ...]

    @property
    def adopters(self) -> tuple[Adoption, ...]:
        """The named ones that took it up or mean to."""
        return tuple(item for item in self.named if item.status != AdoptionStatus.STOPPED)

    @property
    def stopped(self) -> tuple[Adoption, ...]:
        return tuple(item for item in self.named if item.status == AdoptionStatus.STOPPED)


def adoption_summary(page: Any) -> AdoptionSummary:
    """The confirmed adoptions of a case study, fit for any reader. Four queries, however many."""
    confirmed = list(
        Adoption.objects.filter(case_study_id=page.pk)
        .confirmed()
        .select_related("trust")
        .prefetch_related("measures", "savings")
    )
    return summarise(confirmed)


def summarise(confirmed: Iterable[Adoption]) -> AdoptionSummary:
    """Sort confirmed adoptions into those that may be named and those that are only counted."""
    confirmed = list(confirmed)
    stopped = [item for item in confirmed if item.status == AdoptionStatus.STOPPED]
    hidden = [item for item in stopped if not item.show_name_if_stopped]
    tell = bool(hidden) and len(confirmed) >= FEWEST_TO_COUNT
    reasons = {StopReason(item.stopped_reason).label for item in hidden} if tell else set()
    order = list(AdoptionStatus).index
    named = sorted(
        (item for item in confirmed if item not in hidden),
        key=lambda item: (SHOWN_FIRST.get(item.status, order(item.status)), item.trust.name),
    )
    return AdoptionSummary(
        named=tuple(named),
        taken_up=sum(item.status in TAKEN_UP for item in confirmed),
        sustained=sum(item.status in KEPT for item in confirmed),
        unnamed_stopped=len(hidden) if tell else None,
        stop_reasons=tuple(sorted(reasons)),
        spread=spread_of(named),
    )


def spread_of(adoptions: Iterable[Adoption]) -> tuple[MeasureSpread, ...]:
    """Lowest, middle and highest change of each measure that two or more adopters have."""
    changes: dict[str, tuple[str, list[Decimal]]] = {}
    for adoption in adoptions:
        for measure in adoption.measures.all():
            if measure.change_percent is not None:
                key = measure.name.strip().lower()
                changes.setdefault(key, (measure.name, []))[1].append(measure.change_percent)
    return tuple(
        MeasureSpread(name, round(min(found)), round(median(found)), round(max(found)), len(found))
        for name, found in changes.values()
        if len(found) > 1
    )


def median(values: Iterable[Decimal]) -> Decimal:
    """The middle value; of an even number the mean of the two in the middle."""
    ordered = sorted(values)
    middle = len(ordered) // 2
    if len(ordered) % 2:
        return ordered[middle]
    return (ordered[middle - 1] + ordered[middle]) / 2
