"""The same answers from an Elasticsearch cluster. One round trip a search, seldom two."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from django.conf import settings

from search.engines.base import BaseEngine
from search.engines.contract import ELASTICSEARCH, EngineAway, Position
from search.engines.elastic import indices, mapping, queries
from search.engines.elastic.client import answering, together
from search.engines.elastic.indices import ClusterIndex
from search.engines.embedded.engine import EmbeddedEngine
from search.engines.embedded.index import site_folder
from search.engines.embedded.vocabulary import IndexWords
from search.engines.plan import Answer, Hit, Plan, nothing
from search.indexing.rows import Change, IndexRow

MOST_PLACES = 8
PLACE_TYPES = ["area", "trust"]
# How far the index has come. Two are too many.
POSITION_BODY: dict[str, Any] = {
    "query": {"term": {"type": mapping.POSITION}},
    "size": 2,
    "track_total_hits": False,
}

# Of each part of a search: what is asked, and what comes back. Plain, because a response object
# for every hit and bucket takes longer to make than the cluster needs to answer.
Bodies = dict[str, dict[str, Any]]
Answers = dict[str, dict[str, Any]]
Hits = tuple[Hit, ...]


class ElasticsearchEngine(BaseEngine):
    """The site's index, or with a name another one.

    The words of the index and what the ranking knows beside them come from this machine's own,
    which holds the same entries: so both engines judge alike.
    """

    name = ELASTICSEARCH

    def __init__(self, index: str = "", *, own: EmbeddedEngine | None = None) -> None:
        self._index = ClusterIndex(index or settings.ELASTICSEARCH_INDEX, is_alias=not index)
        self.is_live = not index
        self._own = own or EmbeddedEngine()
        # How far the index had come that gave the last answer; None for one of another layout.
        self.seen: Position | None = None

    def answer(self, plan: Plan, words: IndexWords) -> Answer:
        """What fits the plan. Raises EngineAway where the cluster cannot say."""
        asked = bodies(plan)
        if self.is_live:
            asked["position"] = POSITION_BODY
        answers = dict(zip(asked, together(self._index.name, list(asked.values())), strict=True))
        if self.is_live:
            self.seen = _position(answers["position"])
        places = tuple(entry for entry, *_ in _hits(answers, "places"))
        if plan.has_gate and not answers["best"]["hits"]["total"]["value"]:
            return nothing(plan, weaker=queries.weaker(answers, 0), places=places)
        told = answers["counts"]["aggregations"]
        total = queries.total(answers["counts"])
        return Answer(
            total=total,
            hits=_hits(answers, "page"),
            facets=queries.read(told, plan.query),
            places=places,
            weaker=queries.weaker(answers, total),
            missing=queries.missing(told, plan),
            origins=queries.origins(told) if plan.query.counts_origins else {},
            crossed=queries.crossed(told) if plan.query.crosses else {},
        )

    def best_among(
        self, plan: Plan, words: IndexWords, field: str, values: Iterable[str | int], limit: int
    ) -> Hits:
        """The best results with one of these values in a field."""
        body = page_body(plan, [queries.one_of(field, values)], limit)
        (answer,) = together(self._index.name, [body])
        return tuple(map(queries.placed, answer["hits"]["hits"]))

    def words(self, *, sees_network: bool) -> IndexWords:
        """The words of this machine's own index."""
        return self._own.words(sees_network=sees_network)

    def count(self) -> int:
        """How many entries the index holds."""
        with answering():
            return indices.count(self._index.name)

    def ids(self) -> set[int]:
        """The entries that the index holds."""
        with answering():
            return indices.ids(self._index.name)

    def position(self) -> Position | None:
        """How far the index has come; None where there is none of this code's layout."""
        return self._index.position()

    def write(self, changes: Iterable[Change], position: Position) -> None:
        """Send changes; several writers do no harm, because each carries its version."""
        self._index.write(changes, position)

    @contextmanager
    def writing(self) -> Iterator[bool]:
        """True for the one on this machine that may send."""
        with site_folder().locked("cluster-write.lock") as is_ours:
            if is_ours and self._unfinished.exists():
                with self.building():
                    # What a process left that was killed at it is removed.
                    pass
            yield is_ours

    @contextmanager
    def building(self) -> Iterator[bool]:
        """True for the one on this machine that may build. An index that did not become the live
        one is removed: at the end, or by the next if the process was killed.
        """
        with site_folder().locked("cluster-build.lock") as is_ours:
            if is_ours:
                self._drop_unfinished()
            try:
                yield is_ours
            finally:
                if is_ours:
                    with suppress(EngineAway):
                        self._drop_unfinished()

    def build(self, changes: Iterable[Change], position: Position) -> ClusterIndex:
        """A new index beside the live one, which answers meanwhile. The caller has `building()`."""
        name = indices.new_name(self._index.name)
        self._unfinished.write_text(name, encoding="ascii")
        index = ClusterIndex(name)
        with answering():
            indices.create(name)
        index.fill(changes, position)
        with answering():
            indices.compact(name)
        return index

    def swap(self, index: ClusterIndex) -> None:
        """Make an index that was built the live one."""
        with answering():
            indices.swap(self._index.name, index.name)
        self._unfinished.unlink(missing_ok=True)

    @property
    def _unfinished(self) -> Path:
        """The file that names the index which this machine is building."""
        return site_folder().root / f"building-{self._index.name}"

    def _drop_unfinished(self) -> None:
        if not self._unfinished.exists():
            return
        name = self._unfinished.read_text(encoding="ascii").strip()
        with answering():
            if name and name not in indices.behind(self._index.name):
                indices.drop(name)
        self._unfinished.unlink(missing_ok=True)

    @contextmanager
    def scratch(self, rows: Iterable[IndexRow]) -> Iterator[ElasticsearchEngine]:
        """An engine over these rows only, in an index of its own, removed afterwards."""
        name = f"{settings.ELASTICSEARCH_INDEX}-scratch-{secrets.token_hex(4)}"
        rows = list(rows)
        with self._own.scratch(rows) as own:
            try:
                with answering():
                    indices.create(name)
                    indices.fill(name, rows)
                yield ElasticsearchEngine(name, own=own)
            finally:
                indices.drop(name)


