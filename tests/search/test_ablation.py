"""What each part of the search gains, and how sure that is."""

from __future__ import annotations

import json

import pytest
from django.core.management import call_command
from hypothesis import given
from hypothesis import strategies as st

from search.evaluation import paired_bootstrap
from search.models import SynonymRule
from search.query import PARTS


def test_a_clear_gain_has_an_interval_above_nothing():
    gain, low, high = paired_bootstrap([0.6, 0.7, 0.8, 0.7] * 10, [0.5, 0.6, 0.7, 0.5] * 10)

    assert low <= gain <= high
    assert low > 0


def test_no_difference_is_nothing_without_doubt():
    assert paired_bootstrap([0.5, 0.1], [0.5, 0.1]) == (0.0, 0.0, 0.0)


@given(st.lists(st.tuples(st.floats(0, 1), st.floats(0, 1)), min_size=1, max_size=30))
def test_the_other_way_round_is_the_same_gain_lost(pairs):
    these, those = zip(*pairs, strict=True)

    gain, low, high = paired_bootstrap(these, those, draws=200)
    loss, _, _ = paired_bootstrap(those, these, draws=200)

    assert gain == pytest.approx(-loss)
    assert -1 <= low <= high <= 1


@pytest.mark.django_db
def test_the_command_says_what_synonyms_and_spelling_gain(tmp_path, capsys):
    SynonymRule.objects.create(terms=["dtoc", "delayed transfers"])
    texts = {"d1": "Delayed transfers of care", "d2": "Theatre starts", "d3": "Nurse rosters"}
    queries = {"q1": "dtoc", "q2": "thaetre", "q3": "nurse"}
    (tmp_path / "corpus.jsonl").write_text(
        "\n".join(json.dumps({"_id": i, "title": text, "text": ""}) for i, text in texts.items())
    )
    (tmp_path / "queries.jsonl").write_text(
        "\n".join(json.dumps({"_id": i, "text": text}) for i, text in queries.items())
    )
    (tmp_path / "qrels").mkdir()
    (tmp_path / "qrels" / "test.tsv").write_text("q1\td1\t1\nq2\td2\t1\nq3\td3\t1")

    call_command("evaluate_search", str(tmp_path), json=True, ablate=True)
    found = json.loads(capsys.readouterr().out)

    gains = {part["part"]: part["ndcg@10_gain"] for part in found["ablation"]}
    assert found["ndcg@10"] == pytest.approx(2 / 3, abs=1e-4)
    assert set(gains) == set(PARTS)
    assert gains["synonyms"] == pytest.approx(1 / 3, abs=1e-4)
    assert gains["spelling"] == 0, "a suggestion is offered, and not searched for"
