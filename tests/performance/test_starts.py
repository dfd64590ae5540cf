from statistics import median

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from portal.performance.measures import MEASURES
from portal.performance.starts import (
    Start,
    is_unit_of,
    likeness_of_starts,
    spread_of,
    unit_asked_for,
    value_from,
)

ABSENCE = MEASURES["sickness_absence_rate"]
ENERGY = MEASURES["energy_cost_per_m2"]
VALUE = st.floats(0.001, 1_000)


@given(VALUE, VALUE, VALUE, st.floats(0.01, 100))
def test_the_nearer_start_is_never_less_alike(seeker, one, other, spread):
    near, far = sorted((one, other), key=lambda value: abs(value - seeker))

    assert likeness_of_starts(seeker, near, spread) >= likeness_of_starts(seeker, far, spread)


@given(VALUE, VALUE, st.floats(0.01, 100), st.floats(0.1, 10))
def test_the_unit_does_not_matter(one, other, spread, factor):
    scaled = likeness_of_starts(one * factor, other * factor, spread * factor)

    assert scaled == pytest.approx(likeness_of_starts(one, other, spread), rel=1e-6, abs=1e-9)


def test_the_same_start_is_one_and_a_spread_apart_is_neutral():
    assert likeness_of_starts(5, 5, 2) == 1
    assert likeness_of_starts(5, 7, 2) == 0.5
    assert likeness_of_starts(5, 9, 2) == 0.25


def test_extremes_do_not_move_the_spread():
    plain = [10, 11, 12, 13, 14, 15, 16, 17, 18]

    assert spread_of(ENERGY, [*plain, 10_000]) == spread_of(ENERGY, plain)


@given(st.lists(st.floats(1, 100), min_size=8, max_size=40, unique=True))
def test_half_of_the_trusts_lie_within_about_a_spread_of_the_middle(values):
    spread = spread_of(ENERGY, values)
    assume(spread)

    assert min(values) <= median(values) <= max(values) and spread > 0


@pytest.mark.parametrize("values", [[], [1, 2, 3, 4, 5, 6, 7], [5] * 20])
def test_few_trusts_or_no_difference_make_no_spread(values):
    assert spread_of(ENERGY, values) is None


@pytest.mark.parametrize(
    ("measure", "unit", "is_its_own"),
    [
        (ABSENCE, "%", True),
        (ABSENCE, "% of staff days", True),
        (ABSENCE, "per cent", True),
        (ABSENCE, "days", False),
        (ABSENCE, "", False),
        (ENERGY, "£ a square metre", True),
        (ENERGY, "£/m²", True),
        (ENERGY, "£ per m2", True),
        (ENERGY, "£", False),
        (ENERGY, "%", False),
    ],
)
def test_a_unit_is_read_as_people_write_it(measure, unit, is_its_own):
    assert is_unit_of(measure, unit) is is_its_own


@pytest.mark.parametrize("measure", MEASURES.values(), ids=lambda one: one.key)
def test_the_unit_that_is_asked_for_is_accepted(measure):
    assert is_unit_of(measure, unit_asked_for(measure))


def test_a_share_is_written_in_per_cent_and_kept_as_a_share():
    assert value_from(ABSENCE, 5.2, "%") == pytest.approx(0.052)
    assert value_from(ENERGY, 34.5, "£ a square metre") == 34.5
    assert value_from(ENERGY, 34.5, "%") is None
    assert (
        Start(0.052, "2024/25", "NHS England").in_words(ABSENCE) == "5.2% of staff days in 2024/25"
    )
