from __future__ import annotations

import pytest


@pytest.fixture
def site(cluster, settings, db):
    """A site whose search runs on the cluster."""
    settings.SEARCH_ENGINE = "elasticsearch"
    return cluster


@pytest.fixture
def away(settings):
    """Takes the cluster away: nothing listens at its address any more."""

    def take():
        settings.ELASTICSEARCH_URL = "http://127.0.0.1:9"

    return take
