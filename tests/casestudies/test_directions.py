from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casestudies.choices import Direction, Grade
from casestudies.directions import Change, direction_of, statement, tone

BETTER = Change(Decimal(10), Decimal(5))
WORSE = Change(Decimal(10), Decimal(15))
SAME = Change(Decimal(100), Decimal(97))
NEW_THING = Change(Decimal(0), Decimal(40))
NEW_THING_WANTED = Change(Decimal(0), Decimal(40), lower_is_better=False)


@pytest.mark.parametrize(
    ("changes", "stage", "direction"),
    [
        ([BETTER], "embedded", Direction.WORKS),
        ([BETTER, SAME], "spreading", Direction.WORKS),
        ([Change(Decimal(44), Decimal(83), lower_is_better=False)], "", Direction.WORKS),
        ([BETTER, WORSE], "embedded", Direction.MIXED),
        ([SAME], "embedded", Direction.NO_CLEAR_EFFECT),
        ([WORSE, SAME], "embedded", Direction.MADE_WORSE),
        # A measure that was nothing before counts only where there is no other.
        ([BETTER, NEW_THING], "embedded", Direction.WORKS),
        ([NEW_THING_WANTED, SAME], "embedded", Direction.NO_CLEAR_EFFECT),
        ([NEW_THING_WANTED], "embedded", Direction.WORKS),
        ([NEW_THING], "embedded", Direction.MADE_WORSE),
        # Stopped.
        ([BETTER, WORSE], "stopped", Direction.DOES_NOT_WORK),
        ([BETTER, SAME], "stopped", Direction.DOES_NOT_WORK),
        ([SAME], "stopped", Direction.DOES_NOT_WORK),
        ([WORSE], "stopped", Direction.MADE_WORSE),
        ([BETTER], "stopped", Direction.MIXED),
        # Nothing to go by.
        ([], "embedded", Direction.NOT_MEASURED),
        ([], "stopped", Direction.NOT_MEASURED),
        ([BETTER], "planned", Direction.NOT_MEASURED),
    ],
)
def test_the_direction_of_the_measures(changes, stage, direction):
    assert direction_of(changes, stage=stage) == direction


def test_what_is_described_only_was_not_measured():
    assert direction_of([BETTER], design="description") == Direction.NOT_MEASURED


def test_a_result_line_that_says_so_outweighs_a_measure_that_improved():
    result = "Missed visits fell, but no better than in clinics that did not change."
    assert direction_of([BETTER], result=result) == Direction.MIXED


def test_five_per_cent_is_a_clear_change_and_less_is_not():
    assert Change(Decimal(100), Decimal(95)).sign == 1
    assert Change(Decimal(100), Decimal(96)).sign == 0
    assert Change(Decimal(-100), Decimal(-90)).sign == -1


CHANGES = st.lists(
    st.builds(
        Change, st.integers(-99, 99).map(Decimal), st.integers(-99, 99).map(Decimal), st.booleans()
    )
)


@given(CHANGES, st.sampled_from(["", "testing", "embedded", "stopped", "planned"]))
def test_a_failure_is_never_shown_as_good(changes, stage):
    found = direction_of(changes, stage=stage)

    if stage == "stopped" or not any(one.sign == 1 for one in changes):
        assert found != Direction.WORKS and tone(found) != "good"
    assert direction_of([*changes, WORSE], stage=stage) != Direction.WORKS


@pytest.mark.parametrize(
    ("direction", "words"),
    [
        ("works", "Strong evidence that it works"),
        ("does-not-work", "Strong evidence that it does not work"),
        ("made-worse", "Strong evidence that it made things worse"),
        ("mixed", "Strong evidence of mixed results"),
        ("no-clear-effect", "Strong evidence of no clear effect"),
        ("not-measured", "Strong evidence: its effect was not measured"),
    ],
)
def test_the_words_say_it_without_the_colour(direction, words):
    assert statement(Grade.STRONG, direction) == words


def test_only_what_works_is_good():
    assert [one for one in Direction if tone(one) == "good"] == [Direction.WORKS]
