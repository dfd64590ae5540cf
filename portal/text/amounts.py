"""What a sum of pounds consists of: digits, scale, and the words beside it that limit or time it.

The grammar that `money` (boxes and cells) and `money_in_text` (running text) share.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from decimal import Decimal

# The same length as what it replaces, so that places in the text stay where they are.
PLAIN = str.maketrans(
    dict.fromkeys("\u00a0\u2002\u2003\u2007\u2008\u2009\u200a\u202f\u3000\t\r\n\v\f", " ")
    | dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2212\ufe63\uff0d", "-")
    | dict.fromkeys("\u20a4\uffe1", "£")
    | dict.fromkeys("\u2018\u2019\u02bc\uff07`", "'")
)
SCALES = {
    "k": 3, "thou": 3, "thousand": 3, "thousands": 3, "m": 6, "mn": 6, "mil": 6, "mill": 6,
    "million": 6, "millions": 6, "b": 9, "bn": 9, "billion": 9, "billions": 9,
}  # fmt: skip
SCALE = "thousands?|thou|millions?|mill?|mn|billions?|bn|[kmb]"
# Repeats are bounded, so that a search takes time in proportion to the text.
NUMBER = (
    r"[0-9]{1,3}(?:,[0-9]{3}){1,4}(?:\.[0-9]{1,12})?|[0-9]{1,3}(?: [0-9]{3}){1,4}(?:\.[0-9]{1,12})?"
    r"|[0-9]{1,15}(?:\.[0-9]{1,20})?|\.[0-9]{1,20}"
)
# Without blanks: beside words, “12 340” may be two numbers.
TIGHT = (
    r"[0-9]{1,3}(?:,[0-9]{3}){1,4}(?:\.[0-9]{1,12})?|[0-9]{1,15}(?:\.[0-9]{1,20})?|\.[0-9]{1,20}"
)
POUNDS = "pounds? sterling|pounds?|sterling|GBP|quid"
# What follows is neither a letter nor more of the number.
END = r"(?![A-Za-z0-9_£]|[.,][0-9])"
ABOUT = (
    r"about|around|approximately|approx\.?|circa|ca\.|c\.|roughly|some|nearly|almost|estimated"
    r"(?: at)?|an estimated|in the region of|in the order of|~|≈"
)
UP_TO = (
    r"up to|at most|no more than|not more than|as much as|a maximum of|maximum(?: of)?|less than"
    r"|under|below|fewer than|max\.?|≤|<=?"
)
AT_LEAST = (
    r"at least|more than|over|above|in excess of|not less than|no less than|upwards of|exceeding"
    r"|a minimum of|minimum(?: of)?|from|min\.?|≥|>=?"
)
NUMBER_WORDS = {
    "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
    "ten": 10, "couple of": 2,
}  # fmt: skip
HOW_MANY = rf"[0-9]{{1,2}}|{'|'.join(NUMBER_WORDS)}"
YEARS = (
    r"(?:over|across|for|in|during|within|spread over) (?:the |a |its |their )?"
    rf"(?:first |last |next |past |full )?(?P<years>{HOW_MANY})[ -](?:years?|yrs?)"
)
PER = (
    r"(?:p\.? ?a\.?|(?P<adverb>annually|yearly|monthly|weekly|daily|quarterly)"
    r"|(?:an?|per|every|each|/) ?(?P<per>annum|year|yr|month|quarter|week|day|night|shift|hour)"
    r"|(?:per|/) ?(?P<unit>[a-z]{2,20})|(?P<each>each|apiece))(?![A-Za-z])"
)
AFTER = re.compile(rf"[ ,(]{{0,2}}(?:{PER}|{YEARS})\)?", re.IGNORECASE)
MORE = re.compile(
    r"(?P<at_least> ?(?:\+|or more|and above|or above))|(?P<up_to> (?:or less|at most))",
    re.IGNORECASE,
)
PERIODS = {
    "annum": "year", "yr": "year", "annually": "year", "yearly": "year", "monthly": "month",
    "weekly": "week", "daily": "day", "quarterly": "quarter",
}  # fmt: skip
ARTICLED = ("year", "month", "quarter", "week", "day", "night", "shift")


@dataclass(frozen=True)
class Amount:
    """Pounds that a text states. Where it states no range, `low` and `high` are the same.

    `bound` is "up to" or "at least" where the text gives a limit and no figure. `per` is what it
    is counted by: year, month, patient; empty where nothing is said. `years` is how many years it
    is the sum of. `start` and `end` are its place in the text.
    """

    low: Decimal
    high: Decimal
    bound: str = ""
    approximate: bool = False
    per: str = ""
    years: int = 1
    start: int = field(default=0, compare=False)
    end: int = field(default=0, compare=False)

    def __str__(self) -> str:
        said = written(self.low)
        if self.low != self.high:
            said = f"{said} to {written(self.high)}"
        said = f"{self.bound} {said}".strip()
        said = f"about {said}" if self.approximate else said
        if self.per:
            said += f" a {self.per}" if self.per in ARTICLED else f" per {self.per}"
        return f"{said} over {self.years} years" if self.years > 1 else said

    @property
    def is_range(self) -> bool:
        return self.low != self.high

    @property
    def why_no_figure(self) -> str:
        """What keeps this from being the pounds of one year, as a sentence; empty if nothing."""
        if self.is_range:
            return "It is a range. Write the one amount that the books show."
        if self.bound:
            return f"“{self.bound.capitalize()}” is a limit. Write the amount that the books show."
        if self.years > 1:
            return f"It is the sum of {self.years} years. Write what one financial year came to."
        if self.per and self.per != "year":
            return f"It is for one {self.per}. Write what a whole financial year came to."
        return ""


def written(pounds: Decimal) -> str:
    """Pounds as the site writes them: £1,200, -£5, £12.50. `figure` reads it back."""
    whole = pounds == pounds.to_integral_value()
    return f"{'-' if pounds < 0 else ''}£{abs(pounds):,.{0 if whole else 2}f}"


def pounds_of(digits: str, scale: str | None, unit: int) -> Decimal:
    value = Decimal(re.sub("[, ]", "", digits))
    scale = (scale or "").strip().lower()
    value *= 10 ** SCALES[scale] if scale else unit
    return value.to_integral_value() if value == value.to_integral_value() else value


def marked(said: Amount, found: re.Match[str]) -> Amount:
    groups = found.groupdict()
    if groups.get("about"):
        return replace(said, approximate=True)
    bound = "up to" if groups.get("up_to") else "at least" if groups.get("at_least") else ""
    return replace(said, bound=bound or said.bound)


def timed(said: Amount, found: re.Match[str]) -> Amount:
    if found["years"]:
        many = found["years"].lower()
        return replace(said, years=NUMBER_WORDS.get(many) or max(1, int(many)))
    per = found["adverb"] or found["per"] or found["unit"] or ("item" if found["each"] else "year")
    return replace(said, per=PERIODS.get(per.lower(), per.lower()))


End = tuple[str, str | None, bool, bool]


def ordered(ends: list[End], unit: int = 1) -> tuple[Decimal, Decimal] | None:
    """Both ends in pounds. The first takes the scale of the second where it has none of its own
    and the range then rises: £1.2-1.5m. None where it could be read in two ways: £900-1.2m.
    """
    if len(ends) == 2 and ends[1][1] and not ends[0][1]:
        first = Decimal(re.sub("[, ]", "", ends[0][0]))
        if first <= Decimal(re.sub("[, ]", "", ends[1][0])):
            ends = [(ends[0][0], ends[1][1], *ends[0][2:]), ends[1]]
        elif not ends[1][2]:
            return None
    values = [pounds_of(one[0], one[1], unit) / (100 if one[3] else 1) for one in ends]
    return min(values), max(values)
