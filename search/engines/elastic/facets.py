"""Facet counts by aggregation: each facet's apply every choice but its own.

Facets of which nothing is chosen apply the same choices, and are counted together in one pass.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from elasticsearch.dsl import A
from elasticsearch.dsl.aggs import Agg
from elasticsearch.dsl.query import Query

from search.engines.elastic import queries
from search.engines.elastic.mapping import COUNTED
from search.engines.plan import Plan
from search.engines.rows import LINES
from search.query import FACETS, LINE_FACETS, PLAIN_FACETS, SearchQuery
from search.results import Facet

MOST_VALUES = 65_000
ORIGINS = "origins"
PASSING = "passing"
CROSSED = "crossed"
CONCEPT = "concept-"


def aggregations(plan: Plan) -> dict[str, Agg]:
    """What counts every facet, and the results that hold each concept."""
    query = plan.query
    chosen = queries.choices(query)
    asked = {
        name: _within(_but(chosen, name), {"values": _counted(f"f_{name}")})
        for name in PLAIN_FACETS
        if name in chosen
    }
    if LINES in chosen:
        asked[LINES] = _within(_but(chosen, LINES), {LINES: _of_lines(query)})
    together = {COUNTED: _counted(COUNTED)}
    if query.counts_origins:
        together[ORIGINS] = _counted("trust")
    if query.crosses is not None:
        first, second = query.crosses
        together[CROSSED] = _counted(f"f_{first}", values=_counted(f"f_{second}"))
    for place, concept in enumerate(plan.counted):
        together[f"{CONCEPT}{place}"] = A("filter", filter=queries.any_phrase(concept.phrases))
    if not chosen:
        return asked | together
    return asked | {PASSING: _within(list(chosen.values()), together)}


def total(counts: Mapping[str, Any]) -> int:
    """How many results pass every choice, by the answer to the search that counts."""
    passing = counts["aggregations"].get(PASSING)
    return passing["doc_count"] if passing else counts["hits"]["total"]["value"]


def origins(told: Mapping[str, Any]) -> dict[str, int]:
    """How many of the results each trust has."""
    return _counts(told.get(PASSING, told)[ORIGINS])


def missing(told: Mapping[str, Any], plan: Plan) -> frozenset[str]:
    """The concepts that no result holds, by their keys."""
    counts = told.get(PASSING, told)
    return frozenset(
        concept.key
        for place, concept in enumerate(plan.counted)
        if not counts[f"{CONCEPT}{place}"]["doc_count"]
    )


def weaker(answers: Mapping[str, Any], above: int) -> int:
    """How many more would be shown without the floor."""
    if "weaker" not in answers:
        return 0
    return answers["weaker"]["hits"]["total"]["value"] - above


def crossed(told: Mapping[str, Any]) -> dict[tuple[str, str], int]:
    """How many of the results have each pair of values of the two facets that were crossed."""
    return {
        (first["key"], second["key"]): second["doc_count"]
        for first in told.get(PASSING, told)[CROSSED]["buckets"]
        for second in first["values"]["buckets"]
    }


def read(told: Mapping[str, Any], query: SearchQuery) -> tuple[Facet, ...]:
    """The facets of the aggregations' answer, chosen values without results among them."""
    found: dict[str, dict[str, int]] = {name: {} for name in FACETS}
    for one in told.get(PASSING, told)[COUNTED]["buckets"]:
        name, _, value = one["key"].partition("=")
        found[name][value] = one["doc_count"]
    alone = {**told, **told.get(LINES, {}).get(LINES, {})}
    found |= {name: _counts(alone[name]) for name in FACETS if name in alone}
    return tuple(Facet(name, found[name], query.chosen.get(name, frozenset())) for name in FACETS)


def _counted(field: str, **inside: Agg) -> Agg:
    return A("terms", field=field, size=MOST_VALUES, **({"aggs": inside} if inside else {}))


def _within(filters: Sequence[Query], inside: dict[str, Agg]) -> Agg:
    return A("filter", filter=queries.every(filters), aggs=inside)


def _but(chosen: Mapping[str, Query], name: str) -> list[Query]:
    return [one for other, one in chosen.items() if other != name]


def _of_lines(query: SearchQuery) -> Agg:
    """Records with a line that holds the value and passes the other choices of a line."""
    chosen = queries.line_choices(query)
    inside = {}
    for name in LINE_FACETS:
        values = _counted(f"{LINES}.{name}", records=A("reverse_nested"))
        inside[name] = _within(_but(chosen, name), {"values": values})
    return A("nested", path=LINES, aggs=inside)


def _counts(told: Mapping[str, Any]) -> dict[str, int]:
    """Of the records, where lines were counted."""
    buckets = told.get("values", told)["buckets"]
    found = {one["key"]: one.get("records", one)["doc_count"] for one in buckets}
    found.pop("", None)
    return found
