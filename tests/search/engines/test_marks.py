"""The floor as a query of the embedded index finds what the rule says, mark by mark."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from search import floor
from search.analysis import stem
from search.engines.embedded import answering, queries
from search.engines.embedded.engine import EmbeddedEngine
from search.engines.plan import Plan
from search.indexing.rows import IndexRow
from search.query import SearchQuery
from search.text_query import Concept
from tests.hypothesis_profiles import examples

WORDS = ("ward", "theatre", "boiler", "linen", "rota")
SENTENCES = st.lists(st.sampled_from([*WORDS, "and", "for"]), max_size=6).map(" ".join)
PHRASES = st.lists(st.sampled_from(WORDS), min_size=1, max_size=2).map(tuple)
CONCEPTS = st.lists(
    st.tuples(st.lists(PHRASES, min_size=1, max_size=2), st.sampled_from([1, 4])),
    min_size=1,
    max_size=4,
)
ROWS = 12


def marks(row, concept):
    """How many of the fields hold a phrase of the concept, by the row's own words."""
    fields = ([*row.folded], [row.words.subject.split()], [row.words.filed.split()])
    return sum(
        any(holds(text, phrase) for text in texts for phrase in concept.phrases) for texts in fields
    )


def holds(text, phrase):
    stems, wanted = [stem(word) for word in text], [stem(word) for word in phrase]
    return any(stems[at : at + len(wanted)] == wanted for at in range(len(stems)))


@given(
    texts=st.lists(st.tuples(SENTENCES, SENTENCES, SENTENCES), min_size=ROWS, max_size=ROWS),
    weighed=CONCEPTS,
    share=st.floats(0.01, 1.0),
)
@settings(max_examples=examples(40, full=400))
def test_what_comes_to_a_weight_is_found_and_nothing_else(texts, weighed, share):
    rows = [
        IndexRow(number, texts={"title": title, "body": f"{body} " * 2, "context": context.title()})
        for number, (title, body, context) in enumerate(texts, start=1)
    ]
    concepts = tuple((Concept(tuple(phrases)), weight) for phrases, weight in weighed)
    weight = max(1, round(share * len(floor.FIELDS) * sum(each for _, each in concepts)))
    plan = Plan(query=SearchQuery(), concepts=concepts)

    with EmbeddedEngine().scratch(rows) as engine:
        searcher = engine.index().searcher
        found = answering.by_score(searcher, queries.reaching(plan, weight), ROWS)

    expected = {
        row.id
        for row in rows
        if sum(each * marks(row, concept) for concept, each in concepts) >= weight
    }
    assert {entry for entry, *_ in found} == expected
