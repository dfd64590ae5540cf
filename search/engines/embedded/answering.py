"""The answer of an open index to a plan: hits, totals and facet counts.

Totals and facet counts. A facet's counts apply every choice but its own.

The answer of an open index to a plan.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any

from tantivy import DocAddress, Query, Searcher

from search.engines.embedded import queries
from search.engines.embedded.schema import COUNTED, EVERY, LINE
from search.engines.plan import Answer, Hit, Plan, nothing
from search.indexing.rows import LINES, SORTS
from search.query import BEST_FIT, FACETS, LINE_FACETS, SearchQuery
from search.results import Facet

# More than any facet has values. Both limits, because each part of the index is counted alone.
MOST_VALUES = 65_000


def count_all(searcher: Searcher, query: Query) -> int:
    """How many entries fit."""
    return searcher.search(query, limit=1, count=True).count or 0


def any_fits(searcher: Searcher, query: Query) -> bool:
    """Whether any entry fits."""
    return bool(searcher.search(query, limit=1, count=False).hits)


def line_kinds(searcher: Searcher) -> tuple[str, ...]:
    """All kinds of savings lines in the index, as effect/recurrence/sign-off/band."""
    return tuple(kind for kind, _ in searcher.terms_with_prefix(LINE, ""))


def count_facets(
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
        if count := count_all(searcher, queries.every([among, with_line])):
            found[value] = count
    return found


def _terms(field: str) -> dict[str, Any]:
    return {"terms": {"field": field, "size": MOST_VALUES, "segment_size": MOST_VALUES}}


MOST_PLACES = 8

# Where to look first for a result that holds something.
LIKELIEST = 10

# Of so many results the scores are asked for by their numbers.
FEW = 1_000

Hits = tuple[Hit, ...]
# A number that results are sorted by, and where the entry stands in the index.
Numbered = tuple[Any, DocAddress]


def answer(searcher: Searcher, plan: Plan, kinds: Sequence[str]) -> Answer:
    """The best of what fits, how many there are, and every count that was asked for."""
    query = plan.query
    choices = queries.choices(query, kinds)
    passing = queries.results(plan, choices.values())
    hits = in_order(searcher, passing, query.sort, plan.depth, has_words=not plan.is_empty)
    if not _is_reached(searcher, plan, hits):
        weaker = _weaker(searcher, plan, choices.values(), 0)
        return nothing(plan, weaker=weaker, places=_places(searcher, plan))
    total, facets = count_facets(searcher, plan, passing, choices, kinds)
    return Answer(
        total=total,
        hits=hits,
        facets=facets,
        places=_places(searcher, plan),
        weaker=_weaker(searcher, plan, choices.values(), total),
        missing=_missing(searcher, plan, choices.values(), hits),
        origins=values(searcher, passing, "trust") if query.counts_origins else {},
        crossed=crossed(searcher, passing, query.crosses) if query.crosses else {},
    )


def best_among(
    searcher: Searcher, plan: Plan, kinds: Sequence[str], narrower: Query, limit: int
) -> Hits:
    """The best results that also fit a narrower query."""
    choices = queries.choices(plan.query, kinds).values()
    return by_score(searcher, queries.results(plan, [narrower, *choices]), limit)


def in_order(searcher: Searcher, passing: Query, sort: str, limit: int, *, has_words: bool) -> Hits:
    """The first results: by their words, or by a number; equal ones by their words, the newest,
    and their own number.
    """
    if sort == BEST_FIT and has_words:
        return by_score(searcher, passing, limit)
    field = SORTS[sort]
    first = searcher.search(passing, limit=limit, count=False, order_by_field=field).hits
    if len(first) < limit:
        return _sorted(searcher, passing, first, has_words=has_words)
    # Where the last place is shared by more than have room, those that come first are taken.
    last = first[-1][0]
    whole = [(value, address) for value, address in first if value != last]
    equal = queries.every([passing, queries.term(field, last)])
    room = limit - len(whole)
    order = {} if has_words else {"order_by_field": "newest"}
    rest = searcher.search(equal, limit=room, count=False, **order).hits
    rest = [(last, address) for _, address in rest]
    return _sorted(searcher, passing, [*whole, *rest], has_words=has_words)


def _sorted(
    searcher: Searcher, passing: Query, numbered: Sequence[Numbered], *, has_words: bool
) -> Hits:
    """The largest number first."""
    places = [address for _, address in numbered]
    ids = [int(one) for one in searcher.fast_field_values("id", places) if one is not None]
    newest = searcher.fast_field_values("newest", places)
    scores: dict[int, float] = {}
    if has_words and ids:
        few = queries.every([passing, queries.one_of("id", ids)]) if len(ids) < FEW else passing
        hits = by_score(searcher, few, count_all(searcher, few))
        scores = {entry: score for entry, score, _ in hits}
    rows = [
        (-value, -scores.get(entry, 1.0), -(day or 0), entry)
        for (value, _), entry, day in zip(numbered, ids, newest, strict=True)
    ]
    at = dict(zip(ids, places, strict=True))
    return tuple((entry, -score, at[entry]) for _, score, _, entry in sorted(rows))


def by_score(searcher: Searcher, passing: Query, limit: int) -> Hits:
    """The best."""
    found = searcher.search(passing, limit=max(limit, 1), count=False).hits
    if not found:
        return ()
    scores, addresses = zip(*found, strict=True)
    ids = searcher.fast_field_values("id", list(addresses))
    return tuple(zip(ids, scores, addresses, strict=True))  # type: ignore[arg-type]


def _is_reached(searcher: Searcher, plan: Plan, hits: Hits) -> bool:
    """True if some record that the reader may see is about what was asked."""
    if not plan.has_gate:
        return True
    gate = plan.gate()
    about = queries.every([_first(hits), queries.reaching_floor(gate)])
    return any_fits(searcher, about) or any_fits(searcher, queries.results(gate))


def _first(hits: Hits) -> Query:
    """The first of the results: what holds of any, mostly holds of one of them, and few are soon
    looked at.
    """
    first = [queries.term("id", entry) for entry, *_ in hits[:LIKELIEST]]
    return queries.any_of(first) if first else Query.empty_query()


def _places(searcher: Searcher, plan: Plan) -> tuple[int, ...]:
    """The areas and trusts that the words fit best; the page decides which of them are named."""
    if plan.is_empty:
        return ()
    query = plan.query
    places = queries.every(
        [
            queries.one_of("type", queries.PLACE_TYPES),
            queries.visible(sees_network=query.sees_network),
            queries.fits(plan.weaker()),
        ]
    )
    return tuple(entry for entry, *_ in by_score(searcher, places, MOST_PLACES))


def _weaker(searcher: Searcher, plan: Plan, choices: Iterable[Query], total: int) -> int:
    """How many more would be shown without the floor."""
    if not plan.has_floor:
        return 0
    return count_all(searcher, queries.results(plan.weaker(), choices)) - total


def _missing(
    searcher: Searcher, plan: Plan, choices: Collection[Query], hits: Hits
) -> frozenset[str]:
    """The concepts that no result holds."""
    if not hits:
        return frozenset(concept.key for concept in plan.counted)
    first = _first(hits)
    holding = [queries.unscored(queries.any_phrase(one.phrases)) for one in plan.counted]
    if any_fits(searcher, queries.every([first, *holding])):
        return frozenset()

    def is_held(one: Query) -> bool:
        return any_fits(searcher, queries.every([first, one])) or any_fits(
            searcher, queries.results(plan, [*choices, one])
        )

    return frozenset(
        concept.key for concept, one in zip(plan.counted, holding, strict=True) if not is_held(one)
    )
