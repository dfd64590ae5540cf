"""Run charts: the published rules for shifts and trends, point by point."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.charts.run_chart_rules import SignalKind, run_chart, series_of, shifts, trends

VALUES = st.lists(st.integers(0, 20).map(Decimal), min_size=1, max_size=40)


def months(count: int, start: int = 2022 * 12) -> list[date]:
    return [date(n // 12, n % 12 + 1, 1) for n in range(start, start + count)]


def series(*values: float) -> list[tuple[date, Decimal]]:
    return [
        (month, Decimal(str(value)))
        for month, value in zip(months(len(values)), values, strict=True)
    ]


def decimals(*values: int) -> list[Decimal]:
    return [Decimal(value) for value in values]


@pytest.mark.parametrize(
    ("values", "found"),
    [
        ((6, 6, 6, 6, 6, 6), [(0, 5)]),
        ((6, 6, 6, 6, 6), []),
        ((6, 6, 6, 5, 6, 6, 6), [(0, 6)]),
        ((6, 6, 6, 5, 6, 6), []),
        ((6, 6, 6, 4, 6, 6, 6), []),
        ((5, 6, 7, 6, 7, 6, 7, 5, 4), [(1, 6)]),
        ((4, 4, 4, 4, 4, 4, 6, 6, 6, 6, 6, 6), [(0, 5), (6, 11)]),
        ((5, 5, 5, 5, 5, 5, 5), []),
    ],
)
def test_a_shift_is_six_points_on_one_side_not_counting_those_on_the_median(values, found):
    assert shifts(decimals(*values), Decimal(5)) == found


@pytest.mark.parametrize(
    ("values", "found"),
    [
        ((1, 2, 3, 4, 5), [(0, 4)]),
        ((1, 2, 3, 4), []),
        ((5, 4, 3, 2, 1), [(0, 4)]),
        ((1, 2, 3, 3, 4, 5), [(0, 5)]),
        ((1, 2, 3, 3, 4), []),
        ((1, 2, 3, 2, 4, 5), []),
        ((1, 2, 3, 4, 5, 4, 3, 2, 1), [(0, 4), (4, 8)]),
        ((3, 3, 3, 3, 3, 3), []),
    ],
)
def test_a_trend_is_five_points_one_way_not_counting_repeats(values, found):
    assert trends(decimals(*values)) == found


@given(VALUES)
def test_turning_the_values_over_finds_the_same_signals(values):
    turned = [20 - value for value in values]

    assert shifts(turned, Decimal(10)) == shifts(values, Decimal(10))
    assert trends(turned) == trends(values)


@given(VALUES)
def test_half_of_the_points_at_most_lie_on_either_side_of_the_median(values):
    chart = run_chart(list(zip(months(len(values)), values, strict=True)))

    middle = chart.segments[0].median
    assert sum(value > middle for value in values) <= len(values) / 2
    assert sum(value < middle for value in values) <= len(values) / 2


@given(VALUES, st.integers(0, 45), st.randoms())
def test_the_order_in_which_points_are_given_changes_nothing(values, change, random):
    ordered = list(zip(months(len(values)), values, strict=True))
    shuffled = random.sample(ordered, len(ordered))
    changed = months(change + 1)[-1]

    assert run_chart(shuffled, changed=changed) == run_chart(ordered, changed=changed)


@given(VALUES, st.integers(0, 45))
def test_the_segments_of_the_median_cover_each_point_once(values, change):
    chart = run_chart(
        list(zip(months(len(values)), values, strict=True)), changed=months(change + 1)[-1]
    )

    covered = [n for one in chart.segments for n in range(one.first, one.last + 1)]
    assert covered == list(range(len(values)))


def test_the_median_is_that_of_the_baseline_and_goes_on_after_the_change():
    chart = run_chart(
        series(10, 12, 11, 10, 12, 6, 5, 6, 5, 6, 7),
        changed=date(2022, 6, 14),
        lower_is_better=True,
    )

    assert [(one.first, one.last, one.median, one.carried) for one in chart.segments] == [
        (0, 4, 11, False),
        (5, 10, 11, True),
    ]
    assert chart.change_at == 5
    assert [point.after_change for point in chart.points].index(True) == 5


def test_a_shift_after_the_change_is_told_in_words():
    chart = run_chart(
        series(10, 12, 11, 10, 12, 6, 5, 6, 5, 6, 7),
        changed=date(2022, 6, 1),
        lower_is_better=True,
    )

    assert chart.words == (
        "Shift: 6 points in a row below the median of 11, from June 2022 to November 2022."
    )
    assert chart.signals[0].better is True
    assert chart.points[5].signals == (SignalKind.SHIFT,)
    assert chart.points[4].signals == ()


def test_a_signal_the_wrong_way_is_not_called_better():
    rising = series(1, 2, 3, 4, 5)

    assert run_chart(rising, lower_is_better=True).signals[0].better is False
    assert run_chart(rising).signals[0].better is None


def test_no_signal_says_so_and_few_points_are_cautioned():
    assert run_chart(series(1, 3, 2)).words == (
        "There is no shift or trend. There are 3 points; the rules need 10 to be relied on."
    )


def test_with_hardly_a_baseline_the_median_is_that_of_all_points():
    chart = run_chart(series(*range(12)), changed=date(2022, 3, 1))

    assert chart.segments[0].median == Decimal("5.5")
    assert "Fewer than 3 points lie before the change" in chart.words


def test_missing_months_are_listed_over_the_turn_of_a_year():
    points = [(date(2022, 11, 1), Decimal(1)), (date(2023, 2, 1), Decimal(2))]

    assert run_chart(points).missing == (date(2022, 12, 1), date(2023, 1, 1))


@pytest.mark.parametrize(
    "points", [[], [(date(2022, 1, 1), Decimal(1)), (date(2022, 1, 9), Decimal(2))]]
)
def test_no_points_and_a_month_that_comes_twice_are_errors(points):
    with pytest.raises(ValueError, match="month"):
        run_chart(points)


def test_the_stored_form_is_read_without_the_noise_of_floats():
    assert series_of([["2023-04", 0.1]]) == [(date(2023, 4, 1), Decimal("0.1"))]
