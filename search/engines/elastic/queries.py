"""A search in Elasticsearch's language: the words, who may see, the choices, the order."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from elasticsearch.dsl import Q
from elasticsearch.dsl.query import Query

from search import ranking
from search.engines.elastic.mapping import CROWDED, POUNDS
from search.engines.rows import CASE_STUDY, LINES, SORTS, TEXTS, WEIGHTS
from search.query import BEST_FIT, LINE_FACETS, Like, SearchQuery
from search.understanding import TextQuery

# `combined_fields` is BM25F and takes no weight below 1: the same proportions, the least being 1.
FIELDS = [
    f"{name}^{weight / min(WEIGHTS):.3f}" for name, weight in zip(TEXTS, WEIGHTS, strict=True)
]
LIKE = "like"
# An index that was made before this field was thought of is searched without it.
_TOLD = {CROWDED: {"order": "asc", "unmapped_type": "byte"}}
TRUST = "trust"


def every(filters: Sequence[Query]) -> Query:
    """What passes all of these."""
    return Q("bool", filter=list(filters))


def visible(query: SearchQuery) -> Query:
    """What this reader may see."""
    return Q("range", access={"lte": int(query.sees_network)})


def of_words(text: TextQuery) -> Query:
    """What fits the words: any of them, every quoted phrase, nothing that is excluded."""
    if text.is_empty:
        found: dict[str, Any] = {"must": [Q("match_all")]}
    else:
        # Words stand beside their synonyms with twice the weight.
        times = 2 if text.alternatives else 1
        should = [_phrase(phrase) for phrase in text.alternatives]
        if text.words:
            should.append(_any(text.words, boost=times))
        must = [_phrase(phrase) for phrase in text.phrases]
        found = {"must": must, "should": should, "minimum_should_match": 0 if must else 1}
    return Q("bool", must_not=[_phrase(phrase) for phrase in text.excluded], **found)


def _any(words: Iterable[str], *, boost: float = 1) -> Query:
    return Q("combined_fields", query=" ".join(words), fields=FIELDS, operator="or", boost=boost)


def _phrase(phrase: tuple[str, ...]) -> Query:
    if len(phrase) == 1:
        return _any(phrase)
    return Q("multi_match", query=" ".join(phrase), fields=FIELDS, type="phrase")


def ranked(query: Query, like: Like | None) -> Query:
    """The fit of the words, multiplied by the record's standing and its likeness."""
    functions: list[dict[str, Any]] = [{"field_value_factor": {"field": "prior", "missing": 1}}]
    for code, closeness in like.closeness if like else ():
        weight = ranking.likeness(closeness)
        functions.append({"filter": {"term": {"trust": code}}, "weight": weight})
    return Q(
        "function_score",
        query=query,
        functions=functions,
        score_mode="multiply",
        boost_mode="multiply",
    )


def among(filters: Sequence[Query], query: Query) -> Query:
    """What passes all the filters and fits the query, which alone gives the score."""
    return Q("bool", filter=list(filters), must=[query])


def labelled(words: Sequence[str], *, sees_network: bool) -> Query:
    """What this reader may see in whose label each word begins a word."""
    label = Q("match", label={"query": " ".join(words), "operator": "and"})
    return every([Q("range", access={"lte": int(sees_network)}), label])


def case_studies() -> Query:
    return Q("term", type=CASE_STUDY)


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


def in_order(sort: str) -> dict[str, Any]:
    """The same order as every other engine: equal ones by the newest, then by their number.

    A hit's number and score stand in what it is sorted by, and behind those, where it decides
    nothing, whether others crowd it out: nothing else is asked of it, because the score on its own
    is worked out a second time, and a stored field is unpacked from the text.
    """
    order: list[Any] = [{"_score": "desc"}, {"newest": "desc"}, {"id": "asc"}, _TOLD]
    if sort != BEST_FIT:
        order.insert(0, {SORTS[sort]: "desc"})
    return {"sort": order, "stored_fields": "_none_"}


def placed(hit: dict[str, Any]) -> tuple[int, float]:
    """(entry id, score) of a hit of a search in such an order."""
    *_, score, _, entry, _ = hit["sort"]
    return entry, score


def is_crowded_out(hit: dict[str, Any]) -> bool:
    """True for a hit of such a search that is of a trust type others crowd out."""
    return hit["sort"][-1] == 1
