"""Three nodes on loopback, one of them killed under load: no search fails, no record is lost."""

from __future__ import annotations

import threading
import time

import pytest
from elasticsearch import ApiError, Elasticsearch, TransportError
from elasticsearch.helpers import BulkIndexError

from search.engines.contract import EngineAway
from search.engines.elastic import indices
from search.engines.elastic.client import client, client_of
from search.engines.elastic.engine import ElasticsearchEngine
from search.engines.elastic.indices import ClusterIndex
from search.engines.embedded.engine import EmbeddedEngine
from search.indexing import history
from search.indexing.rows import Change
from search.query import SYNONYMS, SearchQuery
from tests.builders.search import make_row
from tests.elasticsearch import server

# Three nodes take longer to start than all other tests of the cluster take.
pytestmark = [pytest.mark.django_db, pytest.mark.elasticsearch, pytest.mark.full]
ALIAS = "cluster-test"
RECORDS = 400
LATER = 200
READERS = 4
SECONDS = 12
# Between two searches of a reader: the nodes share the processors with them.
PAUSE = 0.02


@pytest.fixture
def nodes(settings):
    with server.cluster(3) as nodes:
        settings.ELASTICSEARCH_URL = ",".join(node.url for node in nodes)
        settings.ELASTICSEARCH_INDEX = ALIAS
        yield nodes
        client_of.cache_clear()


def wait_for(cluster: Elasticsearch, status: str) -> None:
    cluster.options(request_timeout=60).cluster.health(wait_for_status=status, timeout="60s")


def holder_of_the_shard(cluster: Elasticsearch, index: str) -> str:
    """The name of the node that takes the writes."""
    rows = cluster.cat.shards(index=index, format="json")
    return next(row["node"] for row in rows if row["prirep"] == "p")


def changes(first: int, last: int) -> list[Change]:
    numbers = range(first, last + 1)
    return [Change(n, n, make_row("Share wheelchairs", f"Number {n}", id=n)) for n in numbers]


def test_a_node_that_dies_takes_no_search_and_no_record_with_it(nodes):
    index = indices.new_name(ALIAS)
    indices.create(index)
    ClusterIndex(index).fill(changes(1, RECORDS), history.position())
    indices.swap(ALIAS, index)
    cluster = client()
    wait_for(cluster, "green")
    rows = [change.row for change in changes(1, RECORDS)]
    failures, answers, stop = [], [], threading.Event()

    with EmbeddedEngine().scratch(rows) as own:
        engine = ElasticsearchEngine(ALIAS, own=own)

        def reads():
            # Without synonyms, which come from the database: this is about the cluster.
            query = SearchQuery(text="wheelchairs", leaves_out=frozenset({SYNONYMS}))
            while not stop.wait(PAUSE):
                try:
                    answers.append(engine.search(query).total)
                except EngineAway as away:
                    failures.append(str(away))

        readers = [threading.Thread(target=reads) for _ in range(READERS)]
        for reader in readers:
            reader.start()
        doomed = holder_of_the_shard(cluster, index)
        next(node for node in nodes if node.name == doomed).kill()
        killed_at = len(answers)
        _write_until_taken(changes(RECORDS + 1, RECORDS + LATER))
        time.sleep(SECONDS)
        stop.set()
        for reader in readers:
            reader.join()

    assert not failures, failures[:3]
    assert len(answers) > killed_at, "people searched on"
    assert min(answers) >= RECORDS
    wait_for(cluster, "yellow")
    assert engine.ids() == set(range(1, RECORDS + LATER + 1))


def _write_until_taken(later: list[Change]) -> None:
    """As the worker does: what is not acknowledged is sent again."""
    deadline = time.monotonic() + 60
    while True:
        try:
            refused = indices.send(ALIAS, later, is_alias=True)
        except (EngineAway, TransportError, ApiError, BulkIndexError):
            if time.monotonic() > deadline:
                raise
            time.sleep(0.5)
            continue
        assert not refused
        return
