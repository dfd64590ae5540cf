"""Evaluation of the ranking, and ablation of its parts.

How well the search ranks, on collections whose right answers people have judged.

A collection in BEIR layout goes into a scratch index and through the same analysis, queries and
ranking as the site. Its records have no facts beside their words, so every factor of the ranking
is neutral, and the words alone are measured.

Why no library for three measures of fifteen lines: ir-measures gives the same figures to six
digits, tested, but brings SciPy and a compiled trec_eval, 170 MB, to every server.

What each part of the search gains: the same queries with it and without it.

The difference of the means says how much; a paired bootstrap over the queries says how sure that
is. The price is the difference of the median times.
"""

from __future__ import annotations

import csv
import json
import math
import random
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

from search.indexing.rows import IndexRow
from search.query import PARTS, SearchQuery
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


WHOLE = ""
DRAWS = 2000
SEED = 1
# Each configuration is timed this often, in turn, and each query's best time counts, so that a
# busy machine weighs on all alike.
ROUNDS = 3


@dataclass(frozen=True)
class Ablation:
    """What a part gains in nDCG@10, with a 95% interval, and what it costs in milliseconds."""

    part: str
    gain: float
    low: float
    high: float
    cost_ms: float

    def as_dict(self) -> dict[str, Any]:
        """For the JSON of the command."""
        return {
            "part": self.part,
            "ndcg@10_gain": round(self.gain, 4),
            "interval_95": [round(self.low, 4), round(self.high, 4)],
            "cost_ms": round(self.cost_ms, 2),
        }

    @property
    def words(self) -> str:
        """One line for a person."""
        return (
            f"{self.part:12} nDCG@10 {self.gain:+.4f} (95% {self.low:+.4f} to {self.high:+.4f}), "
            f"{self.cost_ms:+.2f} ms"
        )


def ablate(collection: Collection, engine: Engine) -> tuple[Scores, list[Ablation]]:
    """The scores of the whole, and what each part adds to it. Raises BadCollection."""
    queries = judged(collection)
    with engine.scratch(rows_of(collection)) as scratch:
        runs: dict[str, list[Answers]] = {part: [] for part in (WHOLE, *PARTS)}
        for _ in range(ROUNDS):
            for part, found in runs.items():
                left_out = frozenset({part} - {WHOLE})
                found.append(ask_all(collection, queries, scratch, left_out))
    best = {
        part: [min(times) for times in zip(*(run.times for run in found), strict=True)]
        for part, found in runs.items()
    }
    whole = [measured[0] for measured in runs[WHOLE][0].measured]
    parts = []
    for part in PARTS:
        without = [measured[0] for measured in runs[part][0].measured]
        gain, low, high = paired_bootstrap(whole, without)
        parts.append(Ablation(part, gain, low, high, median(best[WHOLE]) - median(best[part])))
    return scores_of(collection, runs[WHOLE][0]), parts


def paired_bootstrap(
    these: Sequence[float], those: Sequence[float], *, draws: int = DRAWS
) -> tuple[float, float, float]:
    """The mean of these less those, pair by pair, and the ends of its 95% interval."""
    differences = [one - other for one, other in zip(these, those, strict=True)]
    number = len(differences)
    drawing = random.Random(SEED)
    means = sorted(sum(drawing.choices(differences, k=number)) / number for _ in range(draws))
    low, high = means[int(0.025 * draws)], means[int(0.975 * draws) - 1]
    return sum(differences) / number, low, high
