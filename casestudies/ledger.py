"""The savings ledger: which pounds may be said aloud. Pure.

The headline is the full-year value of recurrent, cash-releasing lines that trust finance (or
someone above it on the ladder) signed, in the latest year that has one. Lines of one overlap
group count the same money, so the largest stands for the group. Nothing else adds to it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from casestudies.choices import SIGN_OFF_RANK, Effect, Recurrence, SignOffLevel

ENOUGH = SIGN_OFF_RANK[SignOffLevel.FINANCE]


@dataclass(frozen=True)
class LedgerLine:
    """One saving, in whole pounds, with the level of its signature that counts now."""

    uuid: UUID
    financial_year: str
    amount: Decimal
    full_year_value: Decimal
    effect: str
    recurrence: str
    level: str = SignOffLevel.ESTIMATED
    overlap_group: str = ""
    description: str = ""


@dataclass(frozen=True)
class CostLine:
    """One cost: whole pounds, or whole days for staff time."""

    kind: str
    amount: Decimal
    recurrence: str = Recurrence.ONE_OFF


@dataclass(frozen=True)
class Headline:
    """Pounds a year; `level` is the lowest signature among the lines that make it up."""

    amount: Decimal
    year: str
    level: str
    uuids: frozenset[UUID]

    @property
    def text(self) -> str:
        return f"£{self.amount:,.0f} a year"

    @property
    def level_label(self) -> str:
        return SignOffLevel(self.level).label


@dataclass(frozen=True)
class YearRow:
    """One saving through the years; a year without a figure is None, never zero."""

    description: str
    effect: str
    recurrence: str
    amounts: tuple[Decimal | None, ...]

    @property
    def effect_label(self) -> str:
        return Effect(self.effect).label


@dataclass(frozen=True)
class YearsView:
    """The multi-year view: it stands apart from the headline and has no total."""

    years: tuple[str, ...]
    rows: tuple[YearRow, ...]


def counts(line: LedgerLine) -> bool:
    """True if the line may be part of a headline."""
    return (
        line.recurrence == Recurrence.RECURRENT
        and line.effect == Effect.CASH_RELEASING
        and SIGN_OFF_RANK[line.level] >= ENOUGH
    )


def headline(lines: Iterable[LedgerLine]) -> Headline | None:
    """The one figure to say aloud, or None where no line may be."""
    once = _once_each(line for line in lines if counts(line))
    if not once:
        return None
    year = max(line.financial_year for line in once)
    chosen = _largest_of_each_group(line for line in once if line.financial_year == year)
    return Headline(
        amount=sum((line.full_year_value for line in chosen), Decimal(0)),
        year=year,
        level=min((line.level for line in chosen), key=SIGN_OFF_RANK.__getitem__),
        uuids=frozenset(line.uuid for line in chosen),
    )


def _once_each(lines: Iterable[LedgerLine]) -> list[LedgerLine]:
    """Each line once. Of two that share a UUID the smaller stands: a copy never adds."""
    found: dict[UUID, LedgerLine] = {}
    for line in sorted(lines, key=lambda line: (line.full_year_value, line.financial_year)):
        found.setdefault(line.uuid, line)
    return list(found.values())


def _largest_of_each_group(lines: Iterable[LedgerLine]) -> list[LedgerLine]:
    chosen: dict[str, LedgerLine] = {}
    for line in sorted(lines, key=lambda line: (-line.full_year_value, str(line.uuid))):
        group = line.overlap_group.strip().lower()
        chosen.setdefault(f"group {group}" if group else str(line.uuid), line)
    return list(chosen.values())


def recurrent_share(lines: Iterable[LedgerLine]) -> int | None:
    """Per cent of the cash released in the latest year that will come again; None without cash."""
    cash = [line for line in _once_each(lines) if line.effect == Effect.CASH_RELEASING]
    if not cash:
        return None
    year = max(line.financial_year for line in cash)
    chosen = _largest_of_each_group(line for line in cash if line.financial_year == year)
    whole = sum((line.amount for line in chosen), Decimal(0))
    again = sum(
        (line.amount for line in chosen if line.recurrence == Recurrence.RECURRENT), Decimal(0)
    )
    return int(again * 100 / whole) if whole else None


def years_view(lines: Iterable[LedgerLine]) -> YearsView:
    """Every line by year, one row a saving. Amounts are those of the year, not full-year values."""
    once = _once_each(lines)
    years = tuple(sorted({line.financial_year for line in once}))
    table: dict[tuple[str, str, str], dict[str, Decimal]] = {}
    for line in sorted(once, key=lambda line: (line.description, line.financial_year)):
        row = table.setdefault((line.description, line.effect, line.recurrence), {})
        row[line.financial_year] = row.get(line.financial_year, Decimal(0)) + line.amount
    rows = (YearRow(*key, tuple(row.get(year) for year in years)) for key, row in table.items())
    return YearsView(years, tuple(rows))
