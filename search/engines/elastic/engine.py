"""`search.engines.Engine` on an Elasticsearch cluster. One round trip a search, seldom two."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.db import connection
from django.utils.module_loading import import_string

from search import promotions, ranking, spelling
from search.engines import lifting
from search.engines.elastic import facets, indices, queries, writing
from search.engines.elastic.client import answering, client, together
from search.engines.memory import MemoryVocabulary
from search.engines.reading import marked, suggested, understand
from search.engines.rows import IndexRow
from search.engines.schema import LIVE
from search.engines.vocabulary import TableVocabulary
from search.query import BEST_FIT, SearchQuery
from search.results import Found, SearchResults
from search.spelling import Vocabulary
from search.understanding import TextQuery

MOST_PLACES = 8
OTHERS = ["area", "trust"]


# Of each part of a search: what is asked, and what comes back. Plain, because a response object
# for every hit and bucket takes longer to make than the cluster needs to answer.
Bodies = dict[str, dict[str, Any]]
Answers = dict[str, dict[str, Any]]
Hits = list[dict[str, Any]]


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
        text = understand(query)
        promoted = self._promoted(query)
        asked = bodies(query, text, promoted)
        answers = dict(zip(asked, together(self._index, list(asked.values())), strict=True))
        total, told = facets.total(answers["counts"]), answers["counts"]["aggregations"]
        crowded_out = self._crowded_out(query, text, _hits(answers, "page"), total)
        return SearchResults(
            total=total,
            found=_ordered(query, text, vocabulary, answers, promoted, crowded_out),
            facets=facets.read(told, query),
            places=tuple(queries.placed(hit)[0] for hit in _hits(answers, "places")),
            suggestions=suggested(query, text, vocabulary),
            marked=marked(text),
            origins=facets.origins(told) if query.counts_origins else {},
            crossed=facets.crossed(told) if query.crosses else {},
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
        with answering():
            found = client().search(
                index=self._index,
                query=queries.labelled(words, sees_network=sees_network).to_dict(),
                sort=[{"prior": "desc"}, {"id": "asc"}],
                source=False,
                docvalue_fields=[{"field": "label_shown"}],
                size=limit,
            )
        return [(int(hit["_id"]), hit["fields"]["label_shown"][0]) for hit in found["hits"]["hits"]]

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

    def _crowded_out(self, query: SearchQuery, text: TextQuery, hits: Hits, total: int) -> Hits:
        """The best hits of the trust types that others crowd out, in the order of the page.

        They are asked for only where the page does not hold them already: to gather them at every
        search takes the cluster a sixth longer.
        """
        needs_parity = query.sort == BEST_FIT and "trust_type" not in query.chosen
        if not needs_parity or query.like is not None or total <= query.page_size:
            return []
        best = [hit for hit in hits if queries.is_crowded_out(hit)][: len(ranking.PARITY_PLACES)]
        if len(best) == len(ranking.PARITY_PLACES) or total <= len(hits):
            return best
        (answer,) = together(self._index, [best_crowded_out(query, text)])
        return answer["hits"]["hits"]

    def _vocabulary(self, query: SearchQuery) -> Vocabulary:
        """The words of the site are in the database whichever engine answers."""
        if self._own_vocabulary is not None:
            return self._own_vocabulary.for_reader(sees_network=query.sees_network)  # type: ignore[attr-defined]
        return TableVocabulary(connection, LIVE, sees_network=query.sees_network)

    def _promoted(self, query: SearchQuery) -> dict[int, str]:
        if query.sort != BEST_FIT or not self._is_live:
            return {}
        return promotions.promoted(query.text)


def bodies(query: SearchQuery, text: TextQuery, promoted: dict[int, str]) -> Bodies:
    """The searches that one page asks together, by what they are for.

    The best hits and the counts are two of them: to score and to count take equally long, the
    cluster does both at the same time, and the next page or another order has the same counts.
    """
    fitting = queries.of_words(text)
    records = queries.ranked(fitting, query.like)
    visible = [queries.visible(query), queries.case_studies()]
    chosen = list(queries.choices(query).values())
    order = queries.in_order(query.sort)
    asked = {
        "page": {
            **order,
            "query": queries.among([*visible, *chosen], records).to_dict(),
            "size": lifting.reach(query, text, query.page * query.page_size) + len(promoted),
            "track_total_hits": False,
        },
        "counts": {
            "query": queries.every([*visible, fitting]).to_dict(),
            "size": 0,
            "track_total_hits": True,
            "aggs": {name: one.to_dict() for name, one in facets.aggregations(query).items()},
        },
    }
    if promoted:
        filters = [*visible, *chosen, queries.one_of("id", promoted)]
        asked["promoted"] = {
            **order,
            "query": queries.among(filters, records).to_dict(),
            "size": len(promoted),
        }
    if not text.is_empty:
        # Few entries are areas or trusts: to begin with those spares reading all the rest.
        filters = [queries.visible(query), queries.one_of("type", OTHERS)]
        asked["places"] = {
            **queries.in_order(BEST_FIT),
            "query": queries.among(filters, fitting).to_dict(),
            "size": MOST_PLACES,
            "track_total_hits": False,
        }
    return asked


def best_crowded_out(query: SearchQuery, text: TextQuery) -> dict[str, Any]:
    """The search for the best of the trust types that others crowd out."""
    visible = [queries.visible(query), queries.case_studies()]
    few = queries.one_of("f_trust_type", ranking.CROWDED_OUT)
    records = queries.ranked(queries.of_words(text), query.like)
    filters = [*visible, few, *queries.choices(query).values()]
    return {
        **queries.in_order(query.sort),
        "query": queries.among(filters, records).to_dict(),
        "size": len(ranking.PARITY_PLACES),
        "track_total_hits": False,
    }


def _ordered(
    query: SearchQuery,
    text: TextQuery,
    vocabulary: Vocabulary,
    answers: Answers,
    promoted: dict[int, str],
    crowded_out: Hits,
) -> tuple[Found, ...]:
    page = _hits(answers, "page")
    first = [_found(hit, promoted) for hit in _hits(answers, "promoted")]
    order = [*first, *(_found(hit, {}) for hit in page)]
    by_id = {one.entry_id: one for one in reversed(order)}
    order = lifting.lifted(
        [by_id[entry] for entry in dict.fromkeys(one.entry_id for one in order)],
        query,
        text,
        vocabulary,
    )
    by_id = {one.entry_id: one for one in order}
    ids = list(by_id)
    if crowded_out:
        best = [_found(hit, promoted) for hit in crowded_out]
        by_id = {one.entry_id: one for one in best} | by_id
        ids = ranking.keep_parity(
            list(dict.fromkeys([*ids, *(one.entry_id for one in best)])),
            frozenset(one.entry_id for one in best),
        )
    start = (query.page - 1) * query.page_size
    return tuple(by_id[entry] for entry in ids[start : start + query.page_size])


def _hits(answers: Answers, name: str) -> Hits:
    return answers[name]["hits"]["hits"] if name in answers else []


def _found(hit: dict[str, Any], promoted: dict[int, str]) -> Found:
    entry, score = queries.placed(hit)
    return Found(entry, score, promoted.get(entry, ""))
