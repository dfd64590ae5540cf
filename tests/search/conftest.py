"""The search cluster that the tests share: started by the first test that needs it."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator

import pytest
from elasticsearch import Elasticsearch

from search.engines import failover
from search.engines.elastic.client import client_of
from tests.elasticsearch import server

GIVEN = "TEST_ELASTICSEARCH_URL"
MARK = "elasticsearch"


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    lacking = server.missing()
    for item in items:
        if item.get_closest_marker(MARK):
            # One server for all of them, so one worker runs them.
            item.add_marker(pytest.mark.xdist_group(MARK))
            item.add_marker(pytest.mark.slow)
            if lacking and GIVEN not in os.environ:
                reason = f"Not installed: {', '.join(lacking)}. Install a JDK and Maven."
                item.add_marker(pytest.mark.skip(reason=f"{reason} Or set {GIVEN}."))


@pytest.fixture(scope="session")
def cluster_url() -> Iterator[str]:
    """A cluster of one node, or the one that is given."""
    if given := os.environ.get(GIVEN):
        yield given
        return
    try:
        server.install()
    except server.CannotFetch as refusal:
        pytest.skip(f"No Elasticsearch: set {GIVEN}, or let Maven reach its repository. {refusal}")
    with server.cluster() as (node,):
        yield node.url
        client_of.cache_clear()


@pytest.fixture
def cluster(cluster_url: str, settings) -> Iterator[Elasticsearch]:
    """The site's settings point to the cluster, with indices of this test's own."""
    settings.ELASTICSEARCH_URL = cluster_url
    settings.ELASTICSEARCH_INDEX = f"test-{secrets.token_hex(4)}"
    failover.rest.end()
    client = client_of(cluster_url)
    yield client
    failover.rest.end()
    for name in client.indices.get(index=f"{settings.ELASTICSEARCH_INDEX}-*").body:
        client.indices.delete(index=name)
