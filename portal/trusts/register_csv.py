"""The register's two file formats: read, checked line by line, every fault named at once."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path

from portal.text.normalising import clean
from portal.trusts import ods_codes
from portal.trusts.measures import MEASURES, Kind, Measure
from portal.trusts.models import ILLUSTRATIVE_PREFIX, Trust

TRUST_COLUMNS = (
    "ods_code",
    "name",
    "type",
    "type_source",
    "region",
    "icb",
    "icb_code",
    "town",
    "postcode",
    "latitude",
    "longitude",
    "opened",
    "closed",
    "successors",
    "foundation_trust",
)
FIGURE_COLUMNS = ("ods_code", "year", "measure", "value", "text", "source")
ENGLAND = {"latitude": (49.8, 55.9), "longitude": (-6.6, 1.9)}
YEAR = re.compile(r"\d{4}(/\d{2})?")
POSTCODE = re.compile(r"[A-Z]{1,2}[0-9][A-Z0-9]? [0-9][A-Z]{2}")


@dataclass(frozen=True)
class Problem:
    """One fault in a file: where it is and what to do about it. Line 0 is the whole file."""

    line: int
    message: str
    file: str = ""

    def __str__(self) -> str:
        place = f"line {self.line}" if self.line else "the file"
        return f"{self.file}, {place}: {self.message}" if self.file else f"{place}: {self.message}"


class RegisterError(ValueError):
    """Nothing was written: the faults are in `problems`, in the order of the lines."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = sorted(problems, key=lambda problem: (problem.file, problem.line))
        super().__init__("\n".join(str(problem) for problem in self.problems))


