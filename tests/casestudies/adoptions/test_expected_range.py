"""What to expect, from the origin and all adopters; a new result changes it."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casestudies.adoptions.expected_range import (
    FEWEST_RESULTS,
    ReaderStart,
    expected_range,
    weighted_quantiles,
)
from casestudies.adoptions.take_up import MeasureSpread, Result, adoption_summary
from portal.performance.measures import MEASURES
from portal.performance.starts import Start
from tests.builders.casestudies import make_adoption, make_case_study

NAME = "Agency shifts a week"
KEY = "sickness_absence_rate"
PERCENT = st.integers(-90, 200).map(Decimal)


def spread_of(*percents, lower=True):
    results = tuple(
        Result(f"Trust {number}", one, (one < 0) == lower) for number, one in enumerate(percents)
    )
    return MeasureSpread(NAME, results[0], results[1:], lower)


@given(st.lists(PERCENT, min_size=FEWEST_RESULTS, max_size=30), st.booleans())
def test_the_range_lies_within_the_results_and_in_order(percents, lower):
    found = expected_range(spread_of(*percents, lower=lower))
    sign = 1 if lower else -1

    assert {found.best.percent, found.middle.percent, found.worst.percent} <= set(percents)
    assert sign * found.best.percent <= sign * found.middle.percent <= sign * found.worst.percent
    assert found.trusts == len(percents)


@given(st.lists(PERCENT, min_size=FEWEST_RESULTS, max_size=20), st.integers(0, 50))
def test_a_worse_result_never_makes_it_look_better(percents, more):
    before = expected_range(spread_of(*percents))
    worse = max(percents) + more
    after = expected_range(spread_of(*percents, worse))

    assert after.worst.percent >= before.worst.percent
    assert after.middle.percent >= before.middle.percent
    assert after.best.percent >= before.best.percent


@given(
    st.lists(st.tuples(st.integers(-90, 90), st.floats(0.001, 1)), min_size=1, max_size=20),
    st.floats(0.1, 10),
)
def test_only_the_proportions_of_the_weights_matter(rows, factor):
    values, weights = [float(one) for one, _ in rows], [weight for _, weight in rows]
    once = weighted_quantiles(values, weights)
    again = weighted_quantiles(values + values, weights + weights)

    assert once[1] in map(Decimal, map(repr, values)) and again[1] == once[1]


@pytest.mark.parametrize("number", [1, 2])
def test_too_few_trusts_say_nothing(number):
    found = expected_range(spread_of(*[Decimal(-10)] * number))

    assert not found.is_enough and found.trusts == number


def taken_up(page, baseline, after, **fields):
    measure = {
        "name": "Sickness absence", "unit": "%", "baseline": baseline, "after": after,
        "national_measure": KEY,
    }  # fmt: skip
    return make_adoption(page, measures=[measure], **fields)


def record():
    line = {
        "name": "Sickness absence", "unit": "%", "baseline": 8, "after": 6,
        "national_measure": KEY,
    }  # fmt: skip
    page = make_case_study(measures=[line])
    taken_up(page, 8, 7)
    taken_up(page, 4, 4)
    return page


def outlook(page, start=None):
    (shown,) = adoption_summary(page).spread
    reader = start and ReaderStart(MEASURES[KEY], Start(start, "2024/25", "NHS England"), 0.01)
    return expected_range(shown.of, reader)


@pytest.mark.django_db
def test_those_that_began_alike_count_most():
    page = record()
    high, low = outlook(page, 0.08), outlook(page, 0.04)

    assert high.middle.percent < low.middle.percent == 0
    # The trust that began half as high weighs a sixteenth: it is no more in the range.
    assert high.worst.words == "12% lower: better"
    assert high.values == ("6.0%", "7.0%", "7.0%")


@pytest.mark.django_db
def test_a_followers_result_changes_what_the_next_one_sees():
    page = record()
    before = outlook(page, 0.08)
    taken_up(page, 8, 9)
    after = outlook(page, 0.08)

    assert (before.trusts, before.got_worse, after.trusts, after.got_worse) == (3, 0, 4, 1)
    assert before.worst.words == "12% lower: better" and after.worst.words == "12% higher: worse"


@pytest.mark.django_db
def test_what_is_not_confirmed_or_not_signed_changes_nothing():
    page = record()
    before = outlook(page, 0.08)
    taken_up(page, 8, 9, confirmed=False)

    assert outlook(page, 0.08) == before


@pytest.mark.django_db
def test_the_case_study_says_it_to_anyone(client):
    page = record()
    answer = " ".join(client.get(page.url).text.split())

    assert "What to expect: Sickness absence" in answer and "From 3 trusts" in answer


@pytest.mark.django_db
def test_a_case_study_without_adopters_says_too_few(client):
    page = make_case_study()

    assert "too few trusts to say" in " ".join(client.get(page.url).text.split())
