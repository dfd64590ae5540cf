"""`search.engines.Engine` on an Elasticsearch cluster. One round trip a search."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import connection
from django.utils.module_loading import import_string
from elasticsearch.dsl import MultiSearch, Q, Search

from search import promotions, ranking, spelling
from search.engines import lifting
from search.engines.elastic import facets, indices, queries, writing
from search.engines.elastic.client import answering, client
from search.engines.elastic.mapping import GIST
from search.engines.memory import MemoryVocabulary
from search.engines.reading import marked, understand
from search.engines.rows import IndexRow
from search.engines.schema import LIVE
from search.engines.vocabulary import TableVocabulary
from search.query import BEST_FIT, SearchQuery
from search.results import Found, SearchResults
from search.spelling import Vocabulary
from search.understanding import TextQuery

MOST_PLACES = 8
OTHERS = ["area", "trust"]


@dataclass
class _Asked:
    """The searches of one round trip, by what they are for."""

    searches: dict[str, Any]

    def answers(self, index: str) -> dict[str, Any]:
        together = MultiSearch(index=index, using=client())
        for search in self.searches.values():
            together = together.add(search)
        with answering():
            return dict(zip(self.searches, together.execute(), strict=True))


class ElasticsearchEngine:
    """The site's index, or with a name another one."""

    name = "elasticsearch"

    def __init__(self, index: str = "", vocabulary: Vocabulary | None = None) -> None:
        self._index = index or settings.ELASTICSEARCH_INDEX
        self._is_live = not index
        self._own_vocabulary = vocabulary

    def search(self, query: SearchQuery) -> SearchResults:
        """Answer a search. Raises EngineAway where the cluster cannot."""
        vocabulary = self._vocabulary(query)
        text = understand(query, vocabulary)
        promoted = self._promoted(query)
        answers = self._ask(query, text, promoted).answers(self._index)
        page = answers["page"]
        return SearchResults(
            total=page.hits.total.value,
            found=self._ordered(query, text, vocabulary, answers, promoted),
            facets=facets.read(page, query),
            places=tuple(int(hit.meta.id) for hit in answers.get("places", ())),
            corrections=text.corrections,
            marked=marked(text),
            origins=facets.origins(page) if query.counts_origins else {},
        )

    def put(self, row: IndexRow) -> None:
        """Write one entry, and wait until searches see it."""
        with answering():
            writing.put(self._index, row)

    def remove(self, entry_id: int) -> None:
        """Take one entry out, and wait until searches no longer see it."""
        with answering():
            writing.remove(self._index, entry_id)

    def count(self) -> int:
        """How many entries searches see."""
        with answering():
            return client().count(index=self._index)["count"]

    def ids(self) -> set[int]:
        """The entries that the index holds."""
        with answering():
            return indices.ids(self._index)

    def match_labels(
        self, words: Sequence[str], *, sees_network: bool, limit: int
    ) -> list[tuple[int, str]]:
        """(entry id, label) of entries in whose label each word begins a word."""
        search = (
            Search(index=self._index, using=client())
            .filter("range", access={"lte": int(sees_network)})
            .filter("match", label={"query": " ".join(words), "operator": "and"})
            .sort({"prior": "desc"}, {"id": "asc"})
            .source(False)
            .extra(docvalue_fields=["label_shown"])[:limit]
        )
        with answering():
            return [(int(hit.meta.id), hit.label_shown[0]) for hit in search.execute()]

    def rebuild(self) -> int:
        """Build a new index beside the live one and swap. Returns how many entries it holds."""
        # Rebuilding reads the entries, which write through the engines.
        return import_string("search.engines.elastic.rebuilding.rebuild")()

    @contextmanager
    def scratch(self, rows: Iterable[IndexRow]) -> Iterator[ElasticsearchEngine]:
        """An engine over these rows only, in an index of its own, removed afterwards."""
        name = f"{settings.ELASTICSEARCH_INDEX}-scratch-{secrets.token_hex(4)}"
        vocabulary = MemoryVocabulary(name)
        with answering():
            indices.create(name)
        try:
            with answering():
                writing.fill(name, vocabulary.noting(rows))
            yield ElasticsearchEngine(name, vocabulary)
        finally:
            indices.drop(name)
            spelling.forget(name)

    def _vocabulary(self, query: SearchQuery) -> Vocabulary:
        """The words of the site are in the database whichever engine answers."""
        if self._own_vocabulary is not None:
            return self._own_vocabulary.for_reader(sees_network=query.sees_network)  # type: ignore[attr-defined]
        return TableVocabulary(connection, LIVE, sees_network=query.sees_network)

    def _promoted(self, query: SearchQuery) -> dict[int, str]:
        if query.sort != BEST_FIT or not self._is_live:
            return {}
        return promotions.promoted(query.text)

    def _ask(self, query: SearchQuery, text: TextQuery, promoted: dict[int, str]) -> _Asked:
        fitting = queries.of_words(text)
        base = Search().source(False).filter(queries.visible(query))
        records = base.filter(queries.case_studies()).query(queries.ranked(fitting, query.like))
        records = records.sort(*queries.order(query.sort)).extra(track_scores=True)
        chosen = list(queries.choices(query).values())
        upto = lifting.reach(query, text, query.page * query.page_size) + len(promoted)
        page = records[:upto].extra(track_total_hits=True).source([GIST])
        if chosen:
            page = page.post_filter(Q("bool", filter=chosen))
        facets.aggregate(page, query)
        if _needs_parity(query):
            facets.add_crowded_out(page, query)
        asked = {"page": page}
        if promoted:
            narrowed = records.filter(Q("bool", filter=chosen)) if chosen else records
            asked["promoted"] = narrowed.filter("terms", id=sorted(promoted))[: len(promoted)]
        if not text.is_empty:
            # Few entries are areas or trusts: to begin with those spares reading all the rest.
            others = base.filter("terms", type=OTHERS).query(fitting)
            asked["places"] = others[:MOST_PLACES]
        return _Asked(asked)

    def _ordered(
        self,
        query: SearchQuery,
        text: TextQuery,
        vocabulary: Vocabulary,
        answers: dict[str, Any],
        promoted: dict[int, str],
    ) -> tuple[Found, ...]:
        gists = {int(hit.meta.id): getattr(hit, GIST, "") for hit in answers["page"]}
        first = [_found(hit, promoted) for hit in answers.get("promoted", ())]
        order = [*first, *(_found(hit, {}) for hit in answers["page"])]
        by_id = {one.entry_id: one for one in reversed(order)}
        order = lifting.lifted(
            [by_id[entry] for entry in dict.fromkeys(one.entry_id for one in order)],
            query,
            text,
            gists=lambda entries: {entry: gists[entry] for entry in entries},
            rarity=vocabulary,
        )
        by_id = {one.entry_id: one for one in order}
        ids = list(by_id)
        total = answers["page"].hits.total.value
        if _needs_parity(query) and total > query.page_size:
            best = [_found(hit, promoted) for hit in facets.crowded_out(answers["page"])]
            by_id = {one.entry_id: one for one in best} | by_id
            ids = ranking.keep_parity(
                list(dict.fromkeys([*ids, *(one.entry_id for one in best)])),
                frozenset(one.entry_id for one in best),
            )
        start = (query.page - 1) * query.page_size
        return tuple(by_id[entry] for entry in ids[start : start + query.page_size])


def _needs_parity(query: SearchQuery) -> bool:
    return query.sort == BEST_FIT and "trust_type" not in query.chosen and query.like is None


def _found(hit: Any, promoted: dict[int, str]) -> Found:
    entry = int(hit.meta.id)
    return Found(entry, hit.meta.score or 0.0, promoted.get(entry, ""))
