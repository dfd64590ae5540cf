"""From a pasted table to a monthly series or to savings lines, keeping every good row. Pure.

A table of which some cells were mended becomes text again.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import partial
from typing import TypeVar

from casestudies.choices import Effect, OneOffReason, Recurrence
from casestudies.pasting.table import (
    CellError,
    CellRefused,
    Row,
    Table,
    TableRefused,
    month_of,
    number_of,
    read_table,
)
from portal.text import financial_years, money
from portal.text.dates import month_in_words

Value = TypeVar("Value")
SAVINGS_COLUMNS = {
    "financial_year": ("financial year", "year", "fy"),
    "amount": ("amount", "saving", "savings", "saved", "value", "£", "saved in the year"),
    "full_year_amount": ("full-year value", "full year value", "full year effect", "fye"),
    "effect": ("effect", "type", "kind", "category"),
    "recurrence": (
        "recurrent or one-off",
        "recurrence",
        "recurrent",
        "recurring",
        "recurrent / non recurrent",
        "recurrent/non-recurrent",
        "r/nr",
    ),
    "one_off_reason": ("one-off reason", "reason"),
    "description": ("description", "scheme", "line", "what", "name"),
    "source": ("source", "ledger code", "cost centre"),
    "explanation": ("explanation", "how it comes to that"),
}
# The heading of the column that a table is given where it has none.
REASON = "One-off reason"
ORDER_WITHOUT_HEADINGS = ("financial_year", "amount", "effect", "recurrence", "description")
CUT = (
    "the row has more cells than there are columns. Leave out the commas inside numbers, "
    "or copy the cells from the spreadsheet itself."
)
TOTAL = re.compile(r"(?:grand |sub-?|overall )?totals?:?|sum:?", re.IGNORECASE)
REQUIRED = ("financial_year", "amount", "effect", "recurrence")
OTHER_WORDS = {
    "cash": Effect.CASH_RELEASING,
    "cost avoided": Effect.COST_AVOIDED,
    "avoided": Effect.COST_AVOIDED,
    "capacity": Effect.CAPACITY,
    "productivity": Effect.CAPACITY,
    "yes": Recurrence.RECURRENT,
    "y": Recurrence.RECURRENT,
    "recurring": Recurrence.RECURRENT,
    "r": Recurrence.RECURRENT,
    "no": Recurrence.ONE_OFF,
    "n": Recurrence.ONE_OFF,
    "non-recurrent": Recurrence.ONE_OFF,
    "non recurrent": Recurrence.ONE_OFF,
    "nonrecurrent": Recurrence.ONE_OFF,
    "non-recurring": Recurrence.ONE_OFF,
    "one off": Recurrence.ONE_OFF,
    "nr": Recurrence.ONE_OFF,
}


@dataclass(frozen=True)
class Series:
    """Values month by month, in the order of time, and the cells that could not be read.

    `unread_columns` are the headings of further columns, to be named to the person.
    """

    points: tuple[tuple[date, Decimal], ...]
    errors: tuple[CellError, ...]
    unread_columns: tuple[str, ...] = ()

    def as_stored(self) -> list[list[str | float]]:
        """The form of `Measure.series`: pairs of a month such as 2023-04 and a number."""
        return [[f"{month:%Y-%m}", float(value)] for month, value in self.points]


@dataclass(frozen=True)
class SavingRow:
    """A savings line as pasted; pounds are whole."""

    row: int
    financial_year: str
    amount: Decimal
    full_year_amount: Decimal | None
    effect: str
    recurrence: str
    one_off_reason: str
    description: str
    source: str
    explanation: str = ""

    @property
    def full_year_value(self) -> Decimal:
        """What the line is worth in a full year, in pounds."""
        return self.amount if self.full_year_amount is None else self.full_year_amount


@dataclass(frozen=True)
class SavingRows:
    """The lines that can be kept, and the cells that could not be read.

    `totals` are the rows left out because they sum up others, whose money would count twice.
    """

    lines: tuple[SavingRow, ...]
    errors: tuple[CellError, ...]
    totals: tuple[int, ...] = ()


class _Errors:
    """Gathers what is wrong, cell by cell."""

    def __init__(self, table: Table) -> None:
        self.table = table
        self.found: list[CellError] = []

    def add(self, row: Row, column: int, message: str, heading: str = "") -> None:
        heading = heading or self.table.heading(column)
        self.found.append(CellError(row.number, column + 1, heading, row.cell(column), message))

    def read(self, row: Row, column: int, reader: Callable[[str], Value]) -> Value | None:
        """The value of a cell, or None with its error noted."""
        try:
            return reader(row.cell(column))
        except CellRefused as error:
            self.add(row, column, str(error))
            return None


def read_series(text: str) -> Series:
    """Read a month and a value from each line; a table that lies on its side is turned.

    A cell that cannot be read is an error of its own, and its row is left out. Raises
    TableRefused if there is no table or no second column.
    """
    table = upright(read_table(text))
    if not table.rows or max(len(row.cells) for row in table.rows) < 2:
        raise TableRefused("Paste two columns: the month, and its value.")
    if len(table.rows) > 1 and sum(map(_reads_as_month, _top(table))) > 1:
        raise TableRefused(
            "The months stand side by side above several lines. Paste the months and one line."
        )
    errors = _Errors(table)
    shares = any("%" in row.cell(1) for row in table.rows)
    points: dict[date, Decimal] = {}
    rows_of: dict[date, int] = {}
    for row in table.rows:
        if _cut_by_a_comma(row, 2, table):
            errors.add(row, 1, CUT)
            continue
        month = errors.read(row, 0, month_of)
        value = errors.read(row, 1, number_of)
        if month is None or value is None:
            continue
        if shares and "%" not in row.cell(1) and abs(value) <= 1 and value:
            errors.add(row, 1, f"other cells say %. Write {value * 100:f}% if that is meant.")
            continue
        if month in points:
            first = rows_of[month]
            message = f"{month_in_words(month)} stands in row {first} already. Keep one of the two."
            errors.add(row, 0, message)
            continue
        points[month], rows_of[month] = value, row.number
    further = tuple(filter(None, table.headings[2:]))
    return Series(tuple(sorted(points.items())), tuple(errors.found), further)


def _cut_by_a_comma(row: Row, columns: int, table: Table) -> bool:
    """Whether a line holds more cells than there are columns: £1,200 in a CSV without quotes."""
    width = max(columns, len(table.headings))
    return any(row.cells[width:])


def upright(table: Table) -> Table:
    """Turn a table whose months stand in one line, with their values in the next."""
    lines = [row.cells for row in table.rows]
    if table.headings or len(lines) != 2 or max(map(len, lines)) < 3:
        return table
    top = lines[0]
    months = sum(1 for cell in top if _reads_as_month(cell))
    if months < len(top) - 1 or months < 2:
        return table
    start = 0 if _reads_as_month(top[0]) else 1
    pairs = [(cell, table.rows[1].cell(n)) for n, cell in enumerate(top) if n >= start]
    return Table((), tuple(Row(number, pair) for number, pair in enumerate(pairs, start + 1)))


def _top(table: Table) -> tuple[str, ...]:
    """The first line of the paste, headings or not."""
    return table.headings or table.rows[0].cells


def _reads_as_month(cell: str) -> bool:
    try:
        month_of(cell)
    except CellRefused:
        return False
    return True


def read_savings(text: str) -> SavingRows:
    """Read savings lines; columns are found by their headings, or stand in the usual order.

    The usual order is financial year, amount, effect, recurrent or one-off, description. Raises
    TableRefused if a column that every line needs is missing.
    """
    table = read_table(text)
    columns = _columns(table)
    errors = _Errors(table)
    totals = {row.number for row in table.rows if any(map(TOTAL.fullmatch, row.cells))}
    rows = [row for row in table.rows if row.number not in totals]
    found = [_saving(row, columns, errors) for row in rows]
    lines = tuple(line for line in found if line)
    return SavingRows(lines, tuple(errors.found), tuple(sorted(totals)))


def _columns(table: Table) -> dict[str, int]:
    if not table.headings:
        width = max((len(row.cells) for row in table.rows), default=0)
        columns = {name: n for n, name in enumerate(ORDER_WITHOUT_HEADINGS) if n < width}
    else:
        columns = {}
        for number, heading in enumerate(table.headings):
            name = _column_named(heading)
            if name in columns:
                raise TableRefused(
                    f"Two columns say the {SAVINGS_COLUMNS[name][0]}: "
                    f"“{table.heading(columns[name])}” and “{heading}”. Leave one of them out."
                )
            if name:
                columns[name] = number
    missing = [SAVINGS_COLUMNS[name][0] for name in REQUIRED if name not in columns]
    if missing:
        listed = ", ".join(f"“{word}”" for word in missing)
        raise TableRefused(f"Add a column with the heading {listed}.")
    return columns


def _column_named(heading: str) -> str:
    """The column that a heading stands for, whatever unit it names; empty for a further one."""
    bare, unit = money.column_unit(heading)
    words = bare.lower().strip()
    if not words and unit is not None:
        return "amount"
    return next(
        (name for name, known in SAVINGS_COLUMNS.items() if words in known or words == name), ""
    )


def _unit_of(column: int, table: Table) -> int:
    """What a column of pounds counts in: 1000 under “Saving £000”."""
    return money.column_unit(table.heading(column))[1] or money.column_unit(table.title)[1] or 1


def _pounds_in(column: int, table: Table) -> Callable[[str], Decimal]:
    return partial(pounds_of, unit=_unit_of(column, table))


def _saving(row: Row, columns: dict[str, int], errors: _Errors) -> SavingRow | None:
    before = len(errors.found)
    if _cut_by_a_comma(row, len(ORDER_WITHOUT_HEADINGS), errors.table):
        errors.add(row, columns["amount"], CUT)
        return None
    year = errors.read(row, columns["financial_year"], financial_year_of)
    amount = errors.read(row, columns["amount"], _pounds_in(columns["amount"], errors.table))
    effect = errors.read(row, columns["effect"], _choice_of(Effect))
    recurrence = errors.read(row, columns["recurrence"], _choice_of(Recurrence))
    full_year = reason = None
    if _filled(row, columns, "full_year_amount"):
        column = columns["full_year_amount"]
        full_year = errors.read(row, column, _pounds_in(column, errors.table))
    if _filled(row, columns, "one_off_reason"):
        reason = errors.read(row, columns["one_off_reason"], _choice_of(OneOffReason))
    if recurrence == Recurrence.ONE_OFF and not reason and len(errors.found) == before:
        _ask_for_reason(row, columns, errors)
    if len(errors.found) > before or None in (year, amount, effect, recurrence):
        return None
    return SavingRow(
        row=row.number,
        financial_year=str(year),
        amount=amount or Decimal(0),
        full_year_amount=full_year,
        effect=str(effect),
        recurrence=str(recurrence),
        one_off_reason=str(reason or ""),
        description=_words(row, columns, "description"),
        source=_words(row, columns, "source"),
        explanation=_words(row, columns, "explanation"),
    )


def _ask_for_reason(row: Row, columns: dict[str, int], errors: _Errors) -> None:
    """Note that a one-off saving says no reason; a table without such a column gets one."""
    if "one_off_reason" not in columns and not errors.table.headings:
        asked = f"a one-off saving needs a reason. Paste headings too, with “{REASON}” among them."
        errors.add(row, columns["recurrence"], asked)
        return
    column = columns.get("one_off_reason", len(errors.table.headings))
    listed = ", ".join(str(label) for _, label in OneOffReason.choices)
    errors.add(row, column, f"say why it is one-off. Write one of: {listed}.", REASON)


def _filled(row: Row, columns: dict[str, int], name: str) -> bool:
    return bool(_words(row, columns, name))


def _words(row: Row, columns: dict[str, int], name: str) -> str:
    return row.cell(columns[name]) if name in columns else ""


def financial_year_of(cell: str) -> str:
    """A financial year written 2023/24, however people write it. Raises CellRefused."""
    try:
        return financial_years.read_financial_year(cell)
    except financial_years.NotAYear as refusal:
        empty = f"the cell is empty. {financial_years.EXAMPLE}"
        raise CellRefused(str(refusal) if cell else empty) from refusal


def pounds_of(cell: str, *, unit: int = 1) -> Decimal:
    """Whole pounds of zero or more; half a pound rounds up. Raises CellRefused.

    `unit` is what the heading of the column counts in.
    """
    try:
        amount = money.figure(cell, unit=unit)
    except money.NotMoney as refusal:
        raise CellRefused(str(refusal) if cell else "the cell is empty. Write the pounds.") from (
            refusal
        )
    if amount < 0:
        raise CellRefused(f"“{cell[:40]}” is less than nothing. A saving is a positive amount.")
    return amount.quantize(Decimal(1), rounding=ROUND_HALF_UP)


def _choice_of(choices: type[Effect | Recurrence | OneOffReason]) -> Callable[[str], str]:
    """A reader of a cell that holds one of a set of words."""

    def read(cell: str) -> str:
        words = " ".join(cell.lower().split())
        for value, label in choices.choices:
            if words in (value, label.lower(), value.replace("-", " ")):
                return str(value)
        other = OTHER_WORDS.get(words)
        if other is not None and other in choices.values:
            return str(other.value)
        listed = ", ".join(str(label) for _, label in choices.choices)
        shown = f"“{cell[:40]}” is not known." if cell else "the cell is empty."
        raise CellRefused(f"{shown} Write one of: {listed}.")

    return read


Cells = Mapping[tuple[int, int], str]


def mended(text: str, cells: Cells, *, series: bool = False) -> str:
    """The table with these cells replaced, by row and column as errors count them, from 1.

    Written with tabs and without empty lines, so that the next reading counts the same rows. A
    series that lies on its side is turned. Raises TableRefused as reading does.
    """
    table = _table(text, series)
    lines = [list(table.headings)] if table.headings else []
    if lines and any(column > len(table.headings) for _, column in cells):
        lines[0].append(REASON)
    if table.title:
        lines.insert(0, [table.title])
    for row in table.rows:
        width = max([len(row.cells), *(column for at, column in cells if at == row.number)])
        lines.append(
            [cells.get((row.number, place + 1), row.cell(place)) for place in range(width)]
        )
    return _written(lines)


def only_rows(text: str, numbers: set[int], *, series: bool = False) -> str:
    """The table with only these rows, by number: what is still to mend."""
    table = _table(text, series)
    kept: list[Row] = [row for row in table.rows if row.number in numbers]
    lines = [list(table.headings)] if table.headings and kept else []
    above = [[table.title]] if table.title and kept else []
    return _written([*above, *lines, *(list(row.cells) for row in kept)])


def _table(text: str, series: bool) -> Table:
    table = read_table(text)
    return upright(table) if series else table


def _written(lines: list[list[str]]) -> str:
    return "\n".join("\t".join(_cell(cell) for cell in line) for line in lines)


def _cell(text: str) -> str:
    """A cell in one line, quoted where it holds a quote."""
    plain = " ".join(text.split())
    return f'"{plain.replace(chr(34), chr(34) * 2)}"' if '"' in plain else plain
