"""A fact of the service stands in one place: its clock, its dates in words, its year, its sides.

Each of these tests finds the next place that works one of them out for itself.
"""

from __future__ import annotations

import ast
import re
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.template import Context, Template
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.matching import reply_clock
from portal.matching.choices import Side
from portal.text import financial_years
from portal.text.dates import (
    day_and_month,
    day_in_words,
    moment_in_words,
    month_in_words,
    months_between,
)
from tests.hypothesis_profiles import examples
from tests.test_architecture import ROOT, module_name, sources

# Year, month and day in figures are for machines: file names, keys, columns, logs.
MONTH_IN_WORDS = re.compile(r"%-?[bBA]")
# Reads the dates that people paste, in their own forms.
READS_DATES = {"casestudies.pasting.table"}
OWN_MONTHS = re.compile(
    r"calendar\.monthrange|// 12\b|% 12\b|\.year (?:\* 12\b|[-+] 1\b)|timedelta\(days=36[056]\)"
)
COUNTED_IN_MONTHS = {
    "casestudies.savings.payback": "writes a number of months as years and months",
    "portal.text.financial_years": "names a year by the April that it begins in",
}
SIDES = {side.value for side in Side}


def templates() -> list[Path]:
    folders = ["portal", "casestudies", "search"]
    return sorted(
        path
        for folder in folders
        for path in (ROOT / folder).rglob("templates/**/*")
        if path.suffix in {".html", ".txt"}
    )


def lines_with(pattern: re.Pattern[str], *, but: set[str] | dict[str, str]) -> list[str]:
    return [
        f"{module_name(path)}: {line.strip()}"
        for path in sources()
        if module_name(path) not in but
        for line in path.read_text().splitlines()
        if pattern.search(line)
    ]


def test_dates_in_words_have_one_form():
    day = date(2026, 12, 1)
    shown = Template("{{ day|date }}, {{ day }}, {{ day|date:'YEAR_MONTH_FORMAT' }}")

    assert day_in_words(day) == "1 December 2026"
    assert (day_and_month(day), month_in_words(day)) == ("1 December", "December 2026")
    assert shown.render(Context({"day": day})) == "1 December 2026, 1 December 2026, December 2026"


def test_a_moment_is_told_as_it_is_in_london():
    late = datetime(2026, 6, 30, 23, 5, tzinfo=UTC)

    assert day_in_words(late) == "1 July 2026"
    assert moment_in_words(late) == "1 July 2026 at 00:05"


def test_no_module_writes_a_month_in_words_of_its_own():
    assert lines_with(MONTH_IN_WORDS, but=READS_DATES) == []


def test_no_template_writes_a_date_in_a_form_of_its_own():
    own = re.compile(r"\|date:[\"'](?!\w+_FORMAT[\"']|Y[\"'])[^\"']*[\"']")
    found = [
        f"{path.name}: {form}" for path in templates() for form in own.findall(path.read_text())
    ]

    assert found == []


def test_months_and_years_are_counted_by_dateutil():
    assert lines_with(OWN_MONTHS, but=COUNTED_IN_MONTHS) == []


@given(st.dates(date(1990, 1, 1), date(2099, 12, 31)), st.integers(0, 400))
@settings(max_examples=examples(30, full=300))
def test_months_between_are_calendar_months(day, days):
    later = date.fromordinal(day.toordinal() + days)

    assert months_between(day, later) == sum(
        date.fromordinal(day.toordinal() + n).day == 1 for n in range(1, days + 1)
    )
    assert months_between(later, day) == -months_between(day, later)


@given(st.dates(date(2001, 1, 1), date(2098, 12, 31)))
@settings(max_examples=examples(30, full=300))
def test_a_day_lies_in_its_financial_year(day):
    year = financial_years.of_day(day)

    assert financial_years.first_day(year) <= day <= financial_years.last_day(year)
    assert financial_years.is_written(year)
    assert financial_years.read_financial_year(year) == year


@pytest.mark.parametrize(
    ("day", "year"), [(date(2026, 3, 31), "2025/26"), (date(2026, 4, 1), "2026/27")]
)
def test_the_financial_year_turns_on_1_april(day, year):
    assert financial_years.of_day(day) == year


@pytest.mark.parametrize("text", ["2023/25", "23/24", "2023/24 ", "2023-24", "", "1999/00"])
def test_what_is_no_financial_year_is_not_taken_for_one(text):
    assert not financial_years.is_written(text)


def test_nobody_else_knows_when_the_financial_year_begins():
    own = re.compile(r"\.month *[<>]=? *[34]\b|\.year, 4, 1\)|\.year, 3, 31\)|\"04-01\"|\"03-31\"")

    assert lines_with(own, but={"portal.text.financial_years"}) == []


def test_the_days_to_answer_stand_in_the_clock_alone():
    told = re.compile(r"\b(?:6|six|3|three) working days\b", re.IGNORECASE)
    kept = re.compile(r"working_days\.after\([^)]*\)*, *\d+\)|^[A-Z_]*REPLY[A-Z_]* *= *\d")
    found = lines_with(kept, but={"portal.matching.reply_clock"})
    # Reasons in docstrings may say the number; a sentence that is shown may not.
    found += [
        f"{path.name}: {words}" for path in templates() for words in told.findall(path.read_text())
    ]
    for path in sources():
        if told.search(path.read_text()):
            texts = [text for text in strings_of(path) if told.search(text)]
            found += [f"{module_name(path)}: {text}" for text in texts]

    assert found == []


def test_an_answer_is_flagged_halfway():
    monday, wednesday, thursday = date(2026, 6, 1), date(2026, 6, 3), date(2026, 6, 4)

    due = reply_clock.due_after(monday)

    assert due == date(2026, 6, 9)
    assert not reply_clock.is_flagged(monday, today=wednesday)
    assert reply_clock.is_flagged(monday, today=thursday)
    assert not reply_clock.is_flagged_before(due, today=wednesday)
    assert reply_clock.is_flagged_before(due, today=thursday)


def test_sides_of_a_pair_are_compared_by_their_names():
    """`side == "seeker"` is a second list of the sides: Side says what there is."""
    found = [
        f"{module_name(path)}:{node.lineno}"
        for path in sources()
        if any(f'"{side}"' in path.read_text() for side in SIDES)
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Compare)
        for one in [node.left, *node.comparators]
        if isinstance(one, ast.Constant) and one.value in SIDES
    ]

    assert found == []


def test_which_trust_is_on_a_side_is_asked_of_the_match():
    own = re.compile(r"\.(?:seeker|helper) if .*\bside\b|\.(?:seeker|helper) if Side\.")

    # pair.html draws both sides beside each other, each in its own column.
    drawn = [path.name for path in templates() if '.side == "' in path.read_text()]

    assert lines_with(own, but={"portal.matching.models.match"}) == []
    assert drawn == []


def strings_of(path: Path) -> list[str]:
    """The strings of a module that are no docstring."""
    tree = ast.parse(path.read_text())
    docs = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    return [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docs
    ]
