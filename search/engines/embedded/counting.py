"""Totals and facet counts. A facet's counts apply every choice but its own."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from tantivy import Query, Searcher

from search.engines.embedded import queries
from search.engines.embedded.schema import COUNTED, EVERY, LINE
from search.engines.plan import Plan
from search.engines.rows import LINES
from search.query import FACETS, LINE_FACETS, SearchQuery
from search.results import Facet

# More than any facet has values. Both limits, because each part of the index is counted alone.
MOST_VALUES = 65_000


def total(searcher: Searcher, query: Query) -> int:
    """How many entries fit."""
    return searcher.search(query, limit=1, count=True).count or 0


def any_fits(searcher: Searcher, query: Query) -> bool:
    """Whether any entry fits."""
    return bool(searcher.search(query, limit=1, count=False).hits)


def line_kinds(searcher: Searcher) -> tuple[str, ...]:
    """All kinds of savings lines in the index, as effect/recurrence/sign-off/band."""
    return tuple(kind for kind, _ in searcher.terms_with_prefix(LINE, ""))


def facets(
    searcher: Searcher,
    plan: Plan,
    passing: Query,
    choices: Mapping[str, Query],
    kinds: Sequence[str],
) -> tuple[int, tuple[Facet, ...]]:
    """How many results there are, and every facet, each counted among what passes all choices but
    its own. `passing` is what passes them all.
    """
    query = plan.query
    together = _by_facet(searcher, passing)
    found = []
    for name in FACETS:
        own = LINES if name in LINE_FACETS else name
        counts = together.get(name, {})
        if own in choices:
            others = [choice for facet, choice in choices.items() if facet != own]
            among = queries.results(plan, others)
            if own == LINES:
                counts = _of_lines(searcher, among, name, query, kinds)
            else:
                counts = values(searcher, among, f"f_{name}")
        found.append(Facet(name, counts, query.chosen.get(name, frozenset())))
    return together.get(EVERY, {}).get("", 0), tuple(found)


def values(searcher: Searcher, among: Query, field: str) -> dict[str, int]:
    """How many of these hold each value of a field."""
    return {one["key"]: one["doc_count"] for one in _buckets(searcher, among, field) if one["key"]}


def crossed(searcher: Searcher, among: Query, names: tuple[str, str]) -> dict[tuple[str, str], int]:
    """How many of these hold each pair of values of two facets."""
    first, second = (f"f_{name}" for name in names)
    found = searcher.aggregate(
        among, {"rows": {**_terms(first), "aggs": {"values": _terms(second)}}}
    )
    return {
        (row["key"], one["key"]): one["doc_count"]
        for row in found["rows"]["buckets"]
        for one in row["values"]["buckets"]
    }


def _by_facet(searcher: Searcher, among: Query) -> dict[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = defaultdict(dict)
    for one in _buckets(searcher, among, COUNTED):
        name, value = _pair(one["key"])
        found[name][value] = one["doc_count"]
    return found


@lru_cache(maxsize=4_000)
def _pair(told: str) -> tuple[str, str]:
    """(facet, value)."""
    name, _, value = told.partition("=")
    return name, value


def _buckets(searcher: Searcher, among: Query, field: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = searcher.aggregate(among, {"values": _terms(field)})["values"][
        "buckets"
    ]
    return found


def _of_lines(
    searcher: Searcher, among: Query, name: str, query: SearchQuery, kinds: Sequence[str]
) -> dict[str, int]:
    """Records with a line that holds the value and passes the other choices of a line."""
    at = LINE_FACETS.index(name)
    found = {}
    for value in sorted({kind.split("/")[at] for kind in kinds} - {""}):
        with_line = queries.lines(query, kinds, but=name, value=value)
        if count := total(searcher, queries.every([among, with_line])):
            found[value] = count
    return found


def _terms(field: str) -> dict[str, Any]:
    return {"terms": {"field": field, "size": MOST_VALUES, "segment_size": MOST_VALUES}}
