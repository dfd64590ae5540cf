"""How long a search takes. The bound is loose: it catches a query that runs once a row."""

from __future__ import annotations

import random
import time

import pytest

from search.engines import get_engine
from tests.builders.search import ask, make_row

RECORDS = 2000
WORDS = [f"word{chr(97 + n % 26)}{chr(97 + n // 26 % 26)}{chr(97 + n // 676)}" for n in range(3000)]


@pytest.mark.slow
@pytest.mark.django_db
def test_a_search_with_all_facets_at_two_thousand_records():
    draw = random.Random(3)
    rows = [
        make_row(
            " ".join(draw.choices(WORDS, k=8)),
            " ".join(draw.choices(WORDS, k=200)),
            id=number,
            facets={"kind": [f"k{number % 3}"], "area": [f"a{number % 40}"]},
        )
        for number in range(1, RECORDS + 1)
    ]

    with get_engine().scratch(rows) as scratch:
        times = []
        for _ in range(30):
            text = " ".join(draw.sample(WORDS, 3))
            started = time.perf_counter()
            ask(text, engine=scratch, filters={"kind": ["k1"]})
            times.append(time.perf_counter() - started)

    assert sorted(times)[len(times) // 2] < 0.25
