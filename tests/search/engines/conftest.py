from __future__ import annotations

import pytest

from search.engines import get_engine

ENGINES = ["database"]


@pytest.fixture(params=ENGINES)
def engine(request, db):
    """Every engine, one after the other; `scratch` gives an index of a test's own rows."""
    return get_engine(request.param)
