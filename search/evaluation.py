"""How well the search ranks, on collections whose right answers people have judged.

A collection in BEIR layout goes into a scratch index and through the same analysis, queries and
ranking as the site. Its records have no facts beside their words, so every factor of the ranking
is neutral, and the words alone are measured.

Why no library for three measures of fifteen lines: ir-measures gives the same figures to six
digits, tested, but brings SciPy and a compiled trec_eval, 170 MB, to every server.
"""

from __future__ import annotations

import csv
import json
import math
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from search.engines.rows import IndexRow
from search.query import SearchQuery
from search.site_engine import Engine

DEPTH = 100
NEAR_TOP = 10


class BadCollection(Exception):
    """The folder is not a collection; the message says what is wrong and where."""


@dataclass(frozen=True)
class Collection:
    """Documents by id, queries by id, and for each query the gain of each judged document."""

    documents: dict[str, tuple[str, str]]
    queries: dict[str, str]
    gains: dict[str, dict[str, int]]


@dataclass(frozen=True)
class Scores:
    """Means over the judged queries; times in milliseconds."""

    queries: int
    documents: int
    ndcg_10: float
    recall_100: float
    mrr_10: float
    p50_ms: float
    p95_ms: float

    def as_dict(self, engine: str) -> dict[str, Any]:
        """In the words of the contract."""
        return {
            "engine": engine,
            "queries": self.queries,
            "documents": self.documents,
            "ndcg@10": round(self.ndcg_10, 4),
            "recall@100": round(self.recall_100, 4),
            "mrr@10": round(self.mrr_10, 4),
            "p50_ms": round(self.p50_ms, 2),
            "p95_ms": round(self.p95_ms, 2),
        }


def read_collection(folder: Path, split: str) -> Collection:
    """Read BEIR layout. Raises BadCollection."""
    documents = {
        str(item["_id"]): (str(item.get("title", "")), str(item.get("text", "")))
        for item in _json_lines(folder / "corpus.jsonl")
    }
    queries = {
        str(item["_id"]): str(item.get("text", ""))
        for item in _json_lines(folder / "queries.jsonl")
    }
    return Collection(documents, queries, _judgements(folder / "qrels" / f"{split}.tsv"))


@dataclass(frozen=True)
class Answers:
    """What was measured of each judged query: nDCG@10, recall@100, MRR@10; and its time in ms."""

    measured: list[tuple[float, float, float]]
    times: list[float]


def evaluate(collection: Collection, engine: Engine) -> Scores:
    """Put the collection into a scratch index of the engine, ask every judged query, score.

    Raises BadCollection where no query is judged.
    """
    asked = judged(collection)
    with engine.scratch(rows_of(collection)) as scratch:
        return scores_of(collection, ask_all(collection, asked, scratch))


def rows_of(collection: Collection) -> Iterator[IndexRow]:
    """The documents as rows of an index, numbered from 1."""
    for number, (title, text) in enumerate(collection.documents.values(), start=1):
        yield IndexRow(id=number, texts={"title": title, "body": text})


def judged(collection: Collection) -> list[str]:
    """The queries that have a right answer. Raises BadCollection if none has."""
    found = [
        query
        for query in collection.queries
        if any(gain > 0 for gain in collection.gains.get(query, {}).values())
    ]
    if not found:
        raise BadCollection("No query has a judgement in this split.")
    return found


def ask_all(
    collection: Collection,
    queries: Sequence[str],
    engine: Engine,
    leaves_out: frozenset[str] = frozenset(),
) -> Answers:
    """Ask each of the queries of an engine that holds the rows of the collection."""
    names = dict(enumerate(collection.documents, start=1))
    answers = Answers([], [])
    for query in queries:
        asked = SearchQuery(text=collection.queries[query], page_size=DEPTH, leaves_out=leaves_out)
        started = time.perf_counter()
        found = engine.search(asked).found
        answers.times.append(1000 * (time.perf_counter() - started))
        ranking = [names[item.entry_id] for item in found]
        answers.measured.append(measures(ranking, collection.gains[query]))
    return answers


def scores_of(collection: Collection, answers: Answers) -> Scores:
    """The means of what was measured."""
    number, times = len(answers.measured), answers.times
    ndcg, recall, mrr = (sum(values) / number for values in zip(*answers.measured, strict=True))
    return Scores(
        queries=number,
        documents=len(collection.documents),
        ndcg_10=ndcg,
        recall_100=recall,
        mrr_10=mrr,
        p50_ms=percentile(times, 50),
        p95_ms=percentile(times, 95),
    )


def measures(ranking: Sequence[str], gains: dict[str, int]) -> tuple[float, float, float]:
    """nDCG@10 with linear gain, recall@100 and the reciprocal rank of the first hit in ten."""
    relevant = {document for document, gain in gains.items() if gain > 0}
    found = _discounted([max(gains.get(document, 0), 0) for document in ranking[:NEAR_TOP]])
    best = _discounted(sorted((gains[d] for d in relevant), reverse=True)[:NEAR_TOP])
    recall = len(relevant.intersection(ranking[:DEPTH])) / len(relevant)
    first = next(
        (place for place, doc in enumerate(ranking[:NEAR_TOP], start=1) if doc in relevant), None
    )
    return found / best, recall, 1 / first if first else 0.0


def percentile(values: Sequence[float], share: int) -> float:
    """The smallest value that at least `share` per cent do not exceed."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(len(ordered) * share / 100) - 1)]


def _discounted(gains: Sequence[int]) -> float:
    return sum(gain / math.log2(place + 1) for place, gain in enumerate(gains, start=1))


def _json_lines(path: Path) -> Iterator[dict[str, Any]]:
    if not path.is_file():
        raise BadCollection(f"There is no {path.name} in {path.parent}.")
    with path.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, start=1):
            if not line.strip():
                continue
            try:
                item = json.loads(line)
            except json.JSONDecodeError as error:
                raise BadCollection(f"{path.name} line {number} is not JSON: {error}") from error
            if not isinstance(item, dict) or "_id" not in item:
                raise BadCollection(f"{path.name} line {number} has no _id.")
            yield item


def _judgements(path: Path) -> dict[str, dict[str, int]]:
    if not path.is_file():
        raise BadCollection(f"There is no {path.parent.name}/{path.name} in {path.parent.parent}.")
    gains: dict[str, dict[str, int]] = {}
    with path.open(encoding="utf-8", newline="") as lines:
        for number, row in enumerate(csv.reader(lines, delimiter="\t"), start=1):
            if not row or (number == 1 and not row[-1].lstrip("-").isdigit()):
                continue
            try:
                query, document, gain = row
                gains.setdefault(query, {})[document] = int(gain)
            except ValueError as error:
                raise BadCollection(
                    f"{path.name} line {number} is not: query, document, score."
                ) from error
    return gains
