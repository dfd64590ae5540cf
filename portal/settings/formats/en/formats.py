"""Dates in words on every page and in every letter, as the NHS content style writes them.

`{{ day|date }}` takes DATE_FORMAT; `|date:"YEAR_MONTH_FORMAT"` and the rest take theirs. What is
not set here, such as how numbers are written, is Django's.
"""

from __future__ import annotations

DATE_FORMAT = "j F Y"
SHORT_DATE_FORMAT = "j M Y"
MONTH_DAY_FORMAT = "j F"
YEAR_MONTH_FORMAT = "F Y"
TIME_FORMAT = "H:i"
DATETIME_FORMAT = "j F Y, H:i"
