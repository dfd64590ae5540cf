"""One engine at one size: build the index, ask the whole page, and what to hold it against."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from statistics import median

from django.conf import settings
from django.db import connection

from search.engines.contract import ELASTICSEARCH, EMBEDDED
from search.hits import draw
from search.query import SearchQuery
from search.results import Hit, SearchResults
from search.site_engine import Engine, get_engine
from tests.benchmarks import bare, filling, wagtail
from tests.benchmarks.corpus import queries
from tests.benchmarks.measure import CappedTimes, Times, timed
from tests.benchmarks.vocabulary import Vocabulary, vocabulary


@dataclass(frozen=True)
class Run:
    """What was measured. `answered` is the median share of case studies that a search finds.

    `bare` is Elasticsearch's plain query, `bare_page` one plain search for all that a page shows,
    `own_query` what the page asks of it, sent alone; `wagtail` is Wagtail's own search of the same
    database. They are there for one engine and None for the other.
    """

    size: int
    engine: str
    database: str
    indexed_per_second: float
    answered: float
    pages: dict[int, Times]
    bare: Times | None = None
    bare_page: Times | None = None
    own_query: Times | None = None
    wagtail: CappedTimes | None = None
    wagtail_indexed_per_second: float | None = None

    @property
    def times_faster_than_wagtail(self) -> float | None:
        """How many pages one client gets in the time of Wagtail's 20 hits, by the medians."""
        return self.wagtail.times.p50 / self._single.p50 if self.wagtail else None

    @property
    def times_bare(self) -> float | None:
        """The whole page in plain queries of Elasticsearch, by the medians."""
        return self._single.p50 / self.bare.p50 if self.bare else None

    @property
    def times_bare_page(self) -> float | None:
        """The whole page in plain searches for what it shows, by the medians."""
        return self._single.p50 / self.bare_page.p50 if self.bare_page else None

    @property
    def times_own_query(self) -> float | None:
        """The whole page in the time of what it asks of Elasticsearch, by the medians."""
        return self._single.p50 / self.own_query.p50 if self.own_query else None

    @property
    def _single(self) -> Times:
        return self.pages[min(self.pages)]


def whole_page(engine: Engine, text: str) -> tuple[SearchResults, list[Hit]]:
    """What the results page works out: 20 hits with snippets, the count, every facet."""
    query = SearchQuery(text=text)
    found = engine.search(query)
    return found, draw(found, query)[0]


def run(
    vocabulary: Vocabulary, engine_name: str, size: int, clients: Sequence[int], *, asked: int
) -> Run:
    """Measure an engine on a database that holds `size` case studies."""
    engine = get_engine(engine_name)
    started = time.perf_counter()
    indexed = engine.rebuild()
    rate = indexed / (time.perf_counter() - started)
    index = settings.ELASTICSEARCH_INDEX
    if engine_name == ELASTICSEARCH:
        bare.every_search_anew(index)
    drawn = queries(vocabulary, 2 * asked)
    texts, others = drawn[:asked], drawn[asked:]
    page = partial(whole_page, engine)
    # A process that has answered other questions for a while, not these ones.
    answered = median(page(text)[0].total for text in others) / size
    times = {count: timed(page, texts, clients=count) for count in clients}
    common = {
        "size": size,
        "engine": engine_name,
        "database": connection.vendor,
        "indexed_per_second": rate,
        "answered": answered,
        "pages": times,
    }
    if engine_name == ELASTICSEARCH:
        floors = {
            "bare": partial(bare.ask, index),
            "bare_page": partial(bare.whole, index),
            "own_query": bare.of_the_page(index, texts),
        }
        return Run(**common, **{name: timed(floor, texts) for name, floor in floors.items()})
    wagtail_rate = wagtail.fill()
    return Run(**common, wagtail=wagtail.timed(texts), wagtail_indexed_per_second=wagtail_rate)


def measure(
    engines: Sequence[str], sizes: Sequence[int], clients: Sequence[int], *, asked: int
) -> list[Run]:
    """Every engine at every size, in one database that grows."""
    words = vocabulary()
    runs = []
    for size in sorted(sizes):
        filling.grow(words, size)
        if EMBEDDED not in engines:
            # What Elasticsearch judges words by stands in this machine's own index.
            get_engine(EMBEDDED).rebuild()
        runs += [run(words, engine, size, clients, asked=asked) for engine in engines]
    return runs
