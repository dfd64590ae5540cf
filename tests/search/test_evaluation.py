"""The measure of the ranking, on a collection of our own and on public ones."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from search.evaluation import measures, percentile
from search.models import SearchEntry

DATA = os.environ.get("EXEMPLAR_DATA_DIR")
# nDCG@10 of BM25 (k1 1.2 or 1.5, b 0.75, stemmed, stop words out) on the same judgements.
BASELINES = [
    ("cranfield", "test", 0.5237),
    ("cranfield", "test_nosource", 0.3597),
    ("cisi", "test", 0.3957),
]
CORPUS = [
    ("d1", "Fewer agency nurses", "Rosters are approved eight weeks ahead."),
    ("d2", "Discharge before noon", "Each ward names a discharge date."),
    ("d3", "Shared ambulance workshop", "Two fleets use one workshop."),
]
QUERIES = [("q1", "agency nurses"), ("q2", "ambulance fleets"), ("q3", "not judged")]
JUDGEMENTS = [("q1", "d1", 2), ("q2", "d3", 1), ("q2", "d2", 0)]


# (ranking, gains, measures of ir-measures 0.4.3, which asks trec_eval)
BY_TREC_EVAL = [
    (
        "d13 d3 d2 d8 d5 d14 d15 d1 d11 d4 d6 d9",
        {"d8": 3, "d14": 1, "d9": 1, "d15": 3, "d12": 2, "d13": 3},
        (0.706277, 0.833333, 1.0),
    ),
    (
        "d8 d10 d4 d9 d13 d5 d15 d1 d6 d12 d11 d3",
        {"d10": 1, "d1": 1, "d9": 3, "d2": 0, "d14": 2, "d11": 1},
        (0.401195, 0.8, 0.5),
    ),
    (
        "d13 d2 d7 d14 d5 d15 d12 d1 d10 d6 d8 d9",
        {"d7": 1, "d9": 3, "d2": 1, "d12": 0, "d5": 0, "d6": 3},
        (0.343116, 1.0, 0.5),
    ),
    (
        "d5 d6 d1 d7 d2 d3 d4 d11 d13 d12 d9 d15",
        {"d4": 0, "d1": 3, "d8": 1, "d7": 1, "d12": 1, "d11": 0},
        (0.486614, 0.75, 0.333333),
    ),
]


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "qrels").mkdir()
    documents = ({"_id": i, "title": title, "text": text} for i, title, text in CORPUS)
    queries = ({"_id": i, "text": text} for i, text in QUERIES)
    (tmp_path / "corpus.jsonl").write_text("\n".join(map(json.dumps, documents)))
    (tmp_path / "queries.jsonl").write_text("\n".join(map(json.dumps, queries)))
    lines = ["query-id\tcorpus-id\tscore", *("\t".join(map(str, row)) for row in JUDGEMENTS)]
    (tmp_path / "qrels" / "test.tsv").write_text("\n".join(lines))
    return tmp_path


def run(capsys, *args, **options):
    call_command("evaluate_search", *map(str, args), json=True, **options)
    return json.loads(capsys.readouterr().out)


@pytest.mark.django_db
def test_the_contract_is_kept(folder, capsys):
    found = run(capsys, folder)

    assert list(found) == [
        "engine", "queries", "documents", "ndcg@10", "recall@100", "mrr@10", "p50_ms", "p95_ms",
    ]  # fmt: skip
    assert (found["engine"], found["queries"], found["documents"]) == ("embedded", 2, 3)
    assert (found["ndcg@10"], found["recall@100"], found["mrr@10"]) == (1.0, 1.0, 1.0)


@pytest.mark.django_db
def test_nothing_is_left_behind(folder, capsys):
    with connection.cursor() as cursor:
        before = set(connection.introspection.table_names(cursor))

    run(capsys, folder)

    with connection.cursor() as cursor:
        assert set(connection.introspection.table_names(cursor)) == before
    assert not SearchEntry.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "text", "sentence"),
    [
        ("corpus.jsonl", "{", "corpus.jsonl line 1 is not JSON"),
        ("corpus.jsonl", "[]", "corpus.jsonl line 1 has no _id"),
        ("qrels/test.tsv", "a\tb\tc\nq1\td1", "test.tsv line 2 is not: query, document, score."),
        ("qrels/test.tsv", "q9\td9\t1", "No query has a judgement"),
    ],
)
def test_a_broken_collection_is_named(folder, name, text, sentence):
    (folder / name).write_text(text)

    with pytest.raises(CommandError, match=sentence):
        call_command("evaluate_search", str(folder))


@pytest.mark.django_db
def test_a_missing_split_is_named(folder):
    with pytest.raises(CommandError, match=r"There is no qrels/dev\.tsv"):
        call_command("evaluate_search", str(folder), split="dev")


def test_gain_is_linear():
    ndcg, recall, mrr = measures(["x", "a"], {"a": 4, "b": 2, "c": 0})

    assert ndcg == pytest.approx((4 / 1.584963) / (4 + 2 / 1.584963), abs=1e-4)
    assert (recall, mrr) == (0.5, 0.5)


@pytest.mark.parametrize(("ranking", "gains", "expected"), BY_TREC_EVAL)
def test_the_measures_are_those_of_trec_eval(ranking, gains, expected):
    assert measures(ranking.split(), gains) == pytest.approx(expected, abs=1e-6)


def test_percentiles():
    assert percentile(range(1, 101), 95) == 95
    assert percentile([7], 50) == 7


@pytest.mark.slow
@pytest.mark.django_db
@pytest.mark.skipif(not DATA, reason="EXEMPLAR_DATA_DIR is not set")
@pytest.mark.parametrize(("name", "split", "floor"), BASELINES)
def test_public_collections_are_ranked_no_worse_than_bm25(name, split, floor, capsys):
    found = run(capsys, Path(DATA) / "retrieval" / name, split=split)

    assert found["ndcg@10"] >= floor
