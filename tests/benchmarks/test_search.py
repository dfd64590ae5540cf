"""What the speed of a search rests on, as ratios in one run: a slow machine changes no ratio."""

from __future__ import annotations

import json
import random
import time
from contextlib import ExitStack
from functools import partial

import pytest

from search.models import SearchEntry
from search.query import SearchQuery
from search.site_engine import get_engine
from tests.benchmarks import filling, measure, report, runs
from tests.benchmarks.search import ENGINES
from tests.benchmarks.vocabulary import vocabulary
from tests.builders.search import make_row

WORDS = [f"word{chr(97 + n % 26)}{chr(97 + n // 26 % 26)}{chr(97 + n // 676)}" for n in range(3000)]
TIMES = {"p50", "p95", "p99", "per_second", "answers"}


def rows(count):
    draw = random.Random(3)
    for number in range(1, count + 1):
        yield make_row(
            " ".join(draw.choices(WORDS, k=8)),
            " ".join(draw.choices(WORDS, k=200)),
            id=number,
            facets={"kind": [f"k{number % 3}"], "area": [f"a{number % 40}"]},
        )


def queries():
    draw = random.Random(5)
    texts = [" ".join(draw.sample(WORDS, 3)) for _ in range(15)]
    return [SearchQuery(text=text, filters=(("kind", ("k1",)),)) for text in texts]


def least_seconds(*works):
    """Of each work the least time for all queries, taken in turn: what disturbs, disturbs all."""
    least = [float("inf")] * len(works)
    for _ in range(7):
        for number, work in enumerate(works):
            started = time.perf_counter()
            for query in queries():
                work(query)
            least[number] = min(least[number], time.perf_counter() - started)
    return least


@pytest.mark.slow
@pytest.mark.django_db
def test_four_times_the_records_take_about_four_times_as_long():
    with ExitStack() as stack:
        few, many = (
            stack.enter_context(get_engine().scratch(rows(count))) for count in (500, 2000)
        )

        seconds_few, seconds_many = least_seconds(few.search, many.search)

    # What runs once a row would take sixteen times as long.
    assert seconds_many < 6 * seconds_few


@pytest.mark.slow
def test_a_rebuild_from_what_is_folded_already_takes_a_part_of_the_work(on_disk):
    filling.grow(vocabulary(), 400)

    def seconds_of_work():
        started = time.process_time()
        get_engine().rebuild()
        return time.process_time() - started

    ready = min(seconds_of_work() for _ in range(3))
    SearchEntry.objects.update(folded="", folded_by="")
    blank = min(seconds_of_work() for _ in range(3))

    # Of both a good part is that of tantivy. Less than half was measured.
    assert ready < 0.7 * blank


@pytest.fixture(
    params=[
        pytest.param(name, marks=pytest.mark.elasticsearch if name == "elasticsearch" else ())
        for name in ENGINES
    ]
)
def engine_name(request, on_disk):
    if request.param == "elasticsearch":
        request.getfixturevalue("cluster")
    return request.param


@pytest.mark.slow
def test_the_benchmark_gives_every_figure_that_it_promises(engine_name):
    found = runs.measure([engine_name], [200], [1, 2], asked=20)

    (figures,) = json.loads(report.as_json(found))
    assert figures["size"] == 200
    assert figures["indexed_per_second"] > 0
    assert 0 < figures["answered"] < 1
    assert {clients: set(times) for clients, times in figures["pages"].items()} == {
        "1": TIMES,
        "2": TIMES,
    }
    assert all(times["answers"] == 20 for times in figures["pages"].values())
    if engine_name == "elasticsearch":
        assert figures["bare"]["answers"] == 20
        assert figures["times_bare"] > 0
        assert figures["bare_page"]["answers"] == 20
        assert figures["times_bare_page"] > 0
        assert figures["own_query"]["answers"] == 20
        assert figures["times_own_query"] > 0
    else:
        assert figures["wagtail"]["times"]["answers"] == 20
        assert figures["times_faster_than_wagtail"] > 0
    floors = 3 if engine_name == runs.ELASTICSEARCH else 1
    assert len(report.as_table(found).splitlines()) == 4 + floors


def test_percentiles_are_those_of_all_answers_together():
    times = measure.of([float(n) for n in range(1, 101)], seconds=10)

    assert (times.p50, times.p95, times.p99, times.per_second) == (50, 95, 99, 10)


def test_clients_share_the_texts_and_each_text_is_asked_once():
    asked = []

    times = measure.timed(asked.append, [str(n) for n in range(40)], clients=4)

    # Each client warms up with the first text before the clock starts.
    assert sorted(asked) == sorted([*(str(n) for n in range(40)), *["0"] * 4])
    assert times.answers == 40


def test_a_client_that_fails_fails_the_measurement():
    with pytest.raises(ZeroDivisionError):
        measure.timed(partial(divmod, 1), [0, 0], clients=3)
