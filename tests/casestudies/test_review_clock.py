"""The review clock: reminders at 60, 30 and 0 days, the stale label, and “still true”."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casestudies.maintenance.review_dates import (
    Freshness,
    ReviewRefused,
    ReviewState,
    can_still_true,
    check_still_true,
    freshness,
    next_review,
    reminder_due,
    stale_label,
    still_true,
)

DUE = date(2025, 6, 30)
STATE = ReviewState(review_by=DUE, stage="embedded", confirmed=date(2023, 6, 30))
DAYS = st.dates(date(2020, 1, 1), date(2035, 12, 31))
STATES = st.builds(
    ReviewState,
    review_by=st.none() | DAYS,
    stage=st.sampled_from(["", "planned", "testing", "embedded", "spreading", "stopped"]),
    live=st.booleans(),
    retired=st.booleans(),
    confirmed=st.none() | DAYS,
    changed_since_published=st.booleans(),
)


def days_before(days: int) -> date:
    return DUE - timedelta(days=days)


@pytest.mark.parametrize(
    ("left", "before"),
    [(61, None), (60, 60), (59, 60), (31, 60), (30, 30), (1, 30), (0, 0), (-1, 0), (-400, 0)],
)
def test_the_latest_reminder_passed_is_due(left, before):
    found = reminder_due(STATE, days_before(left))

    assert (found.days_before if found else None) == before


def test_a_daily_run_sends_three_reminders_and_each_once():
    days = [days_before(left) for left in range(90, -90, -1)]

    keys = [found.key for day in days if (found := reminder_due(STATE, day))]

    assert list(dict.fromkeys(keys)) == [
        "review:2025-06-30:60",
        "review:2025-06-30:30",
        "review:2025-06-30:0",
    ]


def test_a_new_date_has_reminders_of_its_own():
    later = replace(STATE, review_by=date(2027, 6, 30))

    assert reminder_due(later, date(2027, 6, 1)).key != reminder_due(STATE, date(2025, 6, 1)).key


def test_a_record_published_with_a_near_date_is_not_reminded_of_days_long_past():
    near = replace(STATE, confirmed=days_before(20))

    assert reminder_due(near, days_before(20)) is None
    assert reminder_due(near, DUE).days_before == 0


@pytest.mark.parametrize("change", [{"live": False}, {"retired": True}, {"review_by": None}])
def test_drafts_retired_records_and_those_without_a_date_have_no_clock(change):
    state = replace(STATE, **change)

    assert reminder_due(state, DUE) is None
    assert freshness(state, DUE + timedelta(days=9)) is Freshness.NO_CLOCK
    assert stale_label(state, DUE + timedelta(days=9)) == ""


@pytest.mark.parametrize(
    ("left", "expected"),
    [(61, Freshness.CURRENT), (60, Freshness.DUE_SOON), (0, Freshness.DUE_SOON),
     (-1, Freshness.STALE)],
)  # fmt: skip
def test_a_record_is_stale_from_the_day_after_its_date(left, expected):
    assert freshness(STATE, days_before(left)) is expected


def test_readers_see_when_it_was_last_checked():
    assert stale_label(STATE, date(2025, 7, 1)) == (
        "This record was last checked on 30 June 2023 and was due to be checked again by "
        "30 June 2025. Ask its contacts if it still holds."
    )
    assert stale_label(STATE, DUE) == ""


def test_still_true_counts_from_today_and_ends_staleness_and_reminders():
    today = date(2025, 7, 15)

    made = still_true(STATE, today)

    assert (made.review_by, made.confirmed) == (date(2027, 7, 15), today)
    assert freshness(made, today) is Freshness.CURRENT
    assert reminder_due(made, today) is None


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"changed_since_published": True}, "changes that are not published"),
        ({"retired": True}, "retired"),
        ({"live": False}, "not published"),
    ],
)
def test_still_true_is_refused_with_what_to_do_instead(change, words):
    with pytest.raises(ReviewRefused, match=words):
        check_still_true(replace(STATE, **change), DUE)


def test_still_true_is_not_offered_long_before_the_date():
    assert not can_still_true(STATE, days_before(61))
    assert can_still_true(STATE, days_before(60))


@pytest.mark.parametrize(
    ("stage", "today", "expected"),
    [
        ("embedded", date(2024, 2, 29), date(2026, 2, 28)),
        ("", date(2023, 12, 31), date(2025, 12, 31)),
        ("testing", date(2023, 5, 1), date(2024, 5, 1)),
        ("planned", date(2023, 8, 31), date(2024, 2, 29)),
    ],
)
def test_the_next_date_depends_on_the_stage(stage, today, expected):
    assert next_review(stage, today) == expected


@given(STATES, DAYS)
def test_saying_still_true_twice_on_a_day_is_never_possible(state, today):
    if can_still_true(state, today):
        made = still_true(state, today)

        assert not can_still_true(made, today)
        assert made.review_by > today


@given(STATES, DAYS, DAYS)
def test_a_record_never_grows_fresher_by_waiting(state, one, other):
    order = [Freshness.NO_CLOCK, Freshness.CURRENT, Freshness.DUE_SOON, Freshness.STALE]
    early, late = sorted([one, other])

    assert order.index(freshness(state, early)) <= order.index(freshness(state, late))
