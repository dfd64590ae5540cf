"""A plan in tantivy's language: the words, who may see, the choices."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import ceil

from tantivy import FieldType, Occur, Query

from search import floor
from search.analysis import stem
from search.engines.embedded.schema import (
    LABEL,
    LINE,
    LINE_POUNDS,
    MOST_POUNDS,
    NETWORK,
    OPEN,
    SCHEMA,
    WITHHELD,
    WORDS,
    line_number,
)
from search.engines.plan import Plan
from search.indexing.rows import LINES
from search.query import LINE_FACETS, SearchQuery
from search.text_query import Concept, Phrase

LIKE, TRUST = "like", "trust"
Clause = tuple[Occur, Query]
PLACE_TYPES = ("area", "trust")
# Up to so many values are asked for one by one: a set of them is an automaton, which takes longer
# to build than a search.
FEW_VALUES = 500


def term(field: str, value: str | int) -> Query:
    """Whatever holds this value, without a score."""
    return unscored(_exactly(field, value))


def _exactly(field: str, value: str | int) -> Query:
    return Query.term_query(SCHEMA, field, value, index_option="basic")


def one_of(field: str, values: Iterable[str | int]) -> Query:
    """Whatever holds one of these values, without a score."""
    found = sorted(values)  # type: ignore[type-var]
    if not found:
        return Query.empty_query()
    if len(found) <= FEW_VALUES:
        return unscored(any_of([_exactly(field, one) for one in found]))
    return unscored(Query.term_set_query(SCHEMA, field, found))


def unscored(query: Query) -> Query:
    return Query.const_score_query(query, 0.0)


def every(queries: Sequence[Query]) -> Query:
    """What fits all of these; everything if there are none."""
    if not queries:
        return Query.all_query()
    return Query.boolean_query([(Occur.Must, query) for query in queries])


def any_of(queries: Sequence[Query]) -> Query:
    """What fits one of these."""
    if len(queries) == 1:
        return queries[0]
    return Query.boolean_query([(Occur.Should, query) for query in queries])


def visible(*, sees_network: bool) -> Query:
    """What a reader may see."""
    last = 1 if sees_network else 0
    return unscored(Query.range_query(SCHEMA, "access", FieldType.Unsigned, 0, last))


def phrase(words: Phrase, field: str = WORDS) -> Query:
    """What holds these words one after the other, by their stems."""
    stems = [stem(word) for word in words]
    if len(stems) == 1:
        return Query.term_query(SCHEMA, field, stems[0])
    return Query.phrase_query(SCHEMA, field, list(stems))


def any_phrase(phrases: Iterable[Phrase], field: str = WORDS) -> Query:
    """What holds any of these."""
    return any_of([phrase(one, field) for one in phrases])


def of_words(plan: Plan) -> list[Clause]:
    """What fits the words, floor and all; BM25 gives the score."""
    if plan.is_empty:
        wanted = [Query.const_score_query(Query.all_query(), 1.0)]
    else:
        wanted = [any_of([boosted(words, times) for words, times in plan.scored])]
        wanted += [unscored(any_phrase(concept.phrases)) for concept in plan.required]
    if plan.has_floor:
        wanted.append(reaching_floor(plan))
    clauses = [(Occur.Must, query) for query in wanted]
    return clauses + [(Occur.MustNot, phrase(words)) for words in plan.excluded]


def reaching_floor(plan: Plan) -> Query:
    """What is about what was asked, or is shown whatever it is about; without a score."""
    above = [reaching(plan, plan.needed), *map(phrase, plan.enough)]
    if plan.promoted:
        above.append(one_of("id", plan.promoted))
    return unscored(any_of(above))


def boosted(words: Phrase, times: float) -> Query:
    """A phrase that counts so many times."""
    return phrase(words) if times == 1 else Query.boost_query(phrase(words), times)


def reaching(plan: Plan, weight: int) -> Query:
    """What holds marks that come to so much: each weighs what its concept weighs.

    No clause is repeated for its weight: where some of many clauses are enough, tantivy reads all
    of them, entry by entry. Instead each way to come to it is an alternative: so many marks of the
    heaviest concepts, and the rest from the others.
    """
    by_weight: dict[int, list[Concept]] = {}
    for concept, each in plan.concepts:
        by_weight.setdefault(each, []).append(concept)
    return _coming_to(weight, sorted(by_weight.items(), reverse=True))


def _coming_to(weight: int, groups: Sequence[tuple[int, list[Concept]]]) -> Query:
    """`groups` are concepts by what their marks weigh, the heaviest first."""
    if not groups:
        return Query.empty_query()
    (each, concepts), *others = groups
    most = len(floor.FIELDS) * len(concepts)
    from_others = sum(other * len(floor.FIELDS) * len(few) for other, few in others)
    ways = []
    for number in range(max(0, ceil((weight - from_others) / each)), ceil(weight / each) + 1):
        if number > most:
            break
        left = weight - number * each
        parts = [_marks(concepts, number)] if number else []
        parts += [_coming_to(left, others)] if left > 0 else []
        ways.append(every(parts))
    return any_of(ways) if ways else Query.empty_query()


def _marks(concepts: Sequence[Concept], number: int) -> Query:
    """With so many marks for these concepts."""
    if number == 1 and all(len(words) == 1 for one in concepts for words in one.phrases):
        # A word that stands in any of the fields stands in the field of all words.
        return any_of([any_phrase(concept.phrases) for concept in concepts])
    marks = [any_phrase(one.phrases, field) for one in concepts for field in floor.FIELDS]
    if number == 1:
        return any_of(marks)
    clauses = [(Occur.Should, mark) for mark in marks]
    return Query.boolean_query(clauses, minimum_number_should_match=number)


def labelled(words: Sequence[str]) -> Query:
    """In whose label each word begins a word. Words are letters and digits only."""
    return every([unscored(Query.regex_query(SCHEMA, LABEL, f"{word}.*")) for word in words])


def results(plan: Plan, narrower: Iterable[Query] = ()) -> Query:
    """Case studies that the reader may see, that fit the words and each of the narrower queries."""
    reader = NETWORK if plan.query.sees_network else OPEN
    clauses = [*of_words(plan), *((Occur.Must, one) for one in narrower)]
    return Query.boolean_query([*clauses, (Occur.MustNot, _exactly(WITHHELD, reader))])


def fits(plan: Plan) -> Query:
    """What fits the words, of any type."""
    return Query.boolean_query(of_words(plan))


def choices(query: SearchQuery, kinds: Iterable[str]) -> dict[str, Query]:
    """What was chosen, by facet; the facets of a savings line together, because they must hold
    on one line. `kinds` are all kinds of savings lines in the index.
    """
    found = {
        name: one_of(f"f_{name}", values)
        for name, values in query.chosen.items()
        if name not in LINE_FACETS
    }
    if query.narrows_lines:
        found[LINES] = lines(query, kinds)
    if query.like is not None:
        found[LIKE] = one_of("trust", {code for code, _ in query.like.closeness})
    if query.trusts:
        found[TRUST] = one_of("trust", query.trusts)
    return found


def lines(query: SearchQuery, kinds: Iterable[str], *, but: str = "", value: str = "") -> Query:
    """With a savings line that has all that is chosen of it; of the facet `but`, this value."""
    fitting = [kind for kind in kinds if _line_fits(kind, query, but=but, value=value)]
    if query.amount is None or not fitting:
        return one_of(LINE, fitting)
    low, high = query.amount.low or 0, query.amount.high
    last = MOST_POUNDS if high is None else high
    return unscored(any_of([_worth(kind, low, last) for kind in fitting]))


def _worth(kind: str, low: int, high: int) -> Query:
    """With a line of this kind whose pounds are in the range."""
    ends = (line_number(kind, low), line_number(kind, high))
    return Query.range_query(SCHEMA, LINE_POUNDS, FieldType.Unsigned, *ends)


def _line_fits(kind: str, query: SearchQuery, *, but: str, value: str) -> bool:
    chosen = {**query.chosen, **({but: frozenset({value})} if but else {})}
    return all(
        name not in chosen or part in chosen[name]
        for name, part in zip(LINE_FACETS, kind.split("/"), strict=True)
    )