@dataclass
class Rows:
    """The rows of one file as text, by line, with the faults found so far."""

    file: str
    columns: tuple[str, ...]
    lines: list[tuple[int, dict[str, str]]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def fault(self, line: int, message: str) -> None:
        self.problems.append(Problem(line, message, self.file))


def read(path: Path, columns: tuple[str, ...], required: tuple[str, ...]) -> Rows:
    """The rows of a CSV file. Faults of the file as a whole are raised at once."""
    name = path.name
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError as error:
        raise RegisterError([Problem(0, "is not there. Check the path.", name)]) from error
    except OSError as error:
        sentence = f"cannot be read ({error.strerror}). Give a file that you may read."
        raise RegisterError([Problem(0, sentence, name)]) from error
    except UnicodeDecodeError as error:
        sentence = "is not UTF-8 text. Save it as CSV UTF-8 and try again."
        raise RegisterError([Problem(0, sentence, name)]) from error
    return _rows(name, text, columns, required)


def from_mappings(
    name: str, mappings: Iterable[Mapping[str, object]], columns: tuple[str, ...]
) -> Rows:
    """Rows given in code, under the same checks; the first is line 1."""
    rows = Rows(name, columns)
    for line, mapping in enumerate(mappings, start=1):
        unknown = sorted(set(mapping) - set(columns))
        if unknown:
            rows.fault(line, f"unknown columns: {', '.join(unknown)}. Use {', '.join(columns)}.")
            continue
        given = {column: mapping.get(column) for column in columns}
        rows.lines.append((line, {key: _as_text(value) for key, value in given.items()}))
    return rows


def _as_text(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else _clean(str(value))


def _clean(cell: str) -> str:
    """Through the gate for text, but for a null character: that is a fault to be named."""
    return cell.strip() if "\x00" in cell else clean(cell).strip()


def _rows(name: str, text: str, columns: tuple[str, ...], required: tuple[str, ...]) -> Rows:
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        header = [_clean(cell) for cell in next(reader, [])]
    except csv.Error as error:
        raise RegisterError([Problem(1, f"is not CSV: {error}. Mend the header.", name)]) from error
    faults = list(_faults_of_header(header, columns, required))
    if faults:
        raise RegisterError(Problem(1, fault, name) for fault in faults)
    rows = Rows(name, tuple(header))
    last = 1
    try:
        for cells in reader:
            line, last = last + 1, reader.line_num
            if not any(cell.strip() for cell in cells):
                continue
            if len(cells) != len(header):
                rows.fault(line, f"has {len(cells)} cells, the header has {len(header)}. {QUOTE}")
                continue
            rows.lines.append((line, _cells(header, cells)))
    except csv.Error as error:
        rows.fault(last + 1, f"is not CSV: {error}. Mend the quotes; later lines were not read.")
    if not rows.lines and not rows.problems:
        rows.fault(0, "has a header and no rows. Add a row for each trust.")
    return rows


QUOTE = 'Put "quotes" around a cell that holds a comma.'


def _cells(header: list[str], cells: list[str]) -> dict[str, str]:
    return {name: _clean(cell) for name, cell in zip(header, cells, strict=True)}


def _faults_of_header(
    header: list[str], columns: tuple[str, ...], required: tuple[str, ...]
) -> Iterator[str]:
    if not any(header):
        yield f"is empty. The first line names the columns: {', '.join(columns)}."
        return
    for column in sorted(set(header) - set(columns)):
        yield f"unknown column '{column}'. Remove it or use one of: {', '.join(columns)}."
    for column in required:
        if column not in header:
            yield f"column '{column}' is missing. Add it."
    for column in sorted({name for name in header if header.count(name) > 1}):
        yield f"column '{column}' is there twice. Keep one."


Say = Callable[[str], None]


def trust_from(cells: dict[str, str], say: Say, *, illustrative: bool) -> Trust:
    """An unsaved trust from one row; each fault goes to `say`. Columns not given stay blank."""
    given = cells.get
    code = code_from("ods_code", given("ods_code", ""), say)
    trust = Trust(ods_code=code, name=given("name", ""), illustrative=illustrative)
    if ods_codes.is_code(code):
        _check_population(code, say, illustrative=illustrative)
    if not trust.name:
        say("name is blank. Give the trust's name.")
    trust.type = _choice("type", given("type", ""), Trust.Type.choices, say)
    trust.type_source = given("type_source", "")
    if trust.type and not trust.type_source and "type_source" in cells:
        say("type has no type_source. Name where the type comes from, or leave type blank.")
    trust.region = _choice("region", given("region", ""), Trust.Region.choices, say)
    trust.icb, trust.icb_code = given("icb", ""), given("icb_code", "")
    trust.town, trust.postcode = given("town", ""), given("postcode", "").upper()
    if trust.postcode and not POSTCODE.fullmatch(trust.postcode):
        say(f"postcode '{trust.postcode}' is not a postcode. Write it as M13 9WL.")
    _coordinates(trust, cells, say)
    trust.opened = _day("opened", given("opened", ""), say)
    trust.closed = _day("closed", given("closed", ""), say)
    if trust.opened and trust.closed and trust.closed < trust.opened:
        say(f"closed ({trust.closed}) is before opened ({trust.opened}). Mend one of them.")
    trust.foundation_trust = _yes_no("foundation_trust", given("foundation_trust", ""), say)
    _check_lengths(trust, say)
    return trust


def code_from(column: str, text: str, say: Say) -> str:
    """The ODS code of a cell; one that is none, or was eaten by a spreadsheet, goes to `say`."""
    code = ods_codes.normalised(text)
    try:
        return ods_codes.read(text)
    except ods_codes.NotACode as fault:
        say(f"{column} '{code}' {fault.fault}")
        return code


def _check_population(code: str, say: Say, *, illustrative: bool) -> None:
    if code.startswith(ILLUSTRATIVE_PREFIX) and not illustrative:
        say(f"ods_code {code} is kept for invented trusts of the demo. Remove the row.")
    elif illustrative and not code.startswith(ILLUSTRATIVE_PREFIX):
        say(f"ods_code {code} belongs to real trusts. Invented trusts start with ZZ.")


def _choice(column: str, value: str, choices: list[tuple[str, str]], say: Say) -> str:
    wanted = value.casefold()
    for key, label in choices:
        if wanted in {key, label.casefold()}:
            return key
    if value:
        say(f"{column} '{value}' is not known. Use one of: {', '.join(k for k, _ in choices)}.")
    return ""


def _coordinates(trust: Trust, cells: dict[str, str], say: Say) -> None:
    texts = {column: cells.get(column, "") for column in ENGLAND}
    if bool(texts["latitude"]) != bool(texts["longitude"]):
        say("has one of latitude and longitude. Give both or neither.")
        return
    for column, text in texts.items():
        if not text:
            continue
        number, (low, high) = _number(text), ENGLAND[column]
        if number is None or not low <= number <= high:
            say(f"{column} '{text}' is not in England. Give degrees between {low} and {high}.")
            return
        setattr(trust, column, round(number, 6))


def _number(text: str) -> Decimal | None:
    try:
        number = Decimal(text)
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def _day(column: str, text: str, say: Say) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        say(f"{column} '{text}' is not a date. Write it as 2019-04-01.")
        return None


def _yes_no(column: str, text: str, say: Say) -> bool | None:
    answers = {"": None, "yes": True, "no": False}
    if text.casefold() not in answers:
        say(f"{column} '{text}' is not an answer. Write yes, no or nothing.")
    return answers.get(text.casefold())


def _check_lengths(trust: Trust, say: Say) -> None:
    for column in ("name", "type_source", "icb", "icb_code", "town"):
        longest = Trust._meta.get_field(column).max_length
        text = getattr(trust, column)
        if len(text) > longest:
            say(f"{column} has {len(text)} characters. Shorten it to {longest}.")
        if "\0" in text or "\n" in text:
            say(f"{column} holds a line break or a null. Remove it.")


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
