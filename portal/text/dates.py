"""Dates in words, for sentences made in Python. Templates use Django's `date` filter.

Both take their formats from `portal/settings/formats`. A moment is told as the day and the time
that it is in London. The month is in the language of the reader where Wagtail has set one.
"""

from __future__ import annotations

from datetime import date, datetime

from dateutil.relativedelta import relativedelta
from django.utils import timezone
from django.utils.formats import date_format


def day_in_words(value: date) -> str:
    """A day, or that of a moment: 1 December 2026."""
    return date_format(_in_london(value), "DATE_FORMAT")


def day_and_month(value: date) -> str:
    """A day without its year: 1 December."""
    return date_format(_in_london(value), "MONTH_DAY_FORMAT")


def month_in_words(value: date) -> str:
    """The month that a day lies in: December 2026."""
    return date_format(_in_london(value), "YEAR_MONTH_FORMAT")


def moment_in_words(value: datetime) -> str:
    """A moment: 1 December 2026 at 14:05."""
    return f"{day_in_words(value)} at {date_format(_in_london(value), 'TIME_FORMAT')}"


def months_between(first: date, last: date) -> int:
    """How many months the month of `last` lies after that of `first`; below nought if before."""
    apart = relativedelta(last.replace(day=1), first.replace(day=1))
    return apart.years * 12 + apart.months


def _in_london(value: date) -> date:
    if isinstance(value, datetime) and timezone.is_aware(value):
        return timezone.localtime(value)
    return value
