"""The published rule of top performers."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.performance.measures import MEASURES
from portal.performance.performers import (
    Confidence,
    Figure,
    FigureTable,
    find_performers,
)
from tests.hypothesis_profiles import examples

MEASURE = MEASURES["no_criteria_to_reside_share"]
BALANCE = MEASURES["emergency_over_4_hours_share"]
YEARS = ("2022/23", "2023/24", "2024/25")
NOW = "2026/27"
CODES = [f"R{number:02}" for number in range(1, 41)]


def figures(value_of, years=YEARS, codes=CODES, trust_type="acute"):
    return [
        Figure(code, trust_type, year, value_of(number, year))
        for year in years
        for number, code in enumerate(codes, 1)
    ]


def rising(number, year):
    return number / 100


def falling(number, year):
    return 1 - number / 100


def by_code(code):
    """The first thirty are the most like everybody."""
    return [one for one in CODES if one != code]


def table(rows, balance=None, likeness=by_code):
    everything = {MEASURE.key: rows}
    if balance is not None:
        everything[BALANCE.key] = balance
    return FigureTable(everything, likeness)


def codes_of(found):
    return [performer.ods_code for performer in found.performers]


def test_three_years_in_the_best_quarter_make_a_performer():
    found = find_performers(table(figures(rising), figures(rising)), MEASURE, this_year=NOW)

    assert found.years == YEARS
    assert codes_of(found) == CODES[:7]
    first = found.performers[0]
    assert [(one.position, one.peers) for one in first.years] == [(1, 30)] * 3
    assert first.is_balanced
    assert first.confidence is Confidence.HIGH
    assert first.against == ()


def test_one_bad_year_ends_it():
    rows = figures(lambda number, year: 0.9 if (number, year) == (1, YEARS[1]) else number / 100)

    assert CODES[0] not in codes_of(find_performers(table(rows), MEASURE, this_year=NOW))


def test_a_year_that_was_not_reported_ends_it():
    rows = [one for one in figures(rising) if (one.ods_code, one.year) != (CODES[0], YEARS[0])]

    assert CODES[0] not in codes_of(find_performers(table(rows), MEASURE, this_year=NOW))


@pytest.mark.parametrize("years", [YEARS[:1], YEARS[:2]])
def test_one_or_two_years_make_no_performer(years):
    rows = figures(rising, years)

    assert not find_performers(table(rows), MEASURE, this_year=NOW).performers


def test_part_of_a_year_is_none_of_the_three():
    part = [replace(one, is_part_year=True) for one in figures(falling, ("2025/26",))]
    found = find_performers(table([*figures(rising), *part]), MEASURE, this_year=NOW)

    assert found.years == YEARS
    assert CODES[0] in codes_of(found)


def test_a_measure_of_context_makes_nobody():
    context = MEASURES["adult_general_acute_occupancy"]
    found = find_performers(
        FigureTable({context.key: figures(rising)}, by_code), context, this_year=NOW
    )

    assert not found.performers


def test_a_balancing_measure_in_the_worst_quarter_rules_out():
    # The lower the one, the higher the other: what is won here is lost there.
    found = find_performers(table(figures(rising), figures(falling)), MEASURE, this_year=NOW)

    assert not found.performers


def test_the_balance_of_the_nearest_year_is_looked_at_and_said():
    balance = figures(rising, YEARS[2:])
    found = find_performers(table(figures(rising), balance), MEASURE, this_year=NOW)

    assert found.performers[0].is_balanced
    assert "in 2024/25 for 2022/23" in found.performers[0].against[0]


def test_without_a_balance_it_is_said_and_counts_for_little():
    found = find_performers(table(figures(rising)), MEASURE, this_year=NOW)

    assert found.performers[0].is_balanced is None
    assert found.performers[0].confidence is Confidence.LOW
    assert "is not reported" in found.performers[0].against[0]


def test_old_figures_are_history():
    found = find_performers(table(figures(rising)), MEASURE, this_year="2028/29")

    assert found.is_history
    assert {performer.confidence for performer in found.performers} == {Confidence.HISTORY}
    assert not find_performers(table(figures(rising)), MEASURE, this_year="2027/28").is_history


def test_who_is_not_known_is_compared_with_its_whole_type():
    found = find_performers(
        table(figures(rising), figures(rising), likeness=lambda code: []), MEASURE, this_year=NOW
    )

    assert found.performers[0].years[0].peers == len(CODES) - 1
    assert found.performers[0].years[0].is_whole_type
    assert found.performers[0].confidence is Confidence.MEDIUM


def test_few_peers_are_said():
    few = CODES[:5]
    rows = figures(rising, codes=few)
    found = find_performers(table(rows, rows), MEASURE, this_year=NOW)

    assert codes_of(found) == few[:1]
    assert found.performers[0].confidence is Confidence.LOW
    assert "Only 4 peers" in found.performers[0].against[0]


def test_a_type_that_the_measure_is_not_about_is_not_ranked():
    rows = [*figures(rising), Figure("RY1", "community", YEARS[0], 0.001)]
    rows += [Figure("RY1", "community", year, 0.001) for year in YEARS[1:]]

    assert "RY1" not in codes_of(find_performers(table(rows), MEASURE, this_year=NOW))


def test_only_one_type_where_it_is_asked_for():
    found = find_performers(
        table(figures(rising)), MEASURE, this_year=NOW, trust_type="acute-specialist"
    )

    assert not found.performers


@given(
    numbers=st.lists(
        st.tuples(*[st.integers(1, 90)] * 3), min_size=len(CODES), max_size=len(CODES)
    ),
    order=st.randoms(use_true_random=False),
)
@settings(max_examples=examples(30, full=200))
def test_each_stands_in_the_best_quarter_of_its_peers_every_year(numbers, order):
    values = {
        (code, year): row[at] / 100
        for code, row in zip(CODES, numbers, strict=True)
        for at, year in enumerate(YEARS)
    }
    rows = [Figure(code, "acute", year, value) for (code, year), value in values.items()]
    found = find_performers(table(rows), MEASURE, this_year=NOW)

    for performer in found.performers:
        for one in performer.years:
            near = by_code(performer.ods_code)[:30]
            as_good = sum(values[code, one.year] <= one.value for code in near) + 1
            assert as_good <= (len(near) + 1) // 4 or one.peers != 30
    assert [performer.rank for performer in found.performers] == sorted(
        performer.rank for performer in found.performers
    )
    order.shuffle(rows)
    assert find_performers(table(rows), MEASURE, this_year=NOW) == found
