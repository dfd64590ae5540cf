"""What a reader sees of the adoptions of a case study: who, what came of it, how it spreads."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from casestudies import spread
from casestudies.choices import AdoptionStatus, StopReason
from casestudies.models.adoption import KEPT, TAKEN_UP, Adoption
from casestudies.page_rows_read import rows_of
from casestudies.spread import MeasureSpread
from portal.charts.spread import SpreadChart, chart_of

# Below this, "one trust stopped" would tell everyone which.
FEWEST_TO_COUNT = 5
# Kept ones first, then the others in the order of the statuses.
SHOWN_FIRST = {AdoptionStatus.SUSTAINED: -2, AdoptionStatus.ADAPTED: -1}


@dataclass(frozen=True)
class SpreadShown:
    """The spread of one measure with its drawing."""

    of: MeasureSpread
    chart: SpreadChart


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
    spread: tuple[SpreadShown, ...]

    @property
    def adopters(self) -> tuple[Adoption, ...]:
        """The named ones that took it up or mean to."""
        return tuple(item for item in self.named if item.status != AdoptionStatus.STOPPED)

    @property
    def stopped(self) -> tuple[Adoption, ...]:
        return tuple(item for item in self.named if item.status == AdoptionStatus.STOPPED)


def adoption_summary(page: Any) -> AdoptionSummary:
    """The confirmed adoptions of a case study, fit for any reader. Six queries, however many."""
    rows = rows_of(page)
    if rows is not None:
        return summarise(page, [one for one in rows.adoptions if one.confirmed_at is not None])
    confirmed = list(
        Adoption.objects.filter(case_study_id=page.pk)
        .confirmed()
        .select_related("trust")
        .prefetch_related("measures", "savings", "sign_offs")
    )
    return summarise(page, confirmed)


def summarise(page: Any, confirmed: Iterable[Adoption]) -> AdoptionSummary:
    """Sort confirmed adoptions into those that may be named and those that are only counted.

    Those that stopped and are only counted are in the spread as well, without a name: left out,
    they would make the change look better than it is.
    """
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
    measures = page.measures.all() if confirmed else ()
    spreads = spread.of(page.organisation_name, measures, named, hidden if tell else ())
    return AdoptionSummary(
        named=tuple(named),
        taken_up=sum(item.status in TAKEN_UP for item in confirmed),
        sustained=sum(item.status in KEPT for item in confirmed),
        unnamed_stopped=len(hidden) if tell else None,
        stop_reasons=tuple(sorted(reasons)),
        spread=tuple(SpreadShown(one, chart_of(one)) for one in spreads),
    )
