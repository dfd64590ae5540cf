from __future__ import annotations

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from casestudies.fields import SeriesFormField, check_series
from casestudies.savings.queries import plain_number, with_sign, with_unit
from portal.charts.measures import HEIGHT, WIDTH, bars, run_chart

MONTHS = [f"{year}-{month:02d}" for year in (2021, 2022) for month in range(1, 13)]


@given(st.lists(st.floats(-1e6, 1e6), min_size=6, max_size=24))
def test_every_point_of_a_run_chart_lies_in_the_drawing(values):
    chart = run_chart(list(zip(MONTHS, values, strict=False)))

    assert all(0 <= float(x) <= WIDTH and 0 <= float(y) <= HEIGHT for x, y in chart.dots)


def test_a_short_series_draws_no_run_chart():
    assert run_chart([["2022-01", 1], ["2022-02", 2]]) is None


def test_the_median_stands_on_the_chart():
    assert run_chart([[month, float(n)] for n, month in enumerate(MONTHS[:7])]).median_label == "3"


def test_bars_stand_on_one_scale():
    found = bars(Decimal(50), Decimal(100))

    assert found.after == 2 * found.before


@pytest.mark.parametrize(("before", "after"), [(-1, 5), (0, 0)])
def test_what_bars_cannot_show_has_none(before, after):
    assert bars(Decimal(before), Decimal(after)) is None


@pytest.mark.parametrize(
    ("value", "text"),
    [("12.500", "12.5"), ("12000", "12,000"), ("0.000", "0"), ("100", "100"), ("-3.25", "-3.25")],
)
def test_numbers_are_written_without_needless_noughts(value, text):
    assert plain_number(Decimal(value)) == text


def test_a_series_is_typed_one_month_a_line():
    assert SeriesFormField().clean("2023-04 12.5\n2023-05, 13") == [
        ["2023-04", 12.5], ["2023-05", 13.0],
    ]  # fmt: skip


@pytest.mark.parametrize(
    "value", [[["2023-13", 1]], [["2023-01"]], [["2023-01", "x"]], "x", [["2023-01", True]]]
)
def test_a_series_that_is_none_is_refused(value):
    with pytest.raises(ValidationError):
        check_series(value)


@pytest.mark.parametrize(
    ("unit", "text"),
    [
        ("%", "9.4%"),
        ("% of hours", "9.4% of hours"),
        ("£", "£9.40"),
        ("£000 a year", "£9.4 thousand a year"),
        ("£ million a year", "£9.4 million a year"),
        ("days, median", "9.4 days, median"),
    ],
)
def test_a_number_stands_with_its_unit_as_people_write_it(unit, text):
    assert with_unit("9.4", unit) == text


def test_pounds_have_their_sign_before_the_number_and_two_places_of_pence():
    assert with_unit("-4", "£ a stay") == "-£4 a stay"
    assert with_unit("69.8", "£ an hour") == "£69.80 an hour"
    assert with_sign("1,790", "£") == "£1,790"
