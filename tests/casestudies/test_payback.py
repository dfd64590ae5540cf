from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from casestudies.savings.ledger import CostLine
from casestudies.savings.payback import STAFF_DAY_POUNDS, payback, spent
from tests.casestudies.test_ledger import line
from tests.hypothesis_profiles import examples

ONCE = CostLine("revenue", Decimal(84_000))
DAYS = CostLine("staff-days", Decimal(70))
YEARLY = CostLine("revenue", Decimal(20_000), "recurrent")


def months(lines, costs, stage="embedded"):
    return payback(lines, costs, stage=stage).months


def words(lines, costs, stage="embedded"):
    return payback(lines, costs, stage=stage).text


def test_pounds_and_staff_days_are_set_against_the_headline():
    found = payback([line(71_000)], [ONCE, DAYS], stage="embedded")

    assert found.months == 18
    assert found.text == (
        "Pays back in 18 months: £84,000 and 70 staff days at £310 once, against £71,000 a year."
    )
    assert "£310" in found.basis and "2025/26" in found.basis


def test_pounds_alone_need_no_rate():
    assert payback([line(71_000)], [ONCE], stage="embedded").basis == ""


def test_the_yearly_cost_is_taken_off_the_saving():
    assert months([line(71_000)], [ONCE, YEARLY]) == 20
    assert words([line(71_000)], [ONCE, YEARLY]).endswith(
        "against £71,000 a year, less £20,000 a year to run it."
    )


NETTED = CostLine("revenue", Decimal(49_000), "recurrent", netted=True)


def test_a_yearly_cost_that_is_already_taken_off_is_said_and_not_taken_off_again():
    once = CostLine("revenue", Decimal(318_000))

    assert words([line(334_000)], [once, NETTED]) == (
        "Pays back in 12 months: £318,000 once, "
        "against £334,000 a year after £49,000 a year to run it."
    )
    assert spent([once, NETTED]) == "It cost £318,000 once, and £49,000 a year."


@pytest.mark.parametrize(
    ("saving", "costs", "said"),
    [
        (
            71_000,
            [ONCE, NETTED, YEARLY],
            "Pays back in 20 months: £84,000 once, against £71,000 a year after £49,000 a year "
            "to run it, less another £20,000 a year to run it.",
        ),
        (
            20_000,
            [ONCE, NETTED, YEARLY],
            "It does not pay back: it costs another £20,000 a year to run and saves £20,000 a year "
            "after £49,000 a year to run it.",
        ),
        (
            71_000,
            [NETTED],
            "Nothing to pay back: no one-off cost is given. "
            "It saves £71,000 a year after £49,000 a year to run it.",
        ),
        (0, [ONCE, NETTED], "It does not pay back: the saving is £0 a year."),
        (
            71_000,
            [ONCE, CostLine("revenue", Decimal(0), "recurrent", netted=True)],
            "Pays back in 15 months: £84,000 once, against £71,000 a year.",
        ),
    ],
)
def test_what_is_taken_off_already_and_what_is_not_are_told_apart(saving, costs, said):
    assert words([line(saving)], costs) == said


def test_what_was_spent_once_is_paid_back_though_it_is_taken_off_the_saving():
    once = CostLine("revenue", Decimal(84_000), netted=True)

    assert months([line(71_000)], [once]) == months([line(71_000)], [ONCE])


def test_days_that_are_taken_off_already_need_no_rate():
    days = CostLine("staff-days", Decimal(40), "recurrent", netted=True)
    found = payback([line(71_000)], [ONCE, days], stage="embedded")

    assert found.text.endswith("against £71,000 a year after 40 staff days a year to run it.")
    assert found.basis == ""


def test_long_paybacks_are_said_in_years_too():
    assert words([line(10_000)], [ONCE]).startswith("Pays back in 101 months (8 years 5 months):")


