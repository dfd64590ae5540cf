"""A table pasted from a spreadsheet or a CSV file: cells, their kinds, and errors cell by cell."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from io import StringIO

from portal.text import money

SEPARATORS = ("\t", ";", ",", "|")
MAX_ROWS = 500
MAX_CHARACTERS = 200_000
ORDINAL = re.compile(r"(?<=\d)(st|nd|rd|th)\b", re.IGNORECASE)
NUMERIC_DAY = re.compile(r"(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{4}|\d{2})(\s+\d{1,2}:\d{2}(:\d{2})?)?")
NUMERIC_MONTH = re.compile(r"(\d{1,2})[/.\-](\d{4})")
ISO = re.compile(r"(\d{4})[-/](\d{1,2})(?:[-/](\d{1,2}))?(?:[T ]\d{2}:\d{2}.*)?")
NAMED = ("%b %Y", "%B %Y", "%b %y", "%B %y", "%d %b %Y", "%d %B %Y", "%d %b %y", "%d %B %y")
# How a spreadsheet counts the days from 1990 to 2099 where a column is not shown as dates.
SERIAL = re.compile(r"3[3-9][0-9]{3}|[4-6][0-9]{4}|7[0-3][0-9]{3}")
MONTH_WORDS = "Write the month as Apr-23, April 2023 or 01/04/2023."
NUMBER_WORDS = "Write a number such as 12.5, £1,200, 81% or (300) for minus 300."


@dataclass(frozen=True)
class CellError:
    """What is wrong with one cell. `row` counts the lines pasted, from 1; `column` too."""

    row: int
    column: int
    heading: str
    value: str
    message: str

    def __str__(self) -> str:
        name = f" ({self.heading})" if self.heading else ""
        return f"Row {self.row}, column {self.column}{name}: {self.message}"


@dataclass(frozen=True)
class Row:
    """One line of the table. `number` is its place among the lines pasted, from 1."""

    number: int
    cells: tuple[str, ...]

    def cell(self, column: int) -> str:
        """A cell by its column from 0, empty if the line is too short."""
        return self.cells[column] if column < len(self.cells) else ""


@dataclass(frozen=True)
class Table:
    """The lines that hold anything, and the headings if the first of them are headings.

    `title` is a line of one cell above the headings, such as “Savings (£000)”.
    """

    headings: tuple[str, ...]
    rows: tuple[Row, ...]
    title: str = ""

    def heading(self, column: int) -> str:
        """The heading of a column from 0, or empty."""
        return self.headings[column] if column < len(self.headings) else ""


class CellRefused(ValueError):
    """A cell that says something else than its column. The message says what to write."""


class TableRefused(ValueError):
    """A paste in which no table can be seen. The message says what to do."""


def read_table(text: str) -> Table:
    """Split a paste into cells. Quoted cells may hold separators and line ends.

    Raises TableRefused for an empty paste and for one that is too long.
    """
    if not text.strip("\ufeff\t\r\n ,;|"):
        raise TableRefused("There is nothing to read. Copy the cells and paste them here.")
    if len(text) > MAX_CHARACTERS:
        raise TableRefused("The table is too long. Paste only the columns that you need.")
    text = text.lstrip("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    lines = csv.reader(StringIO(text), delimiter=separator_of(text), skipinitialspace=True)
    try:
        cells = [tuple(_clean(cell) for cell in line) for line in lines]
    except csv.Error as error:
        raise TableRefused(
            "A quotation mark is not closed. Copy the cells from the spreadsheet again."
        ) from error
    rows = [Row(number, line) for number, line in enumerate(cells, 1) if any(line)]
    if len(rows) > MAX_ROWS:
        raise TableRefused(
            f"The table has {len(rows)} rows; the most is {MAX_ROWS}. Paste a row for each month."
        )
    title = ""
    if len(rows) > 2 and _is_title(rows[0], rows[1]):
        title, rows = " ".join(filter(None, rows[0].cells)), rows[1:]
    if rows and _is_headings(rows[0]):
        return Table(rows[0].cells, tuple(rows[1:]), title)
    return Table((), tuple(rows))


def separator_of(text: str) -> str:
    """Tab if there is one, as a spreadsheet copies; else the mark that cuts the lines alike.

    A comma inside £1,200 cuts only its own line, so the mark that stands in most lines wins.
    """
    lines = [line for line in _outside_quotes(text).split("\n") if line.strip()]
    counts = {mark: sum(mark in line for line in lines) for mark in SEPARATORS}
    if counts["\t"]:
        return "\t"
    return max(SEPARATORS, key=lambda mark: (counts[mark], -SEPARATORS.index(mark)))


def _outside_quotes(text: str) -> str:
    return re.sub(r'"(?:[^"]|"")*"', "", text)


def _clean(cell: str) -> str:
    return " ".join(cell.replace("\xa0", " ").split())


def _is_headings(row: Row) -> bool:
    """Headings are words: a first line in which no cell is a number or a month."""
    filled = [cell for cell in row.cells if cell]
    return not any(_is(number_of, cell) or _is(month_of, cell) for cell in filled) and any(
        re.search(r"[A-Za-z]", cell) for cell in filled
    )


def _is_title(row: Row, following: Row) -> bool:
    """Whether a line of one cell stands above headings of several."""
    return (
        len([cell for cell in row.cells if cell]) == 1
        and len([cell for cell in following.cells if cell]) > 1
        and _is_headings(row)
        and _is_headings(following)
    )


def _is(reader: object, cell: str) -> bool:
    try:
        reader(cell)  # type: ignore[operator]
    except CellRefused:
        return False
    return True


def number_of(cell: str, *, unit: int = 1) -> Decimal:
    """The number in a cell: £1,200.50, 81%, (300), -5, 1.2m, 350k. A per cent sign is left out.

    `unit` is what the heading of the column counts in. Raises CellRefused.
    """
    try:
        return money.number(cell, unit=unit)
    except money.NotMoney as refusal:
        raise CellRefused(f"{refusal} {NUMBER_WORDS}") from refusal


def month_of(cell: str) -> date:
    """The first day of the month that a cell names, read the British way, day first.

    Raises CellRefused.
    """
    text = ORDINAL.sub("", cell.strip())
    try:
        year, month = _numeric_month(text) or _named_month(text)
        found = date(year, month, 1)
    except ValueError as error:
        shown = f"“{cell[:40]}” is not a month." if text else "the cell is empty."
        if SERIAL.fullmatch(text):
            shown = f"“{text}” is a day as the spreadsheet counts it: show the column as dates."
        raise CellRefused(f"{shown} {MONTH_WORDS}") from error
    if not 1990 <= found.year <= 2099:
        raise CellRefused(f"“{cell[:40]}” lies too far away. {MONTH_WORDS}")
    return found


def _numeric_month(text: str) -> tuple[int, int] | None:
    if found := ISO.fullmatch(text):
        date(int(found[1]), int(found[2]), int(found[3] or 1))
        return int(found[1]), int(found[2])
    if found := NUMERIC_DAY.fullmatch(text):
        year = int(found[3]) if len(found[3]) == 4 else 2000 + int(found[3])
        date(year, int(found[2]), int(found[1]))
        return year, int(found[2])
    if found := NUMERIC_MONTH.fullmatch(text):
        return int(found[2]), int(found[1])
    return None


def _named_month(text: str) -> tuple[int, int]:
    words = re.sub(r"[\s\-–—/.,']+", " ", text).strip()
    words = re.sub(r"(?<=[A-Za-z])(?=\d)", " ", words)
    words = re.sub(r"\bsept\b", "Sep", words, flags=re.IGNORECASE)
    words = re.sub(
        r"^(mon|tues?|wed(nes)?|thu(rs)?|fri|satur|sat|sun)(day)?\s", "", words, flags=re.I
    )
    for pattern in NAMED:
        try:
            found = datetime.strptime(words, pattern)
        except ValueError:
            continue
        # Two figures for the year mean this century, as in 01/04/69.
        return (
            found.year + 100 if found.year < 2000 and "%y" in pattern else found.year
        ), found.month
    raise ValueError(text)
