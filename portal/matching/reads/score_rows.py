"""The parts of a score as they are drawn: in per cent, the weightiest first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Part:
    """One part of a score: `percent` is its value, `weight_percent` its share of the whole."""

    name: str
    percent: int
    weight_percent: int
    reason: str
    known: bool


def parts_of(rows: list[dict[str, Any]]) -> list[Part]:
    """The parts of a kept score (`scoring.as_rows`), the weightiest first."""
    found = [
        Part(
            name=row["label"],
            percent=round(100 * row["value"]),
            weight_percent=round(100 * row["weight"]),
            reason=row["reason"],
            known=row["known"],
        )
        for row in rows
    ]
    return sorted(found, key=lambda part: -part.weight_percent)
