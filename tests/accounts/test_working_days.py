from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from portal.accounts import working_days

DAYS = st.dates(date(2020, 1, 1), date(2035, 12, 31))


def test_a_weekend_does_not_count():
    friday = date(2026, 6, 5)

    assert working_days.after(friday, 1) == date(2026, 6, 8)


def test_an_english_bank_holiday_does_not_count():
    before_easter = date(2026, 4, 2)

    assert working_days.after(before_easter, 1) == date(2026, 4, 7)


def test_a_scottish_bank_holiday_counts():
    assert working_days.is_working_day(date(2026, 1, 2))


@given(DAYS, st.integers(0, 30))
def test_between_undoes_after(day, number):
    assert working_days.between(day, working_days.after(day, number)) == number


@given(DAYS, st.integers(1, 30))
def test_the_day_reached_is_a_working_day(day, number):
    assert working_days.is_working_day(working_days.after(day, number))


@given(DAYS, DAYS)
def test_between_is_never_negative(start, end):
    assert 0 <= working_days.between(start, end) <= max(0, (end - start).days)
