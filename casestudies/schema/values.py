"""Types of values: how a file writes each, and what the fault is where it does not.

Checks of a type and a length are pydantic's own, put into our words by `schema.faults`. What has
rules of ours is read by a function that raises ValueError with what to do.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from html import unescape
from typing import Annotated, Any
from uuid import UUID

from django.db.models import TextChoices
from django.utils import timezone
from django.utils.html import escape
from pydantic import AfterValidator, GetCoreSchemaHandler, GetJsonSchemaHandler, StrictBool
from pydantic_core import CoreSchema, core_schema
from wagtail.whitelist import Whitelister, allow_without_attributes, attribute_rule, check_url

from portal.text.financial_years import NotAYear, read_financial_year
from portal.text.normalising import clean_line
from portal.trusts import ods_codes

# The NHS began then: nothing that trusts learn from is older.
FIRST_YEAR = 1948
# Room for blanks and for what a spreadsheet wrote: the register has at most five characters.
LONGEST_CODE = 20
LARGEST = 2_000_000_000
# The type of an error that stands for every fault of a value.
OWN_WORDS = "own_words"
NO_NULL = r"^[^\x00]*$"
COMMENT = re.compile(r"<!--(?:(?!<!--|-->).)*+-->", re.DOTALL)
# A letter or a slash after the bracket: “<5 days” is text.
TAG = re.compile(r"</?[A-Za-z][^<>]*>")


class SimpleHtml(Whitelister):  # type: ignore[misc]
    """The mark-up that the story's editor offers, and nothing else."""

    element_rules = {
        "[document]": allow_without_attributes,
        "a": attribute_rule({"href": check_url}),
        **dict.fromkeys(("b", "strong", "i", "em", "ol", "ul", "li", "p", "br"),
                        allow_without_attributes),
    }  # fmt: skip


def plain_line(given: str) -> str:
    """Without tags, entities as the characters they stand for, one blank between words.

    A record's title is shown as it stands, so `&amp;` and `<b>` would be read by people.
    """
    without_tags = TAG.sub("", COMMENT.sub("", given))
    return " ".join(clean_line(unescape(without_tags)).split())


@dataclass(frozen=True)
class Text:
    """A text of at most `longest` characters; None for as many as its column takes.

    `plain` turns marks of HTML, as a web page gives them along, into what they show.
    """

    longest: int | None = None
    plain: bool = False
    shortest: int = 0

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        text = core_schema.str_schema(
            strict=True,
            strip_whitespace=True,
            pattern=NO_NULL,
            min_length=self.shortest,
            max_length=None if self.plain else self.longest,
        )
        if not self.plain:
            return text
        line = core_schema.no_info_after_validator_function(plain_line, text)
        return core_schema.chain_schema([line, core_schema.str_schema(max_length=self.longest)])

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        limits = {"minLength": self.shortest, "maxLength": self.longest}
        return {"type": "string", **{name: limit for name, limit in limits.items() if limit}}


@dataclass(frozen=True)
class OneOf:
    """One of a set of choices, by its stored value."""

    choices: type[TextChoices]

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        return _or_say(
            core_schema.literal_schema(list(self.choices.values)),
            f"give one of: {', '.join(self.choices.values)}",
        )

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        return {"enum": list(self.choices.values)}


@dataclass(frozen=True)
class ReadBy:
    """A value with rules of its own: `read` raises ValueError with what to do."""

    read: Callable[[Any], Any]
    json_schema: tuple[tuple[str, Any], ...]

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(self.read)

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        return dict(self.json_schema)


def _or_say(schema: CoreSchema, words: str) -> CoreSchema:
    """The same check, whose every fault is these words."""
    return core_schema.custom_error_schema(
        schema, custom_error_type=OWN_WORDS, custom_error_message=words
    )


def distinct(values: list[Any]) -> list[Any]:
    """Each value once, where it stands first."""
    return list(dict.fromkeys(values))


def given_text(value: Any) -> str:
    """A text without blanks around it. Raises ValueError for what is none."""
    if not isinstance(value, str):
        raise ValueError("give a text in quotes")
    if "\x00" in value:
        raise ValueError("take out the null character")
    return value.strip()


def short_text(value: Any, longest: int) -> str:
    """As `given_text`, of at most `longest` characters."""
    text = given_text(value)
    if len(text) > longest:
        raise ValueError(f"shorten it to {longest} characters; it has {len(text)}")
    return text


