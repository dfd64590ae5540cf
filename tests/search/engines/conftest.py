from __future__ import annotations

import pytest

from search.engines.contract import ENGINES
from search.site_engine import get_engine


@pytest.fixture(
    params=[
        pytest.param(name, marks=pytest.mark.elasticsearch if name == "elasticsearch" else ())
        for name in ENGINES
    ]
)
def engine(request, db):
    """Every engine, one after the other; `scratch` gives an index of a test's own rows."""
    if request.param == "elasticsearch":
        request.getfixturevalue("cluster")
    return get_engine(request.param)
