"""The order of results, on every engine."""

from __future__ import annotations

import pytest

from search.query import Like
from tests.builders.search import ask, ids, make_row


def test_equal_words_are_ordered_by_standing(engine):
    rows = [make_row("Beds", id=1, prior=1.0), make_row("Beds", id=2, prior=1.2)]
    with engine.scratch(rows) as scratch:
        assert ids(ask("beds", engine=scratch)) == [2, 1]


def test_the_newest_comes_first_among_equals(engine):
    rows = [make_row("Beds", id=1, newest=5), make_row("Beds", id=2, newest=9)]
    with engine.scratch(rows) as scratch:
        assert ids(ask("beds", engine=scratch)) == [2, 1]


@pytest.mark.parametrize(
    ("sort", "field"),
    [("newest", "newest"), ("adopted", "adopters"), ("evidence", "evidence"), ("saving", "signed")],
)
def test_each_sort_puts_the_largest_first(engine, sort, field):
    rows = [make_row("Beds", id=n, **{field: n * 10}) for n in (1, 3, 2)]
    with engine.scratch(rows) as scratch:
        assert ids(ask("beds", engine=scratch, sort=sort)) == [3, 2, 1]


def test_what_shares_the_words_of_the_best_results_comes_before_what_does_not(engine):
    rows = [
        make_row("Blocked catheter visits", "Night nurses flush each catheter at home.", id=1),
        make_row("Catheter visits at night", "Nurses flush at home.", id=2),
        make_row("Visits", "Nurses flush what is blocked at home each night.", id=3),
        make_row("Visits", "Payroll clerks print what is posted at noon each Friday.", id=4),
    ]
    with engine.scratch(rows) as scratch:
        found = ask("catheter visits", engine=scratch)
        plain = ask("catheter visits", engine=scratch, leaves_out=frozenset({"feedback"}))

    assert ids(found).index(3) < ids(found).index(4)
    assert set(ids(found)) == set(ids(plain))
    assert found.facets == plain.facets


def test_a_trust_more_alike_lifts_its_record(engine):
    rows = [make_row("Beds", id=1, trust="T1"), make_row("Beds", id=2, trust="T2")]
    like = Like("T9", "near", (("T1", 0.1), ("T2", 0.9)))
    with engine.scratch(rows) as scratch:
        assert ids(ask("beds", engine=scratch, like=like)) == [2, 1]


@pytest.mark.parametrize("type", ["community", "mental-health", "ambulance", "care-trust"])
def test_four_hundred_better_acute_records_bury_no_other_type(engine, type):
    acute = [
        make_row("Beds beds", "beds " * (n % 5), id=n, prior=1.3, facets={"trust_type": ["acute"]})
        for n in range(1, 401)
    ]
    others = [
        make_row("Other work", "word " * 40 + "beds", id=n, facets={"trust_type": [type]})
        for n in (901, 902, 903)
    ]
    with engine.scratch([*acute, *others]) as scratch:
        first = ids(ask("beds", engine=scratch, weak=True))
        second = ids(ask("beds", engine=scratch, weak=True, page=2))

    assert len({901, 902, 903} & set(first)) == 2
    assert not set(first) & set(second)
    assert not {901, 902, 903} & set(first[:9])


def test_a_page_that_could_show_a_community_record_shows_one(engine):
    rows = [make_row("Beds beds", id=n, facets={"trust_type": ["acute"]}) for n in range(1, 60)]
    rows.append(make_row("Other", "beds", id=99, facets={"trust_type": ["community"]}))
    with engine.scratch(rows) as scratch:
        first = ids(ask("beds", engine=scratch, weak=True))
        pages = [ids(ask("beds", engine=scratch, weak=True, page=n)) for n in (1, 2, 3)]

    assert 99 in first
    assert sorted(one for page in pages for one in page) == sorted(row.id for row in rows)
