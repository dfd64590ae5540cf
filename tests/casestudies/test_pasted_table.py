"""Pasted tables: cells as people write them, errors that name the cell, good rows kept."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casestudies.fields import check_series
from casestudies.pasting import reading as pasting_reading
from casestudies.pasting.reading import read_savings, read_series
from casestudies.pasting.table import CellRefused, TableRefused, month_of, number_of, read_table

MONTHS = st.dates(date(1990, 1, 1), date(2099, 12, 31)).map(lambda day: day.replace(day=1))
NUMBERS = st.decimals(-(10**9), 10**9, places=2)
SERIES = st.dictionaries(MONTHS, NUMBERS, min_size=1, max_size=24)
WAYS_OF_MONTHS = st.sampled_from(["%d/%m/%Y", "%b-%y", "%B %Y", "%Y-%m", "%Y-%m-%d", "%d %b %Y"])
SEPARATORS = st.sampled_from(["\t", ";", ","])


def written(number: Decimal, way: int) -> str:
    """A number as a spreadsheet shows it, always quoted for the sake of its commas."""
    plain = [f"{number}", f"{number:,}", f"£{number:,}".replace("£-", "-£")][way % 3]
    bracketed = f"(£{abs(number):,})" if number < 0 and way > 2 else plain
    return f'"{bracketed}"'


@given(SERIES, WAYS_OF_MONTHS, SEPARATORS, st.integers(0, 5), st.booleans(), st.booleans())
def test_a_series_comes_back_however_it_is_written(series, form, mark, way, headed, windows):
    # Two figures for the year can only mean this century.
    form = "%B %Y" if form == "%b-%y" and any(month.year < 2000 for month in series) else form
    lines = [f"Month{mark}Value"] if headed else []
    lines += [f"{month.strftime(form)}{mark}{written(n, way)}" for month, n in series.items()]

    read = read_series(("\r\n" if windows else "\n").join(lines))

    assert read.errors == ()
    assert dict(read.points) == series
    assert list(read.points) == sorted(read.points)


@given(st.text())
def test_no_paste_breaks_the_reader(text):
    for reader in (read_series, read_savings):
        try:
            reader(text)
        except TableRefused as refused:
            assert str(refused).endswith(".")


@pytest.mark.parametrize(
    ("cell", "number"),
    [
        ("£1,234.50", "1234.5"), ("(300)", "-300"), ("(£1,200)", "-1200"), ("-£5", "-5"),
        ("£-5", "-5"), ("−7", "-7"), ("81%", "81"), (" 12.5 % ", "12.5"), ("£1.2m", "1200000"),
        ("350k", "350000"), (".5", "0.5"), ("1 ", "1"), ("0", "0"), ("£2 million", "2000000"),
    ],
)  # fmt: skip
def test_numbers_are_read_as_people_write_them(cell, number):
    assert number_of(cell) == Decimal(number)


@pytest.mark.parametrize(
    "cell", ["", "n/a", "1,23", "12,34,567", "1.2.3", "-(5)", "--5", "£", "#REF!"]
)
def test_what_is_no_number_says_what_to_write(cell):
    with pytest.raises(CellRefused, match="Write a number"):
        number_of(cell)


@pytest.mark.parametrize(
    "cell",
    ["01/04/2023", "1/4/23", "30.04.2023", "Apr-23", "apr 2023", "April 2023", "2023-04", "04/2023",
     "2023-04-01", "2023-04-01 00:00:00", "Apr23", "April '23", "1st April 2023", "Sat 1 Apr 2023",
     "1-Apr-2023", "01/04/2023 00:00"],
)  # fmt: skip
def test_months_are_read_the_british_way(cell):
    assert month_of(cell) == date(2023, 4, 1)


@pytest.mark.parametrize(
    "cell", ["", "04/13/2023", "31/02/2023", "Q1 2023", "April", "2023", "13/2023"]
)
def test_what_is_no_month_says_what_to_write(cell):
    with pytest.raises(CellRefused, match="Apr-23"):
        month_of(cell)


def test_three_bad_cells_are_named_and_the_rest_is_kept():
    pasted = "Month\tDays\nApr-23\t9.2\nMay-23\tn/a\nJume 23\t8\nJul-23\t\nAug-23\t£1,200\n"

    read = read_series(pasted)

    assert [month for month, _ in read.points] == [date(2023, 4, 1), date(2023, 8, 1)]
    assert [(one.row, one.column, one.heading) for one in read.errors] == [
        (3, 2, "Days"),
        (4, 1, "Month"),
        (5, 2, "Days"),
    ]
    assert str(read.errors[0]).startswith("Row 3, column 2 (Days): “n/a” is not a number. Write")


def test_rows_are_counted_as_they_were_pasted_empty_ones_too():
    (error,) = read_series("Apr-23\t1\n\n\nMay-23\tx").errors

    assert error.row == 4


def test_both_cells_of_a_row_can_be_wrong():
    read = read_series("Apr-23\t1\nfoo\tbar")

    assert [(one.row, one.column) for one in read.errors] == [(2, 1), (2, 2)]


def test_a_month_that_comes_twice_is_named_with_its_first_row():
    read = read_series("Apr-23\t1\n01/04/2023\t2")

    assert read.points == ((date(2023, 4, 1), Decimal(1)),)
    assert "April 2023 stands in row 1 already" in read.errors[0].message


def test_a_table_that_lies_on_its_side_is_turned():
    read = read_series("Month\tApr-23\tMay-23\tJun-23\nDays\t9\t8\t7")

    assert [value for _, value in read.points] == [9, 8, 7]


def test_a_comma_that_cuts_a_number_is_noticed_and_not_read_as_one_pound():
    read = read_series("Month,Cost\nApr-23,£1,200\nMay-23,900")

    assert read.points == ((date(2023, 5, 1), Decimal(900)),)
    assert "commas inside numbers" in read.errors[0].message


def test_further_columns_are_named():
    assert read_series("Month\tA\tB\nApr-23\t1\t2").unread_columns == ("B",)


def test_the_stored_form_is_the_one_that_measures_take():
    stored = read_series("Apr-23\t9.25\nMay-23\t8").as_stored()

    check_series(stored)
    assert stored == [["2023-04", 9.25], ["2023-05", 8.0]]


def test_quoted_cells_may_hold_marks_and_line_ends():
    table = read_table('Name;Note\n"A;B";"two\nlines"')

    assert table.rows[0].cells == ("A;B", "two lines")
    assert table.headings == ("Name", "Note")


@pytest.mark.parametrize("text", ["", " \n\t\n", ",,,\n,,"])
def test_an_empty_paste_is_refused_with_what_to_do(text):
    with pytest.raises(TableRefused, match="Copy the cells"):
        read_table(text)


def test_one_column_and_too_many_rows_are_refused():
    with pytest.raises(TableRefused, match="two columns"):
        read_series("Apr-23\nMay-23")
    with pytest.raises(TableRefused, match="501 rows"):
        read_table("1\t2\n" * 501)


def test_savings_are_read_by_their_headings_in_any_order():
    (line,) = read_savings(
        "Description,Effect,Recurrent,Year,Amount (£),FYE\n"
        '"Agency, nurses",Cash-releasing,Yes,FY23/24,"£120,000.50",150k'
    ).lines

    assert (line.financial_year, line.amount, line.full_year_amount) == (
        "2023/24",
        120_001,
        150_000,
    )
    assert (line.effect, line.recurrence) == ("cash-releasing", "recurrent")
    assert line.description == "Agency, nurses"


def test_savings_without_headings_stand_in_the_usual_order():
    (line,) = read_savings("2023-24\t£5,000\tcost avoidance\trecurrent\tBeds").lines

    assert (line.effect, line.recurrence, line.description) == ("cost-avoided", "recurrent", "Beds")


def test_bad_cells_of_savings_are_named_and_good_lines_kept():
    read = read_savings(
        "Year\tAmount\tEffect\tRecurrence\n2023/24\t100\tIncome\tRecurrent\n"
        "2023/25\t-5\tMagic\tRecurrent\n2024/25\t70\tcapacity released\tmaybe"
    )

    assert [line.amount for line in read.lines] == [100]
    assert [(one.row, one.heading) for one in read.errors] == [
        (3, "Year"), (3, "Amount"), (3, "Effect"), (4, "Recurrence"),
    ]  # fmt: skip
    assert "Cash-releasing, Cost avoidance" in read.errors[2].message


def test_a_missing_column_is_asked_for_by_name():
    with pytest.raises(TableRefused, match="“effect”"):
        read_savings("Year\tAmount\tRecurrence\n2023/24\t1\trecurrent")


@pytest.mark.parametrize(
    "text",
    [
        "Scheme\tFinancial Year\tRecurrent / Non Recurrent\tSaving £000\tCategory\tOne-off reason\n"
        "Agency\t23/24\tNon recurrent\t1,234\tCash-releasing\tvacancy freeze",
        "Savings (£'000)\t\t\t\t\t\nScheme\tFY\tRecurrence\tAmount\tEffect\tOne-off reason\n"
        "Agency\tFY23/24\tNR\t£1,234\tcash\tvacancy freeze",
        "Year\tSaving (£m)\tEffect\tRecurrence\tReason\n"
        "2023–2024\t1.234\tcash\tone off\tvacancy freeze",
        "Year\tAmount\tEffect\tRecurrence\tReason\n2023-24\t£1.234m\tcash\tone-off\tvacancy freeze",
    ],
)
def test_the_unit_of_a_heading_or_a_title_counts(text):
    read = read_savings(text)

    assert [str(error) for error in read.errors] == []
    (line,) = read.lines
    assert (line.amount, line.financial_year, line.recurrence) == (1_234_000, "2023/24", "one-off")


def test_the_unit_of_a_title_is_kept_while_cells_are_mended():
    text = "Savings £000\t\t\t\nYear\tAmount\tEffect\tRecurrence\nsoon\t340\tcash\tR"
    (error,) = read_savings(text).errors

    mended = pasting_reading.mended(text, {(error.row, error.column): "2023/24"})

    assert read_savings(mended).lines[0].amount == 340_000
    assert read_savings(pasting_reading.only_rows(text, {error.row})).errors[0].value == "soon"


@pytest.mark.parametrize(
    ("cell", "says"),
    [
        ("1.2-1.5m", "range"), ("up to £3m", "limit"), ("12%", "percentage"),
        ("TBC", "gives no amount"), ("£5k a month", "for one month"), ("£1m over two years", "sum"),
    ],
)  # fmt: skip
def test_a_cell_that_is_no_figure_of_a_year_is_asked_about(cell, says):
    read = read_savings(f"Year\tAmount\tEffect\tRecurrence\n2023/24\t{cell}\tcash\tR")

    assert read.lines == ()
    assert says in read.errors[0].message


def test_a_row_of_totals_does_not_count_its_money_twice():
    read = read_savings(
        "Scheme\tYear\tAmount\tEffect\tRecurrence\nBeds\t2023/24\t100\tcash\tR\n"
        "Total\t2023/24\t100\tcash\tR"
    )

    assert [line.amount for line in read.lines] == [100]
    assert (read.totals, read.errors) == ((3,), ())


def test_two_columns_of_the_same_kind_are_asked_about():
    with pytest.raises(TableRefused, match="Two columns say the amount"):
        read_savings("Year\tAmount\tSaving £000\tEffect\tRecurrence\n2023/24\t1\t2\tcash\tR")


def test_shares_and_per_cent_are_not_mixed():
    read = read_series("Month\tShare\nApr-23\t81%\nMay-23\t0.79")

    assert len(read.points) == 1
    assert "79.00%" in read.errors[0].message


def test_several_measures_beside_each_other_are_asked_apart():
    with pytest.raises(TableRefused, match="one line"):
        read_series("Measure\tApr-23\tMay-23\nStarts\t41\t38\nCases\t1\t2")


def test_a_day_that_the_spreadsheet_counts_says_what_to_do():
    with pytest.raises(CellRefused, match="show the column as dates"):
        month_of("45017")
