from __future__ import annotations

import pytest

from tests.builders.databases import rows_that_stay
from tests.builders.search import load_demonstration


@pytest.fixture(scope="module")
def demonstration(django_db_setup, django_db_blocker):
    """The demonstration's case studies, loaded once for a module that only reads them."""
    with rows_that_stay(django_db_blocker):
        yield load_demonstration()


@pytest.fixture
def names(demonstration, db):
    """The import id of each of its case studies, by its entry in the index."""
    return demonstration