@pytest.mark.parametrize(
    ("lines", "costs", "stage", "said"),
    [
        ([line(71_000)], [ONCE], "stopped", "No payback: it was stopped."),
        ([line(71_000)], [ONCE], "planned", "No payback yet: it is planned."),
        ([], [ONCE], "embedded", "No payback: no saving is recorded."),
        ([line(effect="capacity")], [ONCE], "embedded", "No payback: the saving releases no cash."),
        (
            [line(recurrence="one-off")],
            [ONCE],
            "embedded",
            "No payback: the saving comes once and does not recur.",
        ),
        (
            [line(level="estimated")],
            [ONCE],
            "embedded",
            "No payback: trust finance has not signed a recurrent, cash-releasing saving.",
        ),
        (
            [line(20_000)],
            [ONCE, YEARLY],
            "embedded",
            "It does not pay back: it costs £20,000 a year to run and saves £20,000 a year.",
        ),
        (
            [line(71_000)],
            [],
            "embedded",
            "No payback is worked out: what it cost is not given.",
        ),
        (
            [line(71_000)],
            [YEARLY],
            "embedded",
            "Nothing to pay back: no one-off cost is given. It saves £71,000 a year.",
        ),
        ([line(0)], [ONCE], "embedded", "It does not pay back: the saving is £0 a year."),
        ([], [], "embedded", ""),
    ],
)
def test_without_a_payback_it_says_why(lines, costs, stage, said):
    assert payback(lines, costs, stage=stage).months is None
    assert words(lines, costs, stage) == said


def test_days_of_staff_time_every_year_are_priced_too():
    days = CostLine("staff-days", Decimal(100), "recurrent")

    assert months([line(100 * STAFF_DAY_POUNDS)], [ONCE, days]) is None


POUNDS = st.integers(0, 10**7).map(Decimal)


@settings(max_examples=examples(60, full=500))
@given(POUNDS, POUNDS, POUNDS, POUNDS, st.integers(0, 5000).map(Decimal))
def test_payback_never_falls_when_a_cost_rises(saving, once, yearly, more, days):
    def of(extra):
        costs = [
            CostLine("revenue", once + 1),
            CostLine("capital", yearly, "recurrent"),
            CostLine("staff-days", days),
            *extra,
        ]
        return months([line(saving)], costs)

    for kind in ("revenue", "capital", "staff-days"):
        for when in ("one-off", "recurrent"):
            before, after = of([]), of([CostLine(kind, more, when)])
            assert after is None or (before is not None and after >= before)


@settings(max_examples=examples(60, full=500))
@given(POUNDS, POUNDS, POUNDS)
def test_payback_never_rises_when_the_saving_does(saving, more, once):
    before = months([line(saving)], [CostLine("capital", once + 1)])
    after = months([line(saving + more)], [CostLine("capital", once + 1)])

    assert before is None or (after is not None and after <= before)


COSTS = st.lists(
    st.builds(
        CostLine,
        st.sampled_from(["revenue", "capital", "staff-days"]),
        st.integers(0, 10**6).map(Decimal),
        st.sampled_from(["one-off", "recurrent"]),
        st.booleans(),
    ),
    min_size=1,
    max_size=5,
)


@settings(max_examples=examples(60, full=500))
@given(POUNDS, COSTS)
def test_saying_that_a_cost_is_already_taken_off_never_lengthens_payback(saving, costs):
    before = payback([line(saving)], costs, stage="embedded").months
    for place, cost in enumerate(costs):
        said = [*costs[:place], replace(cost, netted=True), *costs[place + 1 :]]
        after = payback([line(saving)], said, stage="embedded").months

        assert before is None or (after is not None and after <= before)
        assert spent(said) == spent(costs)
        if cost.recurrence == "one-off":
            assert after == before


def test_what_it_cost_is_said_in_a_sentence():
    assert spent([ONCE, DAYS, YEARLY]) == (
        "It cost £84,000 and 70 staff days once, and £20,000 a year."
    )
    assert spent([CostLine("staff-days", Decimal(1))]) == "It cost 1 staff day once."
    assert spent([]) == ""
