"""Facet counts by aggregation: each facet's apply every choice but its own."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from elasticsearch.dsl import A, Q

from search import ranking
from search.engines.elastic import queries
from search.engines.rows import LINES
from search.query import FACETS, LINE_FACETS, SearchQuery
from search.results import Facet, FacetValue

MOST_VALUES = 1_000
ORIGINS = "origins"
CROWDED = "crowded_out"


def aggregate(search: Any, query: SearchQuery) -> None:
    """Add an aggregation for each facet to a search."""
    chosen = queries.choices(query)
    for name in FACETS:
        column = LINES if name in LINE_FACETS else name
        others = [one for facet, one in chosen.items() if facet != column]
        bucket = search.aggs.bucket(name, A("filter", Q("bool", filter=others))) if others else None
        if column == LINES and query.narrows_lines:
            _of_lines(bucket or search.aggs.bucket(name, A("filter", Q("match_all"))), name, query)
        elif bucket is not None:
            bucket.bucket("values", "terms", field=f"f_{name}", size=MOST_VALUES)
        else:
            search.aggs.bucket(name, "terms", field=f"f_{name}", size=MOST_VALUES)
    if query.counts_origins:
        every = search.aggs.bucket(ORIGINS, A("filter", Q("bool", filter=list(chosen.values()))))
        every.bucket("values", "terms", field="trust", size=MOST_VALUES)


def add_crowded_out(search: Any, query: SearchQuery) -> None:
    """Add the best results of the trust types that others crowd out, in the order of the page."""
    filters = [Q("terms", f_trust_type=sorted(ranking.CROWDED_OUT))]
    filters += queries.choices(query).values()
    search.aggs.bucket(CROWDED, A("filter", Q("bool", filter=filters))).metric(
        "best",
        "top_hits",
        size=len(ranking.PARITY_PLACES),
        sort=queries.order(query.sort),
        track_scores=True,
        _source=False,
    )


def crowded_out(response: Any) -> Iterable[Any]:
    """Those, best first."""
    return response.aggregations[CROWDED].best


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
    return tuple(_facet(name, _counts(response.aggregations[name]), query) for name in FACETS)


def _counts(bucket: Any) -> dict[str, int]:
    told = bucket.to_dict()
    if "lines" in told:
        found = {one.key: one.records.doc_count for one in bucket.lines.fitting["values"].buckets}
    else:
        values = told.get("values", told)
        found = {one["key"]: one["doc_count"] for one in values["buckets"]}
    found.pop("", None)
    return found


def _facet(name: str, counts: dict[str, int], query: SearchQuery) -> Facet:
    chosen = query.chosen.get(name, frozenset())
    ordered = sorted(counts.keys() | chosen, key=lambda value: (-counts.get(value, 0), value))
    return Facet(
        name, tuple(FacetValue(value, counts.get(value, 0), value in chosen) for value in ordered)
    )
