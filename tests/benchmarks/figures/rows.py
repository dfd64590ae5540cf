"""A line of the figures, and the two ways in which they are shown: JSON and a table."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from statistics import median
from typing import Any

Number = int | float
# A column holds a page's bytes, whatever its name.
NARROWEST = 7


@dataclass(frozen=True)
class Row:
    """The values of one subject; or, without values, why they could not be measured."""

    family: str
    subject: str
    values: dict[str, Number] = field(default_factory=dict)
    note: str = ""


class NotMeasurable(Exception):
    """Says in a sentence why: what the measure needs has moved, or is not given."""


def row_of(
    family: str, subject: str, work: Callable[..., dict[str, Number]], *arguments: Any
) -> Row:
    """Measure one subject. Whatever fails is told in its own row: the others go on."""
    try:
        return Row(family, subject, work(*arguments))
    except NotMeasurable as reason:
        return _unmeasured(family, subject, str(reason))
    except Exception as error:  # An older or newer tree may fail in any way.
        return _unmeasured(family, subject, f"{type(error).__name__}: {error}")


def _unmeasured(family: str, subject: str, reason: str) -> Row:
    return Row(family, subject, note=f"not measurable: {reason}")


def spread(values: Sequence[Number], *, name: str = "") -> dict[str, Number]:
    """Median, 90th percentile and the largest. Empty for no values."""
    if not values:
        return {}
    return {
        f"{name}median": round(median(values), 2),
        f"{name}p90": round(percentile(values, 90), 2),
        f"{name}max": round(max(values), 2),
    }


def percentile(values: Sequence[Number], share: float) -> Number:
    """The nearest-rank percentile: the smallest value that `share` % of all do not exceed."""
    ordered = sorted(values)
    rank = max(1, -(-len(ordered) * share // 100))
    return ordered[int(rank) - 1]


def as_dict(about: dict[str, Any], rows: Sequence[Row]) -> dict[str, Any]:
    return {"about": about, "figures": [asdict(row) for row in rows]}


def as_table(about: dict[str, Any], rows: Sequence[Row]) -> str:
    """A block for each family. Rows with the same values share a head; others are told in words."""
    lines = [f"{name}: {value}" for name, value in about.items()]
    for family in dict.fromkeys(row.family for row in rows):
        lines += ["", family.upper()]
        lines += _block([row for row in rows if row.family == family])
    return "\n".join(lines)


def _block(rows: Sequence[Row]) -> Iterator[str]:
    width = max(len(row.subject) for row in rows)
    head = max((list(row.values) for row in rows), key=len)
    columns = len(rows) > 1 and all(set(row.values) <= set(head) for row in rows)
    if columns and head:
        yield f"{'':{width}}  " + "  ".join(f"{name:>{NARROWEST}}" for name in head)
    for row in rows:
        told = _in_columns(row, head) if columns else _in_words(row)
        yield "  ".join(part for part in (f"{row.subject:{width}}", told, row.note) if part)


def _in_columns(row: Row, head: Sequence[str]) -> str:
    cells = [_text(row.values[name]) if name in row.values else "" for name in head]
    placed = (
        f"{cell:>{max(NARROWEST, len(name))}}" for cell, name in zip(cells, head, strict=True)
    )
    return "  ".join(placed) if row.values else ""


def _in_words(row: Row) -> str:
    return ", ".join(f"{name} {_text(value)}" for name, value in row.values.items())


def _text(value: Number) -> str:
    return f"{value:,}"
