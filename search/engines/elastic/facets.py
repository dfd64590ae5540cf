"""Facet counts by aggregation: each facet's apply every choice but its own."""

from __future__ import annotations

from typing import Any

from elasticsearch.dsl import A, Q

from search.engines.elastic import queries
from search.engines.rows import LINES
from search.query import FACETS, LINE_FACETS, SearchQuery
from search.results import Facet, FacetValue

MOST_VALUES = 1_000
ORIGINS = "origins"


def aggregate(search: Any, query: SearchQuery) -> None:
    """Add an aggregation for each facet to a search."""
    chosen = queries.choices(query)
    for name in FACETS:
        column = LINES if name in LINE_FACETS else name
        others = [one for facet, one in chosen.items() if facet != column]
        bucket = search.aggs.bucket(name, A("filter", Q("bool", filter=others)))
        if column == LINES:
            _of_lines(bucket, name, query)
        else:
            bucket.bucket("values", "terms", field=f"f_{name}", size=MOST_VALUES)
    if query.counts_origins:
        every = search.aggs.bucket(ORIGINS, A("filter", Q("bool", filter=list(chosen.values()))))
        every.bucket("values", "terms", field="trust", size=MOST_VALUES)


def origins(response: Any) -> dict[str, int]:
    """How many of the results each trust has."""
    return {one.key: one.doc_count for one in response.aggregations[ORIGINS]["values"].buckets}


def _of_lines(bucket: Any, name: str, query: SearchQuery) -> None:
    """Records with a line that holds the value and passes the other choices of a line."""
    others = [one for facet, one in queries.line_choices(query).items() if facet != name]
    bucket.bucket("lines", "nested", path=LINES).bucket(
        "fitting", "filter", Q("bool", filter=others)
    ).bucket("values", "terms", field=f"{LINES}.{name}", size=MOST_VALUES).bucket(
        "records", "reverse_nested"
    )


def read(response: Any, query: SearchQuery) -> tuple[Facet, ...]:
    """The facets of a response, chosen values without results among them."""
    return tuple(_facet(name, _counts(response.aggregations[name], name), query) for name in FACETS)


def _counts(bucket: Any, name: str) -> dict[str, int]:
    if name in LINE_FACETS:
        found = {one.key: one.records.doc_count for one in bucket.lines.fitting["values"].buckets}
    else:
        found = {one.key: one.doc_count for one in bucket["values"].buckets}
    found.pop("", None)
    return found


def _facet(name: str, counts: dict[str, int], query: SearchQuery) -> Facet:
    chosen = query.chosen.get(name, frozenset())
    ordered = sorted(counts.keys() | chosen, key=lambda value: (-counts.get(value, 0), value))
    return Facet(
        name, tuple(FacetValue(value, counts.get(value, 0), value in chosen) for value in ordered)
    )
