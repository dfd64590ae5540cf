"""When a record is to be looked at again: reminders, the stale label, and “still true”.

Pure: the caller gives today's date and the state; nothing here asks a clock or a database.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from dateutil.relativedelta import relativedelta

from portal.text.dates import day_in_words

REMIND_BEFORE = (60, 30, 0)  # days
REVIEW_MONTHS = 24
# A planned or tested change moves faster than one that is part of the work.
REVIEW_MONTHS_OF_STAGE = {"planned": 6, "testing": 12}


class Freshness(StrEnum):
    """How a record stands against its review date. Retired and draft records have no clock."""

    CURRENT = "current"
    DUE_SOON = "due-soon"
    STALE = "stale"
    NO_CLOCK = "no-clock"


@dataclass(frozen=True)
class ReviewState:
    """What the clock needs to know about a record.

    `review_by` is the last day on which the record counts as looked at; None starts no clock.
    `confirmed` is the day on which its owner last said that it is still true, or published it.
    """

    review_by: date | None
    stage: str = ""
    live: bool = True
    retired: bool = False
    confirmed: date | None = None
    changed_since_published: bool = False

    @property
    def has_clock(self) -> bool:
        """Only what readers can see, and is not retired, goes stale."""
        return self.live and not self.retired and self.review_by is not None


@dataclass(frozen=True)
class Reminder:
    """A notice that is due. `key` is the same on each run, so that it goes out once.

    `days_left` is what is left on the day of the reading: 0 on the date, less after it.
    """

    days_before: int
    days_left: int
    key: str


class ReviewRefused(ValueError):
    """“Still true” cannot be said. The message says what to do instead."""


def reminder_due(state: ReviewState, today: date) -> Reminder | None:
    """The one reminder that should have gone out by today, the latest of those passed.

    After a time without runs only the latest comes, not all of them at once. The key holds the
    review date: a new date starts anew. A record that was confirmed after a reminder's day is
    not reminded for that day again.
    """
    if not state.has_clock or state.review_by is None:
        return None
    left = (state.review_by - today).days
    passed = [before for before in REMIND_BEFORE if left <= before]
    if not passed:
        return None
    before = min(passed)
    day = state.review_by - timedelta(days=before)
    if state.confirmed is not None and state.confirmed > day:
        return None
    return Reminder(before, left, f"review:{state.review_by.isoformat()}:{before}")


def freshness(state: ReviewState, today: date) -> Freshness:
    """How the record stands today: stale from the day after its review date."""
    if not state.has_clock or state.review_by is None:
        return Freshness.NO_CLOCK
    left = (state.review_by - today).days
    if left < 0:
        return Freshness.STALE
    return Freshness.DUE_SOON if left <= REMIND_BEFORE[0] else Freshness.CURRENT


def stale_label(state: ReviewState, today: date) -> str:
    """What readers see on a stale record; empty for any other."""
    if freshness(state, today) is not Freshness.STALE or state.review_by is None:
        return ""
    due = day_in_words(state.review_by)
    if state.confirmed is None:
        return f"This record was due to be checked by {due}. Ask its contacts if it still holds."
    seen = day_in_words(state.confirmed)
    return (
        f"This record was last checked on {seen} and was due to be checked again by {due}. "
        "Ask its contacts if it still holds."
    )


def check_still_true(state: ReviewState, today: date) -> None:
    """Raise ReviewRefused with a sentence unless “still true” may be said of the record today."""
    if state.retired:
        raise ReviewRefused("The record is retired. Bring it back before you confirm it.")
    if not state.live:
        raise ReviewRefused("The record is not published. Submit it instead.")
    if state.changed_since_published:
        raise ReviewRefused(
            "The record has changes that are not published. Submit them, or throw them away first."
        )
    if freshness(state, today) is Freshness.CURRENT:
        raise ReviewRefused(
            f"The record need not be confirmed yet. You can confirm it in the "
            f"{REMIND_BEFORE[0]} days before its date."
        )


def can_still_true(state: ReviewState, today: date) -> bool:
    """Whether the button is shown."""
    try:
        check_still_true(state, today)
    except ReviewRefused:
        return False
    return True


def next_review(stage: str, today: date) -> date:
    """The review date of a record that was published or confirmed today.

    Two years ahead; one for a change in testing, and six months for a planned one.
    """
    return today + relativedelta(months=REVIEW_MONTHS_OF_STAGE.get(stage, REVIEW_MONTHS))


def still_true(state: ReviewState, today: date) -> ReviewState:
    """The state after its owner has said that the record is still true. Raises ReviewRefused.

    The new date counts from today, not from the old date: what was looked at late was looked at
    today.
    """
    check_still_true(state, today)
    return ReviewState(
        review_by=next_review(state.stage, today),
        stage=state.stage,
        live=state.live,
        retired=state.retired,
        confirmed=today,
        changed_since_published=state.changed_since_published,
    )
