"""The long file of yearly figures: one row a trust, year and measure, with its source."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path

from portal.trusts.measures import MEASURES, Kind, Measure
from portal.trusts.register_csv import YEAR, Say, code_from

LONGEST_NUMBER = Decimal(10) ** 12
LONGEST_TEXT, LONGEST_SOURCE = 120, 300


@dataclass(frozen=True)
class FigureRow:
    """A checked row, not yet tied to a trust."""

    ods_code: str
    year: str
    measure: str
    value: Decimal | None
    text: str
    source: str

    @property
    def key(self) -> tuple[str, str, str]:
        return (self.ods_code, self.measure, self.year)


def figure_from(cells: dict[str, str], say: Say) -> FigureRow:
    """A figure from one row; each fault goes to `say`."""
    code = code_from("ods_code", cells["ods_code"], say)
    year = cells["year"]
    if not YEAR.fullmatch(year):
        say(f"year '{year}' is not a year. Write it as 2018/19 or 2022.")
    if not cells["source"]:
        say("source is blank. Say where the figure comes from.")
    if len(cells["source"]) > LONGEST_SOURCE:
        say(f"source has {len(cells['source'])} characters. Shorten it to {LONGEST_SOURCE}.")
    value, text = None, ""
    measure = MEASURES.get(cells["measure"])
    if measure is None:
        say(f"measure '{cells['measure']}' is not known. Use one of: {', '.join(MEASURES)}.")
    elif measure.kind is Kind.NUMBER:
        value = _value(measure, cells, say)
    else:
        text = _text(measure, cells, say)
    return FigureRow(code, year, cells["measure"], value, text, cells["source"])


def _value(measure: Measure, cells: dict[str, str], say: Say) -> Decimal | None:
    given = cells["value"]
    if cells["text"]:
        say(f"{measure.key} is a number. Leave text blank.")
    if not given:
        say("value is blank. Give the number, or leave out the row if it is not known.")
        return None
    try:
        value = Decimal(given)
    except InvalidOperation:
        value = Decimal("NaN")
    if not value.is_finite() or abs(value) >= LONGEST_NUMBER:
        say(f"value '{given}' is not a number that can be kept. Write it as 1234.5.")
        return None
    if measure.lowest is not None and value < measure.lowest:
        say(f"value {given} is below {measure.lowest}, the least {measure.key} can be. Mend it.")
    if measure.highest is not None and value > measure.highest:
        say(f"value {given} is above {measure.highest}, the most {measure.key} can be. Mend it.")
    return round(value, 6)


def _text(measure: Measure, cells: dict[str, str], say: Say) -> str:
    if cells["value"]:
        say(f"{measure.key} is a word. Leave value blank.")
    if not cells["text"]:
        say("text is blank. Give the word, or leave out the row if it is not known.")
    if len(cells["text"]) > LONGEST_TEXT:
        say(f"text has {len(cells['text'])} characters. Shorten it to {LONGEST_TEXT}.")
    return cells["text"]


def figures_of_wide_file(path: Path, *, year: str, source: str) -> Iterator[dict[str, str]]:
    """The rows of a file with a column a measure, as rows of the long file. Blank: no row."""
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            code = row.pop("ods_code")
            for measure, value in row.items():
                if value:
                    yield {
                        "ods_code": code,
                        "year": year,
                        "measure": measure,
                        "value": value,
                        "text": "",
                        "source": source,
                    }
