from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casestudies.choices import Direction
from search import ranking
from search.ranking import Standing
from search.relevance_feedback import told

TODAY = date(2026, 4, 1)


def test_nothing_known_is_neutral():
    assert ranking.prior(Standing(), today=TODAY) == 1.0


@given(
    st.sampled_from(["", "strong", "good", "promising", "early"]),
    st.sampled_from(["", "estimated", "finance", "independent", "adopter"]),
    st.integers(0, 10_000),
    st.dates(date(1990, 1, 1), TODAY) | st.none(),
    st.booleans(),
    st.floats(0, 1),
    st.sampled_from(["", *Direction.values]),
)
def test_all_factors_together_stay_within_their_bounds(
    grade, sign_off, adopters, measured, signpost, like, direction
):
    standing = Standing(grade, sign_off, adopters, measured, signpost, direction)

    product = ranking.prior(standing, today=TODAY) * ranking.likeness(like)

    assert 0.79 <= product <= 1.6


def test_evidence_lifts_what_works_and_never_what_failed():
    lifts = {one: ranking.evidence("strong", one) for one in Direction.values}

    assert lifts.pop("works") == 1.1
    assert lifts.pop("mixed") == 1.05
    assert set(lifts.values()) == {1.0}


def test_a_signpost_stands_a_little_below_a_case_study_that_was_checked_here():
    assert ranking.prior(Standing(signpost=True), today=TODAY) == ranking.UNCHECKED


def test_a_signpost_that_says_nothing_of_what_was_typed_stands_lower_than_one_that_says_it_all():
    typed = {"delay", "discharg"}

    def factor(typed, gist):
        return ranking.own_words(len(typed), told(gist, typed))

    assert factor(typed, "discharg:9 delay:3 ward:1") == 1.0
    assert factor(typed, "discharg:9 bed:1") == pytest.approx(0.8)
    assert factor(typed, "ward:9 delayed:3") == ranking.LEAST_FOR_OWN_WORDS
    assert factor(set(), "ward:9") == 1.0


def test_an_unchecked_signpost_is_never_lowered_beyond_its_bound():
    oldest = Standing(measured=date(1990, 1, 1), signpost=True)

    assert ranking.prior(oldest, today=TODAY) * ranking.own_words(1, 0) >= 0.47


def test_each_adoption_lifts_the_first_most():
    lifts = [ranking.adoptions(count) for count in (0, 1, 2, 10, 50)]

    assert lifts[0] == 1.0
    assert lifts[1] - lifts[0] > lifts[2] - lifts[1] > 0
    assert lifts[3] == lifts[4]


def test_freshness_fades_after_three_years_and_no_further_than_ten():
    ages = [ranking.freshness(date(2026 - n, 3, 1), today=TODAY) for n in (0, 3, 6, 10, 30)]

    assert ages[0] == ages[1] == 1.0
    assert 1.0 > ages[2] > ages[3] == ages[4] == ranking.LEAST_FRESHNESS


def test_parity_leaves_alone_an_order_that_needs_nothing():
    assert ranking.keep_parity([1, 2, 3], frozenset({1})) == [1, 2, 3]


def test_parity_brings_the_two_best_forward_and_keeps_everything_else_in_order():
    order = list(range(100))

    moved = ranking.keep_parity(order, frozenset({50, 60, 70}))

    assert (moved[9], moved[19]) == (50, 60)
    assert [n for n in moved if n not in (50, 60)] == [n for n in order if n not in (50, 60)]
