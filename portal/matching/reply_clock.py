"""The clock of an answer: six working days to give one, flagged from the third on.

It counts for a proposal, for a request that the broker looks after, and for planning a round.
Sentences that promise an answer name `WORKING_DAYS_TO_REPLY`, never a figure of their own.
"""

from __future__ import annotations

from datetime import date

from portal.accounts import working_days

WORKING_DAYS_TO_REPLY = 6
FLAGGED_AFTER_WORKING_DAYS = 3


def due_after(day: date) -> date:
    """The last day on which an answer to what was asked on `day` is in time."""
    return working_days.after(day, WORKING_DAYS_TO_REPLY)


def is_flagged(asked: date, *, today: date) -> bool:
    """Whether what was asked on a day has waited so long that people are reminded."""
    return working_days.between(asked, today) >= FLAGGED_AFTER_WORKING_DAYS


def is_flagged_before(due: date, *, today: date) -> bool:
    """The same, counted back from the last day: a proposal may run by another clock's time."""
    left = WORKING_DAYS_TO_REPLY - FLAGGED_AFTER_WORKING_DAYS
    return working_days.between(today, due) <= left
