"""The search at one size: `search_times.py QUERIES SIZE`, on PORTAL_DATA_DIR.

One reader, one process. An engine call is what the engine answers; a whole page is the results
page as the server sends it. Prints JSON.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

import django

from tests.benchmarks.figures.rows import NotMeasurable, Number, Row, percentile, row_of
from tests.benchmarks.figures.sites import Sites, run

FAMILY = "search"
THIS = "tests.benchmarks.figures.search_times"
QUERIES = 100
PAGE = "/search/"


def measure(root: Path, sites: Sites, sizes: Sequence[int]) -> list[Row]:
    """A row for each size. Each is grown anew, so that one that fails spares the others."""
    return [row_of(FAMILY, f"{size:,} records", _at, root, sites, size) for size in sizes]


def _at(root: Path, sites: Sites, size: int) -> dict[str, Number]:
    with sites.empty.copied() as data:
        printed = run(root, ["-m", THIS, str(QUERIES), str(size)], data)
    figures: dict[str, Number] = json.loads(printed.splitlines()[-1])
    return figures


def main(queries: int, size: int) -> None:
    """Grow the site of this process, build its index, and time both."""
    django.setup()
    from search.query import SearchQuery
    from search.site_engine import get_engine
    from tests.benchmarks import filling
    from tests.benchmarks.corpus import queries as draw_queries
    from tests.benchmarks.figures.one_page import new_client
    from tests.benchmarks.vocabulary import vocabulary

    words = vocabulary()
    filling.grow(words, size)
    engine, client = get_engine(), new_client()
    indexed, wall, processor = timed(engine.rebuild)
    drawn = iter(draw_queries(words, 4 * queries))
    works: dict[str, Callable[[str], Any]] = {
        "engine": lambda text: engine.search(SearchQuery(text=text)),
        "page": lambda text: _answered(client.get(PAGE, {"q": text})),
    }
    figures: dict[str, Number] = {
        "entries": indexed,
        "entries a processor second": round(indexed / processor),
        "entries a second": round(indexed / wall),
    }
    for name, work in works.items():
        # A process that has answered other questions for a while, never these ones.
        for text in islice(drawn, queries):
            work(text)
        times = [timed(work, text) for text in islice(drawn, queries)]
        figures |= _spread(f"{name} processor", [one[2] for one in times])
        figures |= _spread(name, [one[1] for one in times])
    sys.stdout.write(json.dumps(figures) + "\n")


def _answered(answer: Any) -> None:
    if answer.status_code != 200:
        raise NotMeasurable(f"{PAGE} answers {answer.status_code}")


def timed(work: Callable[..., Any], *arguments: Any) -> tuple[Any, float, float]:
    """What the work returns, and the seconds it took: on the clock and of the processor."""
    wall, processor = time.perf_counter(), time.process_time()
    returned = work(*arguments)
    return returned, time.perf_counter() - wall, time.process_time() - processor


def _spread(name: str, seconds: Sequence[float]) -> dict[str, Number]:
    return {
        f"{name} p{share} ms": round(1000 * percentile(seconds, share), 1) for share in (50, 95)
    }


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
