"""The demonstration's case studies, found with the words that each kind of trust would use."""

from __future__ import annotations

import json
from collections import defaultdict
from statistics import mean

import pytest

from portal.demo import loading
from search.evaluation import measures
from search.query import SearchQuery
from search.site_engine import get_engine

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

EVERY_RECORD = 1000
FLOOR = 0.90
FLOOR_OF_A_TRUST_TYPE = 0.80
# Of the first ten of any one question. Both engines rank by BM25 over the same terms: when this was
# measured, every question had the same order. The room is for records that stand about equal.
LEAST_OVERLAP = 0.90


@pytest.fixture
def asked():
    lines = (loading.CONTENT / "queries.jsonl").read_text().splitlines()
    return [json.loads(line) for line in lines if line.strip()]


def scores_by_trust_type(asked, names, engine="", *, weak=False):
    """The nDCG@10 of each query, by the trust type of who would ask it."""
    scores = defaultdict(list)
    for one in asked:
        query = SearchQuery(text=one["query"], page_size=EVERY_RECORD, weak=weak)
        found = get_engine(engine).search(query).found
        ranking = [names[item.entry_id] for item in found]
        scores[one["by"]].append(measures(ranking, one["judgements"])[0])
    return scores


def test_what_people_judged_best_stands_at_the_top_for_every_trust_type(asked, names):
    scores = scores_by_trust_type(asked, names, weak=True)
    means = {trust_type: round(mean(found), 3) for trust_type, found in scores.items()}

    check(scores, means)


def test_little_of_that_ends_below_the_floor(asked, names):
    scores = scores_by_trust_type(asked, names)

    assert mean([score for found in scores.values() for score in found]) >= FLOOR, scores


def check(scores, means):
    assert len(means) >= 5
    assert mean([score for found in scores.values() for score in found]) >= FLOOR, means
    assert min(means.values()) >= FLOOR_OF_A_TRUST_TYPE, means


@pytest.mark.elasticsearch
def test_elasticsearch_finds_and_counts_the_same_and_orders_as_well(asked, names, cluster):
    get_engine("elasticsearch").rebuild()

    scores = scores_by_trust_type(asked, names, "elasticsearch", weak=True)
    check(scores, {kind: round(mean(found), 3) for kind, found in scores.items()})
    overlaps = []
    for one in asked:
        for narrowed in ((), (("recurrent", ("recurrent",)), ("sign_off", ("finance",)))):
            for sees_network in (False, True):
                query = SearchQuery(
                    text=one["query"],
                    filters=narrowed,
                    sees_network=sees_network,
                    page_size=EVERY_RECORD,
                )
                ours = get_engine("embedded").search(query)
                theirs = get_engine("elasticsearch").search(query)
                assert ids_of(ours) == ids_of(theirs), one["query"]
                assert ours.total == theirs.total
                assert ours.facets == theirs.facets, one["query"]
                assert ours.suggestions == theirs.suggestions
        overlaps.append(overlap(one["query"]))
    assert min(overlaps) >= LEAST_OVERLAP


def ids_of(results):
    return {found.entry_id for found in results.found}


def overlap(text):
    """Which part of the first ten both engines share."""
    first = [
        ids_of(get_engine(name).search(SearchQuery(text=text, page_size=10)))
        for name in ("embedded", "elasticsearch")
    ]
    return len(first[0] & first[1]) / len(first[0]) if first[0] else 1.0
