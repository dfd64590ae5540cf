"""A pasted table with some of its cells mended, as text again. Pure."""

from __future__ import annotations

from collections.abc import Mapping

from casestudies.pasted_figures import REASON, upright
from casestudies.pasted_table import Row, Table, read_table

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
