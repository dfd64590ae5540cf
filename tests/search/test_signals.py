"""What the ranking knows beside the words comes from this machine's index."""

from __future__ import annotations

import pytest

from search.engines.embedded.engine import EmbeddedEngine
from search.engines.embedded.signals import Signals
from search.relevance_feedback import told
from tests.builders.search import make_row

ROWS = [
    make_row("Share beds", id=1, prior=1.25, newest=738_000, trust="ZZ016"),
    make_row("Share cots", id=2, facets={"trust_type": ["ambulance"]}, newest=5),
    make_row("Share hoists", id=3, facets={"record": ["signpost"], "trust_type": ["acute"]}),
    make_row("Share wheelchairs", id=4, type="area"),
]


@pytest.fixture(scope="module")
def searcher():
    with EmbeddedEngine().scratch(ROWS) as engine:
        yield engine.index().searcher


def by_number(*numbers):
    """Hits of an engine that does not know where they lie in this machine's index."""
    return [(number, 1.0, None) for number in numbers]


def test_each_has_what_its_row_said(searcher):
    known = Signals(searcher, by_number(1, 2, 3))

    assert known.priors == {1: 1.25, 2: 1.0, 3: 1.0}
    assert known.newest == {1: 738_000, 2: 5, 3: 0}
    assert (known.crowded_out, known.signposts) == ({2}, {3})
    assert (known.trust(1), known.trust(2)) == ("ZZ016", "")
    assert told(known.gist(1), {"bed", "share", "cot"}) == 2


def test_what_the_index_does_not_hold_is_neutral(searcher):
    known = Signals(searcher, by_number(1, 999))

    assert 999 not in known.priors | known.newest
    assert (known.trust(999), known.gist(999)) == ("", "")


def test_more_are_added_to_those_that_are_known(searcher):
    known = Signals(searcher, by_number(1))
    known.add(by_number(2))
    known.add([])

    assert known.priors.keys() == {1, 2}
    assert known.crowded_out == {2}
