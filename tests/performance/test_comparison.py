"""Comparing one value with those of like trusts."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.performance.comparison import Peers, compare, odd_values
from portal.performance.measures import MEASURES, Better
from tests.hypothesis_profiles import examples

LOWER = MEASURES["no_criteria_to_reside_share"]
HIGHER = MEASURES["talking_therapies_recovery_share"]
CONTEXT = MEASURES["adult_general_acute_occupancy"]
VALUES = st.lists(st.integers(1, 60), min_size=1, max_size=40)


def peers(values):
    return Peers({f"P{number}": float(value) for number, value in enumerate(values)}, False)


def test_the_lowest_of_four_is_the_best_quarter():
    found = compare(LOWER, 1, peers([2, 3, 4]))

    assert (found.position, found.peers) == (1, 3)
    assert found.is_best_quarter
    assert not found.is_worst_quarter
    assert found.median == 3
    assert found.to_median == -2


def test_the_highest_is_best_where_higher_is_better():
    found = compare(HIGHER, 9, peers([2, 3, 4]))

    assert found.position == 1
    assert found.is_best_quarter
    assert found.to_median == -6


def test_of_three_nobody_is_a_quarter():
    assert not compare(LOWER, 1, peers([2, 3])).is_best_quarter


def test_a_tie_at_the_edge_puts_nobody_in_the_quarter():
    assert not compare(LOWER, 1, peers([1, 3, 4])).is_best_quarter
    assert compare(LOWER, 1, peers([1, *range(3, 9)])).is_best_quarter


def test_a_measure_of_context_is_never_ranked():
    found = compare(CONTEXT, 1, peers(range(2, 30)))

    assert not found.is_best_quarter
    assert not found.is_worst_quarter
    assert found.to_median is None


def test_nobody_to_compare_with():
    assert compare(LOWER, 1, peers([])) is None


@pytest.mark.parametrize("measure", [LOWER, HIGHER], ids=lambda one: one.better)
@given(value=st.integers(1, 60), values=VALUES)
@settings(max_examples=examples(60, full=500))
def test_no_more_than_a_quarter_is_in_the_best_quarter(measure, value, values):
    everyone = [value, *values]
    best = [
        compare(measure, one, peers([*everyone[:at], *everyone[at + 1 :]])).is_best_quarter
        for at, one in enumerate(everyone)
    ]

    assert sum(best) <= len(everyone) // 4


@pytest.mark.parametrize("measure", [LOWER, HIGHER], ids=lambda one: one.better)
@given(value=st.integers(1, 60), values=VALUES, worse=st.integers(1, 5))
@settings(max_examples=examples(60, full=500))
def test_another_that_is_worse_takes_nobody_out(measure, value, values, worse):
    before = compare(measure, value, peers(values))
    sign = 1 if measure.better is Better.LOWER else -1
    after = compare(measure, value, peers([*values, value + sign * worse]))

    assert after.position == before.position
    assert after.is_best_quarter or not before.is_best_quarter


@given(value=st.integers(1, 60), values=VALUES)
@settings(max_examples=examples(60, full=500))
def test_best_and_worst_quarter_mirror_each_other(value, values):
    one = compare(LOWER, value, peers(values))
    other = compare(HIGHER, value, peers(values))

    assert (one.is_best_quarter, one.is_worst_quarter) == (
        other.is_worst_quarter,
        other.is_best_quarter,
    )


def test_what_nobody_can_have_meant_is_odd():
    values = {f"P{number}": 0.1 + number / 1_000 for number in range(20)}

    assert odd_values(LOWER, values) == frozenset()
    assert odd_values(LOWER, {**values, "ZERO": 0.0, "FAR": 0.9}) == {"ZERO", "FAR"}


def test_no_backlog_is_no_odd_report():
    values = {f"P{number}": float(number) for number in range(20)}

    assert odd_values(MEASURES["high_and_significant_backlog_per_m2"], values) == frozenset()
