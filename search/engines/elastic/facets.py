"""Facet counts by aggregation: each facet's apply every choice but its own.

Facets that apply the same choices are counted in one pass over what passes those.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from search import ranking
from search.engines.elastic import queries
from search.engines.elastic.queries import Query
from search.engines.rows import LINES
from search.query import FACETS, LINE_FACETS, SearchQuery
from search.results import Facet, FacetValue

MOST_VALUES = 1_000
ORIGINS = "origins"
CROWDED = "crowded_out"
PASSING = "passing"


def aggregations(query: SearchQuery) -> Query:
    """An aggregation for each facet."""
    chosen = queries.choices(query)
    asked: Query = {}
    unchosen: Query = {}
    for name in FACETS:
        column = LINES if name in LINE_FACETS else name
        counted = _counted(f"f_{name}")
        if column not in chosen:
            unchosen[name] = counted
        elif column != LINES:
            asked[name] = _within(_but(chosen, column), {"values": counted})
    if LINES in chosen:
        asked[LINES] = _within(_but(chosen, LINES), {LINES: _of_lines(query)})
    if query.counts_origins:
        unchosen[ORIGINS] = _counted("trust")
    if not chosen:
        return asked | unchosen
    return asked | {PASSING: _within(list(chosen.values()), unchosen)}


def crowded_out(query: SearchQuery) -> Query:
    """The best results of the trust types that others crowd out, in the order of the page."""
    filters = [queries.one_of("f_trust_type", ranking.CROWDED_OUT)]
    best = {**queries.in_order(query.sort), "size": len(ranking.PARITY_PLACES)}
    filters += queries.choices(query).values()
    return {CROWDED: _within(filters, {"best": {"top_hits": best}})}


def origins(told: Mapping[str, Any]) -> dict[str, int]:
    """How many of the results each trust has."""
    return _counts(told.get(PASSING, told)[ORIGINS])


def read(told: Mapping[str, Any], query: SearchQuery) -> tuple[Facet, ...]:
    """The facets of the aggregations' answer, chosen values without results among them."""
    everywhere = {**told, **told.get(PASSING, {}), **told.get(LINES, {}).get(LINES, {})}
    return tuple(_facet(name, _counts(everywhere[name]), query) for name in FACETS)


def _counted(field: str) -> Query:
    return {"terms": {"field": field, "size": MOST_VALUES}}


def _within(filters: Sequence[Query], inside: Query) -> Query:
    return {"filter": queries.every(filters), "aggs": inside}


def _but(chosen: Mapping[str, Query], name: str) -> list[Query]:
    return [one for other, one in chosen.items() if other != name]


def _of_lines(query: SearchQuery) -> Query:
    """Records with a line that holds the value and passes the other choices of a line."""
    chosen = queries.line_choices(query)
    inside = {}
    for name in LINE_FACETS:
        values = _counted(f"{LINES}.{name}") | {"aggs": {"records": {"reverse_nested": {}}}}
        inside[name] = _within(_but(chosen, name), {"values": values})
    return {"nested": {"path": LINES}, "aggs": inside}


def _counts(told: Mapping[str, Any]) -> dict[str, int]:
    """Of the records, where lines were counted."""
    buckets = told.get("values", told)["buckets"]
    found = {one["key"]: one.get("records", one)["doc_count"] for one in buckets}
    found.pop("", None)
    return found


def _facet(name: str, counts: dict[str, int], query: SearchQuery) -> Facet:
    chosen = query.chosen.get(name, frozenset())
    ordered = sorted(counts.keys() | chosen, key=lambda value: (-counts.get(value, 0), value))
    return Facet(
        name, tuple(FacetValue(value, counts.get(value, 0), value in chosen) for value in ordered)
    )
