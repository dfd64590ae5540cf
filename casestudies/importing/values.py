"""Readers of single values. Each takes what JSON gave, and raises ValueError with what to do."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import TextChoices
from django.utils.html import escape
from wagtail.whitelist import Whitelister, allow_without_attributes, attribute_rule, check_url

Reader = Callable[[Any], Any]


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
