from __future__ import annotations

import pytest

from search import site_engine
from search.engines.elastic.engine import ElasticsearchEngine
from search.indexing import catching_up


@pytest.fixture
def site(cluster, settings, db):
    """A site whose search runs on the cluster. No thread outlives the test's database."""
    settings.SEARCH_ENGINE = "elasticsearch"
    yield cluster
    catching_up.wait_for_background()


@pytest.fixture
def follow(site):
    """Brings the cluster into step, as the worker does. Returns how many changes it took."""

    def bring():
        site_engine.rest.end()
        return catching_up.bring_up_to_date(ElasticsearchEngine())

    return bring


@pytest.fixture
def away(settings):
    """Takes the cluster away: nothing listens at its address any more."""

    def take():
        settings.ELASTICSEARCH_URL = "http://127.0.0.1:9"

    return take
