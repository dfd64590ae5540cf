"""A plan in Elasticsearch's language, with its facet counts.

A search in Elasticsearch's language: the words, who may see, the choices, the order.

Facet counts by aggregation: each facet's apply every choice but its own.

Facets of which nothing is chosen apply the same choices, and are counted together in one pass.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from elasticsearch.dsl import A, Q
from elasticsearch.dsl.aggs import Agg
from elasticsearch.dsl.query import Query

from search import floor
from search.analysis import stem
from search.engines.elastic.mapping import COUNTED, POUNDS, WORDS
from search.engines.plan import Hit, Plan
from search.indexing.rows import CASE_STUDY, LINES, SORTS
from search.query import BEST_FIT, FACETS, LINE_FACETS, PLAIN_FACETS, SearchQuery
from search.results import Facet
from search.text_query import Phrase

LIKE = "like"
TRUST = "trust"


def every(filters: Sequence[Query]) -> Query:
    """What passes all of these."""
    return Q("bool", filter=list(filters))


def visible(query: SearchQuery) -> Query:
    """What this reader may see."""
    return Q("range", access={"lte": int(query.sees_network)})


def visible_case_studies(query: SearchQuery) -> list[Query]:
    """Case studies that the reader may see."""
    return [visible(query), Q("term", type=CASE_STUDY)]


def of_words(plan: Plan) -> Query:
    """What fits the words, floor and all; BM25 gives the score."""
    if plan.is_empty:
        must: list[Query] = [Q("match_all")]
    else:
        must = [_any([phrase(words, boost=times) for words, times in plan.scored])]
    filters = [any_phrase(concept.phrases) for concept in plan.required]
    if plan.has_floor:
        above = [reaching(plan, plan.needed), *map(phrase, plan.enough)]
        if plan.promoted:
            above.append(one_of("id", plan.promoted))
        filters.append(_any(above))
    return Q("bool", must=must, filter=filters, must_not=[phrase(words) for words in plan.excluded])


def reaching(plan: Plan, weight: int) -> Query:
    """What holds marks of so much weight: each is a clause as often as its concept weighs.

    Without a score, because a cluster takes clauses that are alike together where it scores.
    """
    clauses = [
        any_phrase(concept.phrases, field)
        for concept, times in plan.concepts
        for field in floor.FIELDS
        for _ in range(times)
    ]
    return Q("bool", should=clauses, minimum_should_match=weight)


def phrase(words: Phrase, field: str = WORDS, *, boost: float = 1) -> Query:
    """What holds these words one after the other, by their stems."""
    kind = "match" if len(words) == 1 else "match_phrase"
    return Q(kind, **{field: {"query": " ".join(map(stem, words)), "boost": boost}})


def any_phrase(phrases: Iterable[Phrase], field: str = WORDS) -> Query:
    """What holds any of these."""
    return _any([phrase(words, field) for words in phrases])


def _any(found: Sequence[Query]) -> Query:
    return found[0] if len(found) == 1 else Q("bool", should=list(found), minimum_should_match=1)


def among(filters: Sequence[Query], query: Query) -> Query:
    """What passes all the filters and fits the query, which alone gives the score."""
    return Q("bool", filter=list(filters), must=[query])


def one_of(field: str, values: Iterable[Any]) -> Query:
    """What holds one of these values."""
    return Q("terms", **{field: sorted(values)})


def choices(query: SearchQuery) -> dict[str, Query]:
    """What was chosen, by facet; the facets of a savings line together, because they must hold
    on one line. `like` counts as a facet.
    """
    found = {
        name: one_of(f"f_{name}", values)
        for name, values in query.chosen.items()
        if name not in LINE_FACETS
    }
    line = line_choices(query)
    if line:
        found[LINES] = Q("nested", path=LINES, query=every(list(line.values())))
    if query.like is not None:
        found[LIKE] = one_of("trust", (code for code, _ in query.like.closeness))
    if query.trusts:
        found[TRUST] = one_of("trust", query.trusts)
    return found


def line_choices(query: SearchQuery) -> dict[str, Query]:
    """What was chosen of a line, by facet, to be asked inside `lines`; the pounds among them."""
    found = {
        name: one_of(f"{LINES}.{name}", query.chosen[name])
        for name in LINE_FACETS
        if name in query.chosen
    }
    if query.amount is not None:
        ends = {"gte": query.amount.low, "lte": query.amount.high}
        found[POUNDS] = Q(
            "range", **{f"{LINES}.{POUNDS}": {k: v for k, v in ends.items() if v is not None}}
        )
    return found


# Equal ones by the newest, then by their number, as in every engine. A hit's number and score stand
# in what it is sorted by: nothing else is asked of it, because the score on its own is worked out a
# second time, and a stored field is unpacked from the text.
BY_SCORE: dict[str, Any] = {
    "sort": [{"_score": "desc"}, {"newest": "desc"}, {"id": "asc"}],
    "stored_fields": "_none_",
}


def in_order(sort: str) -> dict[str, Any]:
    """By the words, or by a number and where that is equal by the words."""
    if sort == BEST_FIT:
        return BY_SCORE
    return {**BY_SCORE, "sort": [{SORTS[sort]: "desc"}, *BY_SCORE["sort"]]}


def placed(hit: dict[str, Any]) -> Hit:
    """A hit of a search in such an order."""
    *_, score, _, entry = hit["sort"]
    return entry, score, None


MOST_VALUES = 65_000
ORIGINS = "origins"
PASSING = "passing"
CROSSED = "crossed"
CONCEPT = "concept-"


def aggregations(plan: Plan) -> dict[str, Agg]:
    """What counts every facet, and the results that hold each concept."""
    query = plan.query
    chosen = choices(query)
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
        together[f"{CONCEPT}{place}"] = A("filter", filter=any_phrase(concept.phrases))
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
    return A("filter", filter=every(filters), aggs=inside)


def _but(chosen: Mapping[str, Query], name: str) -> list[Query]:
    return [one for other, one in chosen.items() if other != name]


def _of_lines(query: SearchQuery) -> Agg:
    """Records with a line that holds the value and passes the other choices of a line."""
    chosen = line_choices(query)
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
