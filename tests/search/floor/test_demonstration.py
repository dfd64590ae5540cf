"""The floor on the demonstration: what is judged stays, what no record answers shows none.

Measured when the rule was made (74 public case studies): of today's recall@100 on the judged
questions of the demonstration 0.960 stayed, on the staff's short ones 0.979 (tuned on) and 0.964
(unseen); of the questions that no record answers 40 of 50 (tuned on) and 20 of 25 (unseen) showed
none.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from portal.demo import loading
from search.evaluation import measures
from search.query import SearchQuery
from search.site_engine import get_engine

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

HERE = Path(__file__).parent
EVERY_RECORD = 1000
LEAST_KEPT = 0.95
# One in so many questions without an answer may show something.
MOST_SHOWN = 5


def found(text: str, names: dict[int, str], *, weak: bool = False) -> list[str]:
    results = get_engine().search(SearchQuery(text=text, page_size=EVERY_RECORD, weak=weak))
    assert results.total == len(results.found)
    return [names[item.entry_id] for item in results.found]


def judged(path: Path) -> dict[str, dict[str, int]]:
    lines = [json.loads(line) for line in path.read_text().splitlines() if line.strip()]
    return {line["query"]: line["judgements"] for line in lines}


def unanswered() -> list[str]:
    lines = (HERE / "unanswered.txt").read_text().splitlines()
    return [line for line in lines if line and not line.startswith("#")]


@pytest.mark.parametrize("path", [loading.CONTENT / "queries.jsonl", HERE / "answered.jsonl"])
def test_what_is_judged_stays(path, names):
    kept = before = 0.0
    lost = []
    for text, judgements in judged(path).items():
        weak = measures(found(text, names, weak=True), judgements)[1]
        strong = measures(found(text, names), judgements)[1]
        kept, before = kept + strong, before + weak
        lost += [text] if strong < weak else []

    assert kept >= LEAST_KEPT * before, lost


def test_what_no_record_answers_shows_none(names):
    shown = [text for text in unanswered() if found(text, names)]

    # In whole numbers, so that nothing is lost in the last digits.
    assert MOST_SHOWN * len(shown) <= len(unanswered()), shown


@pytest.mark.parametrize("text", ["maternity", "COVID-19", "IV to oral switch"])
def test_a_passing_mention_is_weak(text, names):
    assert found(text, names) == []


def test_results_end_where_they_stop_being_about_the_question(names):
    strong = found("wound care dressings cost", names)

    assert strong[0] == "zz016-leg-ulcer-clinics"
    assert len(strong) <= 8 < len(found("wound care dressings cost", names, weak=True))
    assert "zz016-leg-ulcer-clinics" not in found("theatre", names)


def test_the_weaker_ones_hold_all_that_is_shown(names):
    for text in judged(HERE / "answered.jsonl"):
        assert set(found(text, names)) <= set(found(text, names, weak=True)), text


def test_a_checked_record_stands_above_signposts_of_the_same_fit(names):
    for text in ("dtoc", "delayed transfers of care", "nctr"):
        assert not found(text, names)[0].startswith("signpost-"), text
