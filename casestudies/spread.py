"""The origin's result beside the spread of the adopters', worse ones included. Pure.

Each result is a change in per cent of that trust's own start, so that a large and a small trust
stand on one scale. Nothing is added up.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from statistics import median
from typing import Any

from casestudies.choices import AdoptionStatus

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

    @property
    def lowest(self) -> int:
        return round(min(one.percent for one in self.adopters))

    @property
    def median(self) -> int:
        return round(median(one.percent for one in self.adopters))

    @property
    def middle(self) -> Result:
        """The median as a result of nobody's."""
        percent = Decimal(median(one.percent for one in self.adopters))
        return Result("", percent, (percent < 0) == self.lower_is_better)

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


def of(
    origin: str, measures: Iterable[Any], named: Iterable[Any], unnamed: Iterable[Any] = ()
) -> tuple[MeasureSpread, ...]:
    """The spread of each measure that two trusts share: the origin and an adopter, or two adopters.

    `measures` are the origin's; `named` and `unnamed` are adoptions, the latter such as stopped
    and may be counted, but not known. Names of measures are compared without case.
    """
    own = {_key(line): line for line in measures if line.change_percent is not None}
    found: dict[str, list[tuple[Any, Result]]] = {}
    for adoption, known in [(one, True) for one in named] + [(one, False) for one in unnamed]:
        for line in adoption.money.measures:
            if line.change_percent is not None:
                result = _result_of(adoption, line, known=known)
                found.setdefault(_key(line), []).append((line, result))
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
    )


def _result_of(adoption: Any, line: Any, *, known: bool) -> Result:
    return Result(
        name=adoption.trust.name if known else UNNAMED,
        percent=line.change_percent,
        improved=line.improved,
        stopped=adoption.status == AdoptionStatus.STOPPED,
        line=line if known else None,
    )


def _key(line: Any) -> str:
    return str(line.name).strip().lower()
