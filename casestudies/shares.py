"""Who paid and who gained, organisation by organisation, in a change across a system.

The trust's own row is made of its lines of figures; a partner's is what the partner told. They
are never added up: the books of two organisations are not one.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from casestudies.choices import CostKind, Effect, Recurrence


@dataclass(frozen=True)
class Share:
    """One organisation's cost and gain in pounds in a financial year; None is not given."""

    organisation: str
    part: str
    year: str
    cost: Decimal | None
    gain: Decimal | None
    terms: str
    own: bool = False


def of(page: Any) -> tuple[Share, ...]:
    """The rows of a page or a draft: the trust's own first. Empty without partners."""
    partners = list(page.partners.all())
    if not partners:
        return ()
    return (*_own(page), *(_partner(one) for one in partners))


def _own(page: Any) -> tuple[Share, ...]:
    """The trust's own rows: each saving of its latest year, and beside the first its costs."""
    savings, costs = list(page.savings.all()), list(page.costs.all())
    # Without a saving, what it cost stands for the year in which it was last spent.
    year = max((line.financial_year for line in savings or costs), default="")
    pounds = [
        line.amount
        for line in costs
        if line.kind != CostKind.STAFF_DAYS and line.financial_year in ("", year)
    ]
    cost = sum(pounds, Decimal(0)) if pounds else None
    gained = [line for line in savings if line.financial_year == year]
    rows = [
        Share(
            organisation=page.organisation_name,
            part=line.description,
            year=year,
            cost=None if place else cost,
            gain=line.amount,
            terms=f"{_effect(line.effect)}, {_again(line.recurrence)}",
            own=True,
        )
        for place, line in enumerate(gained)
    ]
    return tuple(rows) or (Share(page.organisation_name, "", year, cost, None, "", own=True),)


def _partner(one: Any) -> Share:
    effect = _effect(one.gain_effect) if one.gain_effect else ""
    again = _again(one.gain_recurrence) if one.gain_recurrence else ""
    return Share(
        organisation=str(one),
        part=one.part,
        year=one.financial_year,
        cost=one.cost,
        gain=one.gain,
        terms=", ".join(filter(None, (effect, again))),
    )


def _effect(value: str) -> str:
    return Effect(value).label


def _again(value: str) -> str:
    return Recurrence(value).label.lower()
