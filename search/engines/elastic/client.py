"""One client for each cluster, and what it means that a cluster is away."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import Any

from django.conf import settings
from elasticsearch import ApiError, Elasticsearch, NotFoundError, TransportError

from search.engines.contract import EngineAway

SEARCH_SECONDS = 2
WRITE_SECONDS = 60
RETRIES = 3
# The cluster cannot answer now: too much to do, a node that left, no master.
BUSY = frozenset({429, 502, 503, 504})
MISSING = 404
NO_INDEX = "Elasticsearch has no index yet. Run rebuild_index."


def client() -> Elasticsearch:
    """The site's cluster: `ELASTICSEARCH_URL`, several nodes separated by commas."""
    return client_of(settings.ELASTICSEARCH_URL)


def writer() -> Elasticsearch:
    """The same cluster, for what may take longer than a reader waits."""
    return client().options(request_timeout=WRITE_SECONDS)


@lru_cache(maxsize=8)
def client_of(urls: str) -> Elasticsearch:
    """A client that asks the next node where one does not answer. Safe to share by threads."""
    return Elasticsearch(
        [url.strip() for url in urls.split(",") if url.strip()],
        request_timeout=SEARCH_SECONDS,
        max_retries=RETRIES,
        retry_on_timeout=True,
        retry_on_status=tuple(BUSY),
        # A node that went away is asked again soon: there are few of them.
        dead_node_backoff_factor=0.5,
        max_dead_node_backoff=5,
    )


@contextmanager
def answering() -> Iterator[None]:
    """Turn every way in which a cluster can be away into EngineAway, with the reason."""
    try:
        yield
    except TransportError as error:
        raise EngineAway(f"Elasticsearch does not answer: {error}") from error
    except NotFoundError as error:
        raise EngineAway(NO_INDEX) from error
    except ApiError as error:
        if error.status_code in BUSY:
            raise EngineAway(f"Elasticsearch is busy: {error}") from error
        raise


def together(index: str, searches: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The answers to several searches of one index, asked in one round trip, in their order."""
    parts = [part for search in searches for part in ({}, search)]
    with answering():
        told = client().msearch(index=index, searches=parts)
        for answer in told["responses"]:
            if answer.get("status") == MISSING:
                raise EngineAway(NO_INDEX)
            if answer.get("status") in BUSY:
                raise EngineAway(f"Elasticsearch is busy: {answer.get('error')}")
            if "error" in answer:
                raise ApiError("A search failed.", meta=told.meta, body=answer)
    return list(told["responses"])
