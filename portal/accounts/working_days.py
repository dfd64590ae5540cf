"""Working days in England: the promised times of the service count these."""

from __future__ import annotations

from datetime import date, timedelta

import holidays

_ENGLAND = holidays.country_holidays("GB", subdiv="ENG")
SATURDAY = 5


def is_working_day(day: date) -> bool:
    """True from Monday to Friday, but not on a bank holiday."""
    return day.weekday() < SATURDAY and day not in _ENGLAND


def after(day: date, number: int) -> date:
    """The `number`th working day after `day`; `day` itself does not count."""
    while number > 0:
        day += timedelta(days=1)
        number -= is_working_day(day)
    return day


def between(start: date, end: date) -> int:
    """How many working days lie after `start`, up to and with `end`. Nought if `end` is earlier."""
    days = (end - start).days
    return sum(is_working_day(start + timedelta(days=n)) for n in range(1, days + 1))
