"""Likeness said in words."""

from __future__ import annotations

import pytest

from portal.trusts.likeness.variables import Gap, closest_on, differs_on, say
from portal.trusts.measures import MEASURES, in_words


def gap(measure, squared, mine, theirs, weight=0.1):
    return Gap(MEASURES[measure], squared, weight, mine, theirs)


@pytest.mark.parametrize(
    ("found", "sentence"),
    [
        (gap("staff_fte", 0.1, 9102.0, 8770.0), "Staff: 9,102 and 8,770 full-time equivalents"),
        (gap("record_system", 0, "Epic", "Epic"), "Same record system: Epic"),
        (gap("record_system", 2, "Epic", "TPP"), "Record system: Epic and TPP"),
        (gap("urban_share", 0, 0.5, 0.5), "Patients from urban areas: 50.0% for both"),
        (
            gap("operating_expenses_m", 1, 512.0, 498.0),
            "Operating expenses: £512 million and £498 million",
        ),
    ],
)
def test_a_gap_is_said_with_both_figures(found, sentence):
    assert say(found) == sentence


def test_the_closest_of_each_domain_is_said_once():
    found = closest_on(
        [
            gap("staff_fte", 0.2, 900.0, 1000.0),
            gap("beds", 0.01, 500.0, 505.0),
            gap("record_system", 0, "Epic", "Epic"),
        ]
    )

    assert found == ("Overnight beds: 500 and 505", "Same record system: Epic")


def test_what_is_neither_alike_nor_different_is_not_said():
    middling = [gap("staff_fte", 0.6, 900.0, 1400.0)]

    assert closest_on(middling) == differs_on(middling) == ()


def test_the_greatest_difference_comes_first_and_three_are_enough():
    found = differs_on(
        [
            gap("staff_fte", 1.5, 900.0, 2000.0),
            gap("beds", 9.0, 100.0, 1500.0),
            gap("sites", 2.0, 3.0, 40.0),
            gap("urban_share", 4.0, 0.2, 0.9),
        ]
    )

    assert [sentence.split(":")[0] for sentence in found] == [
        "Overnight beds",
        "Patients from urban areas",
        "Sites",
    ]


def test_a_measure_that_tells_a_reader_nothing_is_not_named():
    assert differs_on([gap("diagnosis_share", 9.0, 0.1, 0.5)]) == ()


@pytest.mark.parametrize(
    ("measure", "value", "words"),
    [
        ("staff_fte", 9102.4, "9,102 full-time equivalents"),
        ("urban_share", 0.123, "12.3%"),
        ("operating_expenses_m", 1642.5, "£1,642 million"),
        ("records_storage_cost", 287692.0, "£287,692"),
        ("minor_emergency_department", 1.0, "yes"),
        ("deprivation_score", 31.1, "31.1"),
        ("sites", 155.0, "155"),
        ("record_system", "Epic", "Epic"),
    ],
)
def test_a_value_is_written_for_its_unit(measure, value, words):
    assert in_words(MEASURES[measure], value) == words
