"""Readers of single values. Each takes what JSON gave, and raises ValueError with what to do."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from html import unescape
from typing import Any

from django.db.models import TextChoices
from django.utils import timezone
from django.utils.html import escape
from wagtail.whitelist import Whitelister, allow_without_attributes, attribute_rule, check_url

from portal.text.financial_years import NotAYear, read_financial_year
from portal.text.normalising import clean_line
from portal.trusts import ods_codes

Reader = Callable[[Any], Any]
# The NHS began then: nothing that trusts learn from is older.
FIRST_YEAR = 1948
# Room for blanks and for what a spreadsheet wrote: the register has at most five characters.
LONGEST_CODE = 20
COMMENT = re.compile(r"<!--(?:(?!<!--|-->).)*+-->", re.DOTALL)
# A letter or a slash after the bracket: “<5 days” is text.
TAG = re.compile(r"</?[A-Za-z][^<>]*>")


class SimpleHtml(Whitelister):
    """The mark-up that the story's editor offers, and nothing else."""

    element_rules = {
        "[document]": allow_without_attributes,
        "a": attribute_rule({"href": check_url}),
        **dict.fromkeys(("b", "strong", "i", "em", "ol", "ul", "li", "p", "br"),
                        allow_without_attributes),
    }  # fmt: skip


def text(limit: int | None = None) -> Reader:
    """A text of at most `limit` characters."""

    def read(value: Any) -> str:
        if not isinstance(value, str):
            raise ValueError("give a text in quotes")
        if "\x00" in value:
            raise ValueError("take out the null character")
        value = value.strip()
        if limit and len(value) > limit:
            raise ValueError(f"shorten it to {limit} characters; it has {len(value)}")
        return value

    read.schema = {"type": "string", **({"maxLength": limit} if limit else {})}
    return read


def title(limit: int) -> Reader:
    """A line of plain text. Marks of HTML, as a web page gives them along, become what they show.

    A record's title is shown as it stands, so `&amp;` and `<b>` would be read by people.
    """
    of_at_most = text(limit)

    def read(value: Any) -> str:
        return of_at_most(plain_line(text()(value)))

    read.schema = of_at_most.schema
    return read


def plain_line(given: str) -> str:
    """Without tags, entities as the characters they stand for, one blank between words."""
    without_tags = TAG.sub("", COMMENT.sub("", given))
    return " ".join(clean_line(unescape(without_tags)).split())


def ods_code(value: Any) -> str:
    """The ODS code of a trust, read as everywhere. Raises with what became of it."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        value = str(value)
    try:
        return ods_codes.whole(text(LONGEST_CODE)(value))
    except ods_codes.NotACode as fault:
        raise ValueError(str(fault).rstrip(".")) from None


ods_code.schema = {"type": "string", "pattern": r"^\s*[A-Za-z][A-Za-z0-9]{2,4}\s*$"}


def year(value: Any) -> int:
    """The year in which something was published: four digits, and not one to come."""
    found = whole(value)
    if found < FIRST_YEAR:
        raise ValueError(f"write the year with four digits, from {FIRST_YEAR}; it is {found}")
    if found > timezone.localdate().year:
        raise ValueError(f"{found} is a year to come: give the year it was published")
    return found


year.schema = {"type": "integer", "minimum": FIRST_YEAR}


def story(value: Any) -> str:
    """Rich text: simple HTML is cleaned; plain text gets paragraphs, and "- " lines a list."""
    plain = text()(value)
    if plain.startswith("<"):
        return SimpleHtml().clean(plain)
    parts: list[str] = []
    for block in plain.replace("\r\n", "\n").split("\n\n"):
        lines = [line.strip() for line in block.split("\n") if line.strip()]
        items = [escape(line[2:]) for line in lines if line.startswith("- ")]
        words = [escape(line) for line in lines if not line.startswith("- ")]
        if words:
            parts.append(f"<p>{'<br/>'.join(words)}</p>")
        if items:
            parts.append(f"<ul>{''.join(f'<li>{item}</li>' for item in items)}</ul>")
    return "".join(parts)


story.schema = {"type": "string", "description": "plain text, or simple HTML"}


def financial_year(value: Any) -> str:
    """A financial year, however people write it: "2023/24", "2023-24", "FY23/24"."""
    try:
        return read_financial_year(text(40)(value))
    except NotAYear as fault:
        raise ValueError(str(fault).rstrip(".")) from None


financial_year.schema = {"type": "string", "maxLength": 40}


def flag(value: Any) -> bool:
    """true or false."""
    if not isinstance(value, bool):
        raise ValueError("give true or false")
    return value


flag.schema = {"type": "boolean"}


def whole(value: Any) -> int:
    """A whole number from 0."""
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise ValueError("give a whole number from 0")
    if value > 2_000_000_000:
        raise ValueError("give a smaller number")
    return value


whole.schema = {"type": "integer", "minimum": 0}


def pounds(value: Any) -> Decimal:
    """Whole pounds (or days), from 0."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < 10**12:
        raise ValueError("give whole pounds, from 0, without quotes")
    return Decimal(value)


pounds.schema = {"type": "integer", "minimum": 0}


def number(value: Any) -> Decimal:
    """A number with at most three decimals."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ValueError("give a number without quotes")
    exact = Decimal(str(value))
    if not exact.is_finite() or abs(exact) >= 10**11:
        raise ValueError("give a smaller number")
    return round(exact, 3)


number.schema = {"type": "number"}


def month(value: Any) -> date:
    """ "2023-04" or "2023-04-30"; a month is its first day."""
    given = text(10)(value)
    try:
        return date.fromisoformat(given if len(given) > 7 else f"{given}-01")
    except ValueError:
        raise ValueError('give a month or a day: "2023-04" or "2023-04-30"') from None


month.schema = {"type": "string", "pattern": r"^\d{4}-\d{2}(-\d{2})?$"}


def past(value: Any) -> date:
    """A month or a day on which something was done: today at the latest."""
    found = month(value)
    if found > timezone.localdate():
        raise ValueError(f"{value} is to come: give the day it was done, or leave it out")
    return found


past.schema = month.schema


def choice(choices: type[TextChoices]) -> Reader:
    """One of a set, by its stored value."""

    def read(value: Any) -> str:
        if value not in choices.values:
            raise ValueError(f"give one of: {', '.join(choices.values)}")
        return str(value)

    read.schema = {"enum": list(choices.values)}
    return read


def many(one: Reader, *, most: int | None = None) -> Reader:
    """A list of values."""

    def read(value: Any) -> list[Any]:
        if not isinstance(value, list):
            raise ValueError("give a list in square brackets")
        if most and len(value) > most:
            raise ValueError(f"give at most {most}")
        found = [one(item) for item in value]
        return [item for place, item in enumerate(found) if item not in found[:place]]

    read.schema = {"type": "array", "items": one.schema, **({"maxItems": most} if most else {})}
    return read


def series(value: Any) -> list[list[Any]]:
    """Pairs of a month and a number; the model checks each."""
    if not isinstance(value, list):
        raise ValueError('give a list of pairs: [["2023-04", 12.5]]')
    return [list(pair) if isinstance(pair, list) else pair for pair in value]


series.schema = {"type": "array", "items": {"type": "array", "maxItems": 2, "minItems": 2}}
