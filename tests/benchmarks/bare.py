"""The floors of Elasticsearch on the same index: its plain query, one plain search for all that a
page shows, and the page's own searches. Nothing is done with what comes back.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from search.analysis import stemmed, words
from search.engines.elastic.client import client
from search.engines.elastic.engine import bodies
from search.engines.elastic.mapping import WORDS
from search.engines.elastic.queries import MOST_VALUES
from search.engines.embedded.engine import EmbeddedEngine
from search.engines.plan import make_plan, understand
from search.indexing.rows import CASE_STUDY, LINES
from search.query import LINE_FACETS, PAGE_SIZE, PLAIN_FACETS, SearchQuery


def every_search_anew(index: str) -> None:
    """Turn off the answers that the index keeps: readers' searches are measured, not repeats."""
    client().indices.put_settings(index=index, settings={"index.requests.cache.enable": False})


def ask(index: str, text: str) -> int:
    """Twenty hits for any of the words, no count, no facets. Returns how many there are."""
    answer = client().search(
        index=index,
        query=_any_of_the_words(text),
        size=PAGE_SIZE,
        source=False,
    )
    return len(answer["hits"]["hits"])


def whole(index: str, text: str) -> int:
    """What a page shows, as one plain search gives it: twenty hits, the count, and every facet.
    Returns how many hits there are.
    """
    answer = client().search(
        index=index,
        query={
            "bool": {
                "filter": [{"range": {"access": {"lte": 0}}}, {"term": {"type": CASE_STUDY}}],
                "must": [_any_of_the_words(text)],
            }
        },
        size=PAGE_SIZE,
        track_total_hits=True,
        aggs={
            **_facets(PLAIN_FACETS, "f_"),
            LINES: {"nested": {"path": LINES}, "aggs": _of_lines()},
        },
    )
    return len(answer["hits"]["hits"])


def of_the_page(index: str, texts: Sequence[str]) -> Callable[[str], int]:
    """Asks what the page asks for each of these texts: hits, count, every facet, places."""
    ready = {text: _parts(SearchQuery(text=text)) for text in texts}

    def whole(text: str) -> int:
        answers = client().msearch(index=index, searches=ready[text])["responses"]
        return len(answers[0]["hits"]["hits"])

    return whole


def _parts(query: SearchQuery) -> list[dict[str, Any]]:
    words_of_index = EmbeddedEngine().words(sees_network=query.sees_network)
    plan = make_plan(query, understand(query), words_of_index, frozenset())
    asked = bodies(plan)
    return [part for body in asked.values() for part in ({}, body)]


def _any_of_the_words(text: str) -> dict[str, Any]:
    return {"match": {WORDS: stemmed(" ".join(words(text)))}}


def _facets(names: Sequence[str], prefix: str) -> dict[str, Any]:
    return {name: {"terms": {"field": f"{prefix}{name}", "size": MOST_VALUES}} for name in names}


def _of_lines() -> dict[str, Any]:
    """Each value by the records that have a line with it."""
    facets = _facets(LINE_FACETS, f"{LINES}.")
    return {
        name: {**one, "aggs": {"records": {"reverse_nested": {}}}} for name, one in facets.items()
    }
