"""A search in Elasticsearch's language: the words, who may see, the choices, the order."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from elasticsearch.dsl import Q
from elasticsearch.dsl.query import Query

from search import floor
from search.engines.answer import Hit
from search.engines.elastic.mapping import POUNDS, WORDS
from search.engines.plan import Plan
from search.engines.rows import CASE_STUDY, LINES, SORTS
from search.query import BEST_FIT, LINE_FACETS, SearchQuery
from search.stemming import stem
from search.understanding import Phrase

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
