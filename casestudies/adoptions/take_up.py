"""What a reader sees of the adoptions of a case study: who, what came of it, the spread. Pure.

The origin's result stands beside those of the adopters, worse ones included. Each result is a
change in per cent of that trust's own start, so that a large and a small trust stand on one scale.
Nothing is added up.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from statistics import median
from typing import Any

from casestudies.adoptions.expected_range import ExpectedRange, expected_range
from casestudies.choices import AdoptionStatus, StopReason
from casestudies.models.adoption import KEPT, TAKEN_UP, Adoption
from casestudies.page_contexts import rows_of
from portal.charts.spread import SpreadChart, chart_of

UNNAMED = "A trust that stopped"


@dataclass(frozen=True)
class Result:
    """How one measure came out at one trust. Without a `line` the trust is not to be known."""

    name: str
    percent: Decimal
    improved: bool
    stopped: bool = False
    line: Any = None

    @property
    def words(self) -> str:
        """The change as a reader says it: “40% lower: better”."""
        if not self.percent:
            return "no change"
        size = "less than 1" if abs(self.percent) < 1 else f"{abs(self.percent):.0f}"
        way = "lower" if self.percent < 0 else "higher"
        return f"{size}% {way}: {'better' if self.improved else 'worse'}"


@dataclass(frozen=True)
class MeasureSpread:
    """One measure at the origin, which may not have it, and at its adopters, best first."""

    name: str
    origin: Result | None
    adopters: tuple[Result, ...]
    lower_is_better: bool
    national_measure: str = ""

    @property
    def expected(self) -> ExpectedRange:
        """What any trust may expect, whatever its start."""
        return expected_range(self)

    def result(self, percent: Decimal) -> Result:
        """A change as a result of nobody's."""
        return Result("", percent, (percent < 0) == self.lower_is_better)

    @property
    def lowest(self) -> int:
        return round(min(one.percent for one in self.adopters))

    @property
    def median(self) -> int:
        return round(median(one.percent for one in self.adopters))

    @property
    def middle(self) -> Result:
        """The median as a result of nobody's."""
        return self.result(Decimal(median(one.percent for one in self.adopters)))

    @property
    def worst(self) -> Result:
        return self.adopters[-1]

    @property
    def highest(self) -> int:
        return round(max(one.percent for one in self.adopters))

    @property
    def trusts(self) -> int:
        return len(self.adopters)

    @property
    def below_origin(self) -> int:
        """How many adopters did less well than the origin."""
        if self.origin is None:
            return 0
        own = self._merit(self.origin)
        return sum(self._merit(one) < own for one in self.adopters)

    @property
    def got_worse(self) -> int:
        """How many ended worse than they began."""
        return sum(not one.improved and one.percent != 0 for one in self.adopters)

    def _merit(self, result: Result) -> Decimal:
        return -result.percent if self.lower_is_better else result.percent


def spreads_of(
    origin: str, measures: Iterable[Any], named: Iterable[Any], unnamed: Iterable[Any] = ()
) -> tuple[MeasureSpread, ...]:
    """The spread of each measure that two trusts share: the origin and an adopter, or two adopters.

    `measures` are the origin's; `named` and `unnamed` are adoptions, the latter such as stopped
    and may be counted, but not known. Lines are of one measure if they name the same national
    measure, or have one name, whatever its case.
    """
    origins = [line for line in measures if line.change_percent is not None]
    taken = [
        (adoption, known, line)
        for adoption, known in [(one, True) for one in named] + [(one, False) for one in unnamed]
        for line in adoption.money.measures
        if line.change_percent is not None
    ]
    national = {
        _name(line): line.national_measure
        for line in [*(line for _, _, line in taken), *origins]
        if line.national_measure
    }
    own = {_key(line, national): line for line in origins}
    found: dict[str, list[tuple[Any, Result]]] = {}
    for adoption, known, line in taken:
        result = _result_of(adoption, line, known=known)
        found.setdefault(_key(line, national), []).append((line, result))
    return tuple(
        _spread(origin, own.get(key), held)
        for key, held in found.items()
        if key in own or len(held) > 1
    )


def _spread(origin: str, own: Any | None, held: Sequence[tuple[Any, Result]]) -> MeasureSpread:
    line = own or held[0][0]
    lower = bool(line.lower_is_better)
    results = [result for _, result in held]
    return MeasureSpread(
        name=line.name,
        origin=own and Result(origin, own.change_percent, own.improved, line=own),
        adopters=tuple(
            sorted(results, key=lambda one: (one.percent if lower else -one.percent, one.name))
        ),
        lower_is_better=lower,
        national_measure=next(
            (
                one.national_measure
                for one in [*([own] if own else []), *(line for line, _ in held)]
                if one.national_measure
            ),
            "",
        ),
    )


def _result_of(adoption: Any, line: Any, *, known: bool) -> Result:
    return Result(
        name=adoption.trust.name if known else UNNAMED,
        percent=line.change_percent,
        improved=line.improved,
        stopped=adoption.status == AdoptionStatus.STOPPED,
        line=line if known else None,
    )


def _name(line: Any) -> str:
    return str(line.name).strip().lower()


def _key(line: Any, national: dict[str, str]) -> str:
    return str(line.national_measure) or national.get(_name(line)) or _name(line)


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
    spreads = spreads_of(page.organisation_name, measures, named, hidden if tell else ())
    return AdoptionSummary(
        named=tuple(named),
        taken_up=sum(item.status in TAKEN_UP for item in confirmed),
        sustained=sum(item.status in KEPT for item in confirmed),
        unnamed_stopped=len(hidden) if tell else None,
        stop_reasons=tuple(sorted(reasons)),
        spread=tuple(SpreadShown(one, chart_of(one)) for one in spreads),
    )
