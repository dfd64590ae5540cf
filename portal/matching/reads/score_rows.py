"""The parts of a score as they are drawn: in per cent, the weightiest first."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from casestudies.models import CaseStudyPage
from portal.matching.weights import PREFERRED, raised_by

Rows = list[dict[str, Any]]


@dataclass(frozen=True)
class Part:
    """One part of a score: `percent` is its value, `weight_percent` its share of the whole.

    `url` leads to the case study that the reason names, while it is published.
    """

    name: str
    percent: int
    weight_percent: int
    reason: str
    known: bool
    url: str = ""


def parts_of(rows: Rows, links: Mapping[int, str] | None = None) -> list[Part]:
    """The parts of a kept score (`scoring.as_rows`), the weightiest first.

    `links` are those of `links_of`; looked up for these rows alone unless given.
    """
    links = links_of([rows]) if links is None else links
    found = [
        Part(
            name=row["label"],
            percent=round(100 * row["value"]),
            weight_percent=round(100 * row["weight"]),
            reason=row["reason"],
            known=row["known"],
            url=links.get(row.get("case_study") or 0, ""),
        )
        for row in rows
    ]
    return sorted(found, key=lambda part: -part.weight_percent)


def links_of(scores: Iterable[Rows]) -> dict[int, str]:
    """The addresses of the case studies that kept scores name, by id. One query for all."""
    named = {row["case_study"] for rows in scores for row in rows if row.get("case_study")}
    if not named:
        return {}
    pages = CaseStudyPage.objects.current().filter(pk__in=named)
    return {page.pk: page.url or "" for page in pages}


def without_preferences(rows: Rows, preferences: Iterable[str]) -> Rows:
    """A kept score as it would be if the seeker preferred nothing: what its helper may see.

    What was kept before plain weights were is worked back from the preferences themselves.
    """
    raised = raised_by(preferences)
    plain = [
        row.get(
            "plain_weight",
            row["weight"] / (PREFERRED if row["name"] in raised else 1.0),
        )
        for row in rows
    ]
    whole = sum(plain) or 1.0
    return [{**row, "weight": weight / whole} for row, weight in zip(rows, plain, strict=True)]


def percent(rows: Rows) -> int:
    """The score of these rows, out of 100."""
    return round(100 * math.fsum(row["value"] * row["weight"] for row in rows))


def known_percent(rows: Rows) -> int:
    """The share of the weights of which the facts are known, in per cent."""
    return round(100 * math.fsum(row["weight"] for row in rows if row["known"]))
