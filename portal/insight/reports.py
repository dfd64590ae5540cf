"""One report: a chart, the table behind it, and what it says. A page, a print and a CSV of it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from portal.accounts.audit import cell_text
from portal.charts.bars import BarChart, Grid

Value = str | int | float | Decimal | None
HIDDEN = "not shown"


@dataclass(frozen=True)
class Report:
    """`says` is the finding in a sentence, `counts` how it is counted.

    A value of None is not known or may not be told; `nothing` is said where there is no row.
    """

    slug: str
    title: str
    says: str
    counts: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Value, ...], ...]
    chart: BarChart | Grid | None
    blank: str = "none"
    nothing: str = "There is nothing to count yet."

    @property
    def shown(self) -> list[list[Value]]:
        """The rows as they are read: a blank value in words, numbers as people write them."""
        return [[self._word(value) for value in row] for row in self.rows]

    def _word(self, value: Value) -> Value:
        if value is None:
            return self.blank
        if isinstance(value, (Decimal, float)):
            return f"{value:,.1f}".removesuffix(".0")
        return f"{value:,}" if isinstance(value, int) else value

    def table(self) -> list[list[Value]]:
        """The columns' names and the rows, for a file: plain numbers, blanks in words."""
        lines = [[self.blank if value is None else value for value in row] for row in self.rows]
        return [[cell_text(value) for value in line] for line in (self.columns, *lines)]
