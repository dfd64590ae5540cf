"""The floor of Elasticsearch: its plain query on the same index, without count, facets, marks."""

from __future__ import annotations

from search.analysis import words
from search.engines.elastic.client import client
from search.engines.elastic.queries import FIELDS
from search.query import PAGE_SIZE


def ask(index: str, text: str) -> int:
    """Twenty hits for any of the words. Returns how many there are."""
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