def ods_code(value: Any) -> str:
    """The ODS code of a trust, read as everywhere. Raises with what became of it."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        value = str(value)
    try:
        return ods_codes.whole(short_text(value, LONGEST_CODE))
    except ods_codes.NotACode as fault:
        raise ValueError(str(fault).rstrip(".")) from None


def whole(value: Any) -> int:
    """A whole number from 0."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise ValueError("give a whole number from 0")
    if value > LARGEST:
        raise ValueError("give a smaller number")
    return int(value)


def year(value: Any) -> int:
    """The year in which something was published: four digits, and not one to come."""
    number = whole(value)
    if number < FIRST_YEAR:
        raise ValueError(f"write the year with four digits, from {FIRST_YEAR}; it is {number}")
    if number > timezone.localdate().year:
        raise ValueError(f"{number} is a year to come: give the year it was published")
    return number


def story(value: Any) -> str:
    """Rich text: simple HTML is cleaned; plain text gets paragraphs, and "- " lines a list."""
    plain = given_text(value)
    if plain.startswith("<"):
        return str(SimpleHtml().clean(plain))
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


def financial_year(value: Any) -> str:
    """A financial year, however people write it: "2023/24", "2023-24", "FY23/24"."""
    try:
        return read_financial_year(short_text(value, 40))
    except NotAYear as fault:
        raise ValueError(str(fault).rstrip(".")) from None


def pounds(value: Any) -> Decimal:
    """Whole pounds (or days), from 0."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < 10**12:
        raise ValueError("give whole pounds, from 0, without quotes")
    return Decimal(value)


def number(value: Any) -> Decimal:
    """A number with at most three decimals."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ValueError("give a number without quotes")
    exact = Decimal(str(value))
    if not exact.is_finite() or abs(exact) >= 10**11:
        raise ValueError("give a smaller number")
    return round(exact, 3)


def month(value: Any) -> date:
    """ "2023-04" or "2023-04-30"; a month is its first day."""
    given = short_text(value, 10)
    try:
        return date.fromisoformat(given if len(given) > 7 else f"{given}-01")
    except ValueError:
        raise ValueError('give a month or a day: "2023-04" or "2023-04-30"') from None


def past(value: Any) -> date:
    """A month or a day on which something was done: today at the latest."""
    day = month(value)
    if day > timezone.localdate():
        raise ValueError(f"{value} is to come: give the day it was done, or leave it out")
    return day


def series(value: Any) -> list[list[Any]]:
    """Pairs of a month and a number; the model checks each."""
    if not isinstance(value, list):
        raise ValueError('give a list of pairs: [["2023-04", 12.5]]')
    return [list(pair) if isinstance(pair, list) else pair for pair in value]


def line_uuid(value: Any) -> UUID:
    """The name of a line of figures."""
    try:
        return UUID(short_text(value, 36))
    except ValueError as fault:
        if str(fault).startswith(("give", "take", "shorten")):
            raise
        raise ValueError("is not a UUID; leave it out to have one made") from None


def _as(kind: str, **rest: Any) -> tuple[tuple[str, Any], ...]:
    return (("type", kind), *rest.items())


DAY = _as("string", pattern=r"^\s*\d{4}-\d{2}(-\d{2})?\s*$")
Flag = StrictBool
Whole = Annotated[int, ReadBy(whole, _as("integer", minimum=0, maximum=LARGEST))]
Year = Annotated[int, ReadBy(year, _as("integer", minimum=FIRST_YEAR))]
Pounds = Annotated[Decimal, ReadBy(pounds, _as("integer", minimum=0, exclusiveMaximum=10**12))]
Number = Annotated[
    Decimal, ReadBy(number, _as("number", exclusiveMinimum=-(10**11), exclusiveMaximum=10**11))
]
Month = Annotated[date, ReadBy(month, DAY)]
Past = Annotated[date, ReadBy(past, DAY)]
Story = Annotated[str, ReadBy(story, _as("string", description="plain text, or simple HTML"))]
FinancialYear = Annotated[str, ReadBy(financial_year, _as("string", maxLength=40))]
OdsCode = Annotated[
    str, ReadBy(ods_code, _as("string", pattern=r"^\s*[A-Za-z][A-Za-z0-9]{2,4}\s*$"))
]
Series = Annotated[
    list[list[Any]],
    ReadBy(series, _as("array", items={"type": "array", "minItems": 2, "maxItems": 2})),
]
LineUUID = Annotated[UUID, ReadBy(line_uuid, _as("string", format="uuid"))]
Distinct = AfterValidator(distinct)
