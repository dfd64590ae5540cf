"""The savings ledger: which pounds may be said aloud, and who paid and who gained. Pure.

The headline is the full-year value of recurrent, cash-releasing lines that trust finance (or
someone above it on the ladder) signed, in the latest year that has one. Lines of one overlap
group count the same money, so the largest stands for the group. So do lines that say the same
(year, amount, full-year value, effect, recurrence) until a person says that they are different
money: the same pounds under another description never add. Nothing else adds to it.

Who paid and who gained is told organisation by organisation. The trust's own row is made of its
lines of figures; a partner's is what the partner told. They are never added up: the books of two
organisations are not one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Protocol
from uuid import UUID

from casestudies.choices import SIGN_OFF_RANK, CostKind, Effect, Recurrence, SignOffLevel

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
    # The lines that say the same, and of which a person said that they are different money.
    different_from: frozenset[UUID] = frozenset()

    @property
    def figures(self) -> str:
        """What makes two lines look like the same money, in one text."""
        return figures_of(self)

    @property
    def group(self) -> str:
        """Its overlap group without case and spaces; empty for a line of none."""
        return self.overlap_group.strip().lower()


class SavingFigures(Protocol):
    """Whatever states a saving: a line of a page, of a table that was pasted, of the ledger."""

    @property
    def financial_year(self) -> str: ...
    @property
    def amount(self) -> Decimal: ...
    @property
    def full_year_value(self) -> Decimal: ...
    @property
    def effect(self) -> str: ...
    @property
    def recurrence(self) -> str: ...


def figures_of(line: SavingFigures) -> str:
    """Year, pounds, pounds in a full year, effect and recurrence: two lines that agree in all of
    these may be the same money, whatever their descriptions say."""
    pounds = f"{line.amount:.0f} {line.full_year_value:.0f}"
    return f"{line.financial_year} {pounds} {line.effect} {line.recurrence}"


@dataclass(frozen=True)
class CostLine:
    """One cost: whole pounds, or whole days for staff time.

    `netted` is true of a cost that is already taken off the savings as they are given.
    """

    kind: str
    amount: Decimal
    recurrence: str = Recurrence.ONE_OFF
    netted: bool = False


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
    able = _once_each(line for line in lines if counts(line))
    if not able:
        return None
    year = max(line.financial_year for line in able)
    chosen = _largest_of_each_money([one for one in able if one.financial_year == year])
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


def monies(lines: Iterable[LedgerLine]) -> dict[UUID, int]:
    """Which money each line counts, as a number by UUID: lines of one number count it once.

    Lines of an overlap group share one. A line that says the same as another shares the other's,
    unless a person said that the two are different. A line of which nothing was said never makes
    a number of its own beside one that says the same, so that it cannot add to a total.
    """
    once = _once_each(lines)
    classes = _by_group([line for line in once if line.group])
    alone = [line for line in once if not line.group]
    # Those that a person told apart come first: which of two answers names the other is chance.
    told = Counter(uuid for line in alone for uuid in {line.uuid, *line.different_from})
    for line in sorted(alone, key=lambda one: (-told[one.uuid], str(one.uuid))):
        same = (
            held
            for held in classes
            if any(_looks_the_same(line, one) for one in held)
            and not any(_told_apart(line, one) for one in held)
        )
        held = next(same, None)
        if held is None:
            classes.append([line])
        else:
            held.append(line)
    return {line.uuid: number for number, held in enumerate(classes) for line in held}


def _by_group(lines: list[LedgerLine]) -> list[list[LedgerLine]]:
    """The lines of overlap groups; groups that hold lines which say the same are one."""
    groups: dict[str, list[LedgerLine]] = {}
    for line in sorted(lines, key=lambda one: (one.group, str(one.uuid))):
        groups.setdefault(line.group, []).append(line)
    found: list[list[LedgerLine]] = []
    for group in groups.values():
        joined = [held for held in found if any(_looks_the_same(a, b) for a in held for b in group)]
        found = [held for held in found if held not in joined]
        found.append([*group, *(line for held in joined for line in held)])
    return found


def _looks_the_same(line: LedgerLine, other: LedgerLine) -> bool:
    """Whether two lines say the same, and nobody said that they are different money."""
    return line.figures == other.figures and not _told_apart(line, other)


def _told_apart(line: LedgerLine, other: LedgerLine) -> bool:
    """Whether a person said that the two are different money."""
    return other.uuid in line.different_from or line.uuid in other.different_from


def _largest_of_each_money(lines: Iterable[LedgerLine]) -> list[LedgerLine]:
    """The largest line of each money; of equal ones the best signed."""
    lines = list(lines)
    money = monies(lines)
    chosen: dict[int, LedgerLine] = {}
    for line in sorted(
        lines,
        key=lambda one: (-one.full_year_value, -SIGN_OFF_RANK[one.level], str(one.uuid)),
    ):
        chosen.setdefault(money[line.uuid], line)
    return list(chosen.values())


def recurrent_share(lines: Iterable[LedgerLine]) -> int | None:
    """Per cent of the cash released in the latest year that will come again; None without cash."""
    cash = _once_each(line for line in lines if line.effect == Effect.CASH_RELEASING)
    if not cash:
        return None
    year = max(line.financial_year for line in cash)
    chosen = _largest_of_each_money([one for one in cash if one.financial_year == year])
    whole = sum((line.amount for line in chosen), Decimal(0))
    again = sum(
        (line.amount for line in chosen if line.recurrence == Recurrence.RECURRENT), Decimal(0)
    )
    return int(again * 100 / whole) if whole else None


def years_view(lines: Iterable[LedgerLine]) -> YearsView:
    """Every line by year, one row a saving. Amounts are those of the year, not full-year values."""
    once = _once_each(lines)
    years = tuple(sorted({line.financial_year for line in once}))
    money = monies(once)
    table: dict[tuple[str, str, str], dict[str, Decimal]] = {}
    counted: set[tuple[str, str, str, str, int]] = set()
    for line in sorted(once, key=lambda one: (one.description, one.financial_year, -one.amount)):
        key = (line.description, line.effect, line.recurrence)
        row = table.setdefault(key, {})
        # Within one cell the same money is not added to itself.
        if (*key, line.financial_year, money[line.uuid]) in counted:
            continue
        counted.add((*key, line.financial_year, money[line.uuid]))
        row[line.financial_year] = row.get(line.financial_year, Decimal(0)) + line.amount
    rows = (YearRow(*key, tuple(row.get(year) for year in years)) for key, row in table.items())
    return YearsView(years, tuple(rows))


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


def shares_of(page: Any) -> tuple[Share, ...]:
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