def bodies(plan: Plan) -> Bodies:
    """The searches that one page asks together, by what they are for.

    The best hits and the counts are two of them: to score and to count take equally long, the
    cluster does both at the same time, and the next page or another order has the same counts.
    """
    query = plan.query
    asked = {
        "page": page_body(plan, [], plan.depth),
        "counts": {
            "query": queries.every(
                [*queries.visible_case_studies(query), queries.of_words(plan)]
            ).to_dict(),
            "size": 0,
            "track_total_hits": True,
            "aggs": {name: one.to_dict() for name, one in queries.aggregations(plan).items()},
        },
    }
    if plan.has_floor:
        asked["weaker"] = {
            "query": queries.every(
                [
                    *queries.visible_case_studies(query),
                    *queries.choices(query).values(),
                    queries.of_words(plan.weaker()),
                ]
            ).to_dict(),
            "size": 0,
            "track_total_hits": True,
        }
    if plan.has_gate:
        about = queries.of_words(plan.gate())
        asked["best"] = {
            "query": queries.every([*queries.visible_case_studies(query), about]).to_dict(),
            "size": 0,
            "terminate_after": 1,
        }
    if not plan.is_empty:
        # Few entries are areas or trusts: to begin with those spares reading all the rest.
        filters = [queries.visible(query), queries.one_of("type", PLACE_TYPES)]
        asked["places"] = {
            **queries.BY_SCORE,
            "query": queries.among(filters, queries.of_words(plan.weaker())).to_dict(),
            "size": MOST_PLACES,
            "track_total_hits": False,
        }
    return asked


def page_body(plan: Plan, narrower: list[queries.Query], limit: int) -> dict[str, Any]:
    """The search for the best results."""
    query = plan.query
    filters = [
        *queries.visible_case_studies(query),
        *queries.choices(query).values(),
        *narrower,
    ]
    return {
        **queries.in_order(query.sort),
        "query": queries.among(filters, queries.of_words(plan)).to_dict(),
        "size": limit,
        "track_total_hits": False,
    }


def _position(answer: dict[str, Any]) -> Position | None:
    found = answer["hits"]["hits"]
    return mapping.read_position(found[0]["_source"]) if len(found) == 1 else None


def _hits(answers: Answers, name: str) -> Hits:
    found = answers[name]["hits"]["hits"] if name in answers else []
    return tuple(map(queries.placed, found))
