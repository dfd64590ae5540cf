"""The floor as a pure rule, without an engine."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from search import floor
from search.analysis import words
from search.floor import COMMON, FIELDS, RARE, Floor

ENTRIES = 1000
MARKS = len(FIELDS)
holders = st.lists(st.integers(0, ENTRIES), min_size=1, max_size=25)


def reached(rule: Floor, marks: list[int]) -> int:
    """What a record with so many marks for each concept reaches."""
    return sum(weight * number for weight, number in zip(rule.weights, marks, strict=True))


@given(holders)
def test_a_record_that_is_about_everything_is_always_shown(numbers):
    rule = floor.floor(numbers, ENTRIES)

    assert 0 < rule.needed <= rule.best <= reached(rule, [MARKS] * len(numbers))


@given(st.data())
def test_holding_more_never_takes_a_record_out(data):
    numbers = data.draw(holders)
    rule = floor.floor(numbers, ENTRIES)
    marks = data.draw(st.lists(st.integers(0, MARKS), min_size=len(numbers), max_size=len(numbers)))
    more = [data.draw(st.integers(number, MARKS)) for number in marks]

    assert reached(rule, more) >= reached(rule, marks)
    if reached(rule, marks) >= rule.needed:
        assert reached(rule, more) >= rule.needed


@given(st.permutations([0, 3, 150, 201, 999]))
def test_the_order_of_the_words_changes_nothing(numbers):
    rule = floor.floor(numbers, ENTRIES)
    weight_of = dict(zip(numbers, rule.weights, strict=True))

    assert weight_of == {0: RARE, 3: RARE, 150: RARE, 201: COMMON, 999: COMMON}
    assert (rule.best, rule.needed) == (16, 7)


@given(st.integers(0, ENTRIES))
def test_one_word_wants_more_than_a_mention(number):
    rule = floor.floor([number], ENTRIES)

    assert rule.best == rule.needed
    assert reached(rule, [1]) < rule.needed <= reached(rule, [2])


def test_a_word_that_nobody_wrote_outweighs_a_common_one():
    rule = floor.floor([0, 600], ENTRIES)

    assert reached(rule, [0, MARKS]) < rule.best


def test_several_words_that_stand_nowhere_else_together_end_empty():
    # IV to oral switch: one record is about switching, none about the rest.
    rule = floor.floor([0, 0, 8], ENTRIES)

    assert reached(rule, [0, 0, MARKS]) < rule.best


def test_the_more_is_typed_the_smaller_the_share():
    shares = [
        (rule.best / everything, rule.needed / everything)
        for number in (1, 4, 6, 9, 20)
        for rule in [floor.floor([5] * number, ENTRIES)]
        for everything in [MARKS * sum(rule.weights)]
    ]

    assert shares == sorted(shares, reverse=True)


def test_a_search_without_words_has_no_end():
    assert floor.floor([], 9) == floor.Floor((), best=0, needed=0)


def test_a_record_is_about_its_title_its_result_and_what_it_says_often():
    found = floor.subject(
        words("Start theatre lists on time"),
        words("Late starts fell"),
        words("Surgeons blamed the wards. The wards blamed porters."),
        words("Ask the surgeon who blames whom."),
    )

    assert {"theatre", "lists", "late", "fell"} <= set(found)
    assert {"surgeons", "blamed", "wards"} <= set(found)
    assert not {"porters", "ask"} & set(found)


def test_in_a_long_text_two_mentions_are_not_often():
    long = ["porters", *(f"word{number}" for number in range(1000)), "porters"]

    assert floor.subject([], [], long, []) == []
    assert floor.subject([], [], [*long, *["porters"] * 5], []) == ["porters"]


def test_a_record_is_filed_under_names_and_one_word_synonyms_not_parts_of_longer_ones():
    found = floor.filed_under(
        "Claims and legal cost. cnst. maternity incentive. e-rostering. Airedale NHS Trust. RCF"
    )

    assert {"claims", "legal", "cnst", "rostering", "airedale", "rcf"} <= set(found)
    assert not {"maternity", "incentive"} & set(found)
