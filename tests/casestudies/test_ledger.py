from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casestudies.savings.ledger import LedgerLine, headline, recurrent_share, years_view
from tests.builders.casestudies import headline_of, make_adoption, make_case_study, sign_line
from tests.builders.trusts import make_trust


def line(amount=100, year="2023/24", **fields):
    values = {
        "uuid": uuid4(),
        "financial_year": year,
        "amount": Decimal(amount),
        "full_year_value": Decimal(amount),
        "effect": "cash-releasing",
        "recurrence": "recurrent",
        "level": "finance",
        **fields,
    }
    return LedgerLine(**values)


amounts = st.integers(0, 10**9).map(Decimal)
lines = st.builds(
    LedgerLine,
    uuid=st.integers(0, 12).map(lambda number: UUID(int=number)),
    financial_year=st.sampled_from(["2021/22", "2022/23", "2023/24"]),
    amount=amounts,
    full_year_value=amounts,
    effect=st.sampled_from(["cash-releasing", "cost-avoided", "capacity", "income"]),
    recurrence=st.sampled_from(["recurrent", "one-off"]),
    level=st.sampled_from(["estimated", "finance", "independent", "adopter"]),
    overlap_group=st.sampled_from(["", "beds", "staff"]),
)


def said(found):
    return found.amount if found else Decimal(0)


@given(st.lists(lines), st.randoms())
def test_no_order_of_the_lines_changes_the_headline(ledger, random):
    shuffled = list(ledger)
    random.shuffle(shuffled)

    assert headline(shuffled) == headline(ledger)


@given(st.lists(lines, min_size=1), st.data())
def test_no_copy_of_a_line_changes_the_headline(ledger, data):
    copy = data.draw(st.sampled_from(ledger))

    assert headline([*ledger, copy]) == headline(ledger)


@given(st.lists(lines), lines)
def test_no_one_off_line_changes_the_headline(ledger, extra):
    assert headline([*ledger, replace(extra, recurrence="one-off")]) == headline(ledger)


@given(st.lists(lines), lines)
def test_no_unsigned_line_changes_the_headline(ledger, extra):
    assert headline([*ledger, replace(extra, level="estimated")]) == headline(ledger)


@given(st.lists(lines), lines)
def test_no_line_that_releases_no_cash_changes_the_headline(ledger, extra):
    assert headline([*ledger, replace(extra, effect="cost-avoided")]) == headline(ledger)


def test_the_headline_is_pounds_a_year():
    assert headline([line(120_000)]).text == "£120,000 a year"


def test_the_latest_year_with_a_line_that_counts_makes_the_headline():
    found = headline([line(50, "2022/23"), line(999, "2023/24", level="estimated")])

    assert (found.amount, found.year) == (50, "2022/23")


def test_the_full_year_value_counts_not_what_part_of_a_year_brought():
    assert headline([line(30, full_year_value=Decimal(120))]).amount == 120


def test_an_overlap_group_counts_its_largest_line_once():
    found = headline([line(70, overlap_group="beds"), line(100, overlap_group="Beds "), line(5)])

    assert found.amount == 105


def test_the_headline_is_as_sure_as_its_least_sure_line():
    assert headline([line(level="independent"), line(99, level="finance")]).level == "finance"


def test_without_a_signed_line_there_is_no_headline():
    assert headline([line(level="estimated")]) is None


@pytest.mark.django_db
def test_a_signed_line_makes_the_headline_of_its_page():
    page = make_case_study()
    sign_line(page)

    assert headline_of(page).text == "£120,000 a year"


@pytest.mark.django_db
def test_an_adopters_saving_adds_nothing_to_the_origins_headline():
    page = make_case_study()
    sign_line(page)

    make_adoption(page, make_trust(), savings=[{"amount": 900_000}])

    assert headline_of(page).amount == 120_000


def test_the_recurrent_share_looks_at_cash_of_the_latest_year():
    ledger = [line(30), line(10, recurrence="one-off"), line(99, "2021/22", recurrence="one-off")]

    assert recurrent_share(ledger) == 75


def test_without_cash_there_is_no_recurrent_share():
    assert recurrent_share([line(effect="capacity")]) is None


def test_the_years_stand_side_by_side_with_gaps_where_nothing_was_given():
    view = years_view([line(10, "2021/22", description="A"), line(20, description="B")])

    assert view.years == ("2021/22", "2023/24")
    assert [row.amounts for row in view.rows] == [(10, None), (None, 20)]
