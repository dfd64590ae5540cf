"""The floors of Elasticsearch on the same index: its plain query, and the page's own searches.

Both are sent ready made, and nothing is done with what comes back.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.db import connection

from search.analysis import words
from search.engines.elastic.client import client
from search.engines.elastic.engine import bodies
from search.engines.elastic.queries import FIELDS
from search.engines.reading import understand
from search.engines.schema import LIVE
from search.engines.vocabulary import TableVocabulary
from search.query import PAGE_SIZE, SearchQuery


def every_search_anew(index: str) -> None:
    """Turn off the answers that the index keeps: readers' searches are measured, not repeats."""
    client().indices.put_settings(index=index, settings={"index.requests.cache.enable": False})


def ask(index: str, text: str) -> int:
    """Twenty hits for any of the words, no count, no facets. Returns how many there are."""
    answer = client().search(
        index=index,
        query={
            "combined_fields": {
                "query": " ".join(words(text)),
                "fields": FIELDS,
                "operator": "or",
            }
        },
        size=PAGE_SIZE,
        source=False,
    )
    return len(answer["hits"]["hits"])


def of_the_page(index: str, texts: Sequence[str]) -> Callable[[str], int]:
    """Asks what the page asks for each of these texts: hits, count, every facet, places."""
    vocabulary = TableVocabulary(connection, LIVE, sees_network=False)
    ready = {text: _parts(SearchQuery(text=text), vocabulary) for text in texts}

    def whole(text: str) -> int:
        answers = client().msearch(index=index, searches=ready[text])["responses"]
        return len(answers[0]["hits"]["hits"])

    return whole


def _parts(query: SearchQuery, vocabulary: TableVocabulary) -> list[dict[str, Any]]:
    asked = bodies(query, understand(query, vocabulary), {})
    return [part for body in asked.values() for part in ({}, body)]
