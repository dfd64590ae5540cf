"""Three nodes on loopback, one of them killed under load: no search fails, no record is lost."""

from __future__ import annotations

import threading
import time

import pytest
from elasticsearch import Elasticsearch

from search.engines.away import EngineAway
from search.engines.elastic import indices, writing
from search.engines.elastic.client import client_of
from search.query import SearchQuery
from search.site_engine import get_engine
from tests.builders.search import make_row
from tests.elasticsearch import server

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.elasticsearch]
RECORDS = 400
LATER = 200
READERS = 4
SECONDS = 12


@pytest.fixture
def nodes(settings):
    with server.cluster(3) as nodes:
        settings.ELASTICSEARCH_URL = ",".join(node.url for node in nodes)
        settings.ELASTICSEARCH_INDEX = "cluster-test"
        yield nodes
        client_of.cache_clear()


def wait_for(client: Elasticsearch, status: str) -> None:
    client.options(request_timeout=60).cluster.health(wait_for_status=status, timeout="60s")


def holder_of_the_shard(client: Elasticsearch, index: str) -> str:
    """The name of the node that takes the writes."""
    rows = client.cat.shards(index=index, format="json")
    return next(row["node"] for row in rows if row["prirep"] == "p")


def test_a_node_that_dies_takes_no_search_and_no_record_with_it(nodes):
    index = indices.create_fresh("cluster-test")
    indices.swap("cluster-test", index)
    client = indices.client()
    rows = [make_row("Share wheelchairs", f"Number {n}", id=n) for n in range(1, RECORDS + 1)]
    writing.send("cluster-test", [(row.id, row.id, row) for row in rows], live=True)
    client.indices.refresh(index=index)
    wait_for(client, "green")
    engine = get_engine("elasticsearch")
    failures, answers, stop = [], [], threading.Event()

    def reads():
        while not stop.is_set():
            try:
                answers.append(engine.search(SearchQuery(text="wheelchairs")).total)
            except EngineAway as away:
                failures.append(str(away))

    readers = [threading.Thread(target=reads) for _ in range(READERS)]
    for reader in readers:
        reader.start()
    doomed = holder_of_the_shard(client, index)
    next(node for node in nodes if node.name == doomed).kill()
    killed_at = len(answers)
    _write_until_taken(range(RECORDS + 1, RECORDS + LATER + 1))
    time.sleep(SECONDS)
    stop.set()
    for reader in readers:
        reader.join()

    assert not failures, failures[:3]
    assert len(answers) > killed_at, "people searched on"
    assert min(answers) >= RECORDS
    wait_for(client, "yellow")
    assert engine.ids() == set(range(1, RECORDS + LATER + 1))


def _write_until_taken(ids):
    """As the worker does: what is not acknowledged is sent again."""
    rows = [make_row("Share wheelchairs", f"Number {n}", id=n) for n in ids]
    deadline = time.monotonic() + 60
    while True:
        try:
            refused = writing.send(
                "cluster-test", [(row.id, row.id, row) for row in rows], live=True
            )
        except Exception:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.5)
            continue
        assert not refused
        return
