"""Financial years as people write them: 2024/25, 24/25, 2024–2025, FY24/25, year ended March 2025.

An English NHS financial year runs from 1 April to 31 March and is written 2024/25. Pure, and in
proportion to the text; raises nothing but NotAYear, whose message is a sentence that says what to
write. “2024” and “FY24” are asked about, because people mean either of two years by them.
"""

from __future__ import annotations

import re
from datetime import date, timedelta

BEGINS = (4, 1)  # month, day
EXAMPLE = "Write, for example, 2023/24."
LONGEST = 60
_WRITTEN = re.compile(r"20[0-9]{2}/[0-9]{2}")
_DASHES = str.maketrans(dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2212\ufe63\uff0d", "-")
                        | dict.fromkeys("\u00a0\u2007\u2009\u202f\t\n\r", " "))  # fmt: skip
_LEAD = r"(?:FY ?|financial year ?|year ?)?"
_PAIR = re.compile(
    rf"{_LEAD}(?P<first>20[0-9]{{2}}|[0-9]{{2}}) ?(?:[/-]|to) ?(?P<second>20[0-9]{{2}}|[0-9]{{2}})"
    r"|FY ?(?P<first2>(?!20)[0-9]{2})(?P<second2>[0-9]{2})",
    re.IGNORECASE,
)
_MARCH = (
    r"(?:(?:(?:financial )?year|y/?e|12 months) ?(?:ended|ending|end|to)?(?: on)? ?"
    r"(?:31(?:st)? )?(?:March|Mar)[ -]?'?"
    r"|(?:y/?e )?31(?:st)? (?:March|Mar) |(?:y/?e )?31[./]0?3[./])"
    r"(?P<march>20[0-9]{2}|[0-9]{2})"
)
_ENDED = re.compile(_MARCH, re.IGNORECASE)
_ALONE = re.compile(
    r"(?:financial year ?)?(?:FY ?)?(?P<year>20[0-9]{2}|(?<=[yY] )[0-9]{2}|(?<=[yY])[0-9]{2})",
    re.IGNORECASE,
)
# In running text two figures alone may be anything: 24/25 counts after a word that leads to it.
_IN_TEXT = re.compile(
    r"(?<![0-9A-Za-z/.,£-])(?:(?P<first>20[0-9]{2}) ?[/-] ?(?P<second>(?:20)?[0-9]{2})"
    r"|(?P<lead>FY ?|financial year |in |for |during |since |by |from |to |and |\()"
    r"(?P<first2>[0-9]{2}) ?[/-] ?(?P<second2>[0-9]{2})"
    r"|(?:year|12 months) (?:ended|ending|to) (?:31(?:st)? )?March (?P<march>20[0-9]{2}))"
    r"(?![0-9A-Za-z/-]|[.,][0-9])",
    re.IGNORECASE,
)


class NotAYear(ValueError):
    """A text that is no financial year. The message is a sentence that says what to write."""


def read_financial_year(text: str) -> str:
    """The financial year that a text names, written 2024/25. Raises NotAYear."""
    plain = " ".join(text.translate(_DASHES).split())
    shown = f"“{plain[:40]}”"
    if not plain:
        raise NotAYear(f"There is no financial year. {EXAMPLE}")
    if len(plain) > LONGEST:
        raise NotAYear(f"{shown} is not a financial year. {EXAMPLE}")
    if pair := _PAIR.fullmatch(plain):
        first, second = pair["first"] or pair["first2"], pair["second"] or pair["second2"]
        return _year(_whole(first), _whole(second), shown)
    if (ended := _ENDED.fullmatch(plain)) is not None:
        return _year(_whole(ended["march"]) - 1, _whole(ended["march"]), shown)
    if (alone := _ALONE.fullmatch(plain)) is not None:
        year = _whole(alone["year"])
        raise NotAYear(
            f"{shown} can mean {written(year - 1)} or {written(year)}. Write the one you mean."
        )
    raise NotAYear(f"{shown} is not a financial year. {EXAMPLE}")


def financial_years_in(text: str) -> list[str]:
    """Every financial year that running text names, written 2024/25, each once, in order."""
    found: dict[str, None] = {}
    for match in _IN_TEXT.finditer(text.translate(_DASHES)):
        if match["march"]:
            year = int(match["march"]) - 1
        else:
            year = _whole(match["first"] or match["first2"])
            if (year + 1) % 100 != _whole(match["second"] or match["second2"]) % 100:
                continue
        found[written(year)] = None
    return list(found)


def written(first: int) -> str:
    """The financial year that begins in April of `first`: 2024 is 2024/25."""
    return f"{first}/{(first + 1) % 100:02d}"


def of_day(day: date) -> str:
    """The financial year that a day lies in: 31 March 2025 is in 2024/25."""
    return written(day.year if (day.month, day.day) >= BEGINS else day.year - 1)


def first_day(financial_year: str) -> date:
    """1 April of a year written 2023/24."""
    return date(int(financial_year[:4]), *BEGINS)


def last_day(financial_year: str) -> date:
    """31 March of a year written 2023/24."""
    return date(int(financial_year[:4]) + 1, *BEGINS) - timedelta(days=1)


def is_written(text: str) -> bool:
    """Whether a text is a financial year of this century as the site writes it: 2023/24."""
    return _WRITTEN.fullmatch(text) is not None and written(int(text[:4])) == text


def _whole(digits: str) -> int:
    return int(digits) if len(digits) == 4 else 2000 + int(digits)


def _year(first: int, second: int, shown: str) -> str:
    """`first`, if the second half follows it; the first can be read as another century's end."""
    if (first + 1) % 100 != second % 100 or not 2000 <= first <= 2099:
        raise NotAYear(f"{shown} is not a financial year. {EXAMPLE}")
    return written(first)
