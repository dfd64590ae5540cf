"""Filters and counts, on every engine."""

from __future__ import annotations

import random

import pytest

from search.query import FACETS, LINE_FACETS, Amounts, Like
from tests.builders.search import ask, counts, ids, make_row


@pytest.fixture
def scratch(engine):
    """Three records: a signed cash saving, a one-off beside capacity, one without money."""
    rows = [
        make_row(
            "Beds",
            id=1,
            trust="T1",
            facets={
                "kind": ["cost-reduction"],
                "area": ["flow", "discharge"],
                "trust_type": ["acute"],
                "lines": ["cash-releasing/recurrent/finance/50k-250k/80000"],
            },
        ),
        make_row(
            "Beds",
            id=2,
            trust="T2",
            facets={
                "kind": ["productivity"],
                "area": ["flow", "wards"],
                "trust_type": ["community", "acute"],
                "lines": [
                    "cash-releasing/one-off/estimated/under-10k/9000",
                    "capacity/recurrent/finance/50k-250k/120000",
                ],
            },
        ),
        make_row("Beds", id=3, trust="T3", facets={"kind": ["cost-reduction"], "area": ["fleet"]}),
    ]
    with engine.scratch(rows) as made:
        yield made


def test_choices_of_one_facet_are_or(scratch):
    found = ask(engine=scratch, filters={"kind": ["cost-reduction", "productivity"]})

    assert set(ids(found)) == {1, 2, 3}


def test_choices_across_facets_are_and(scratch):
    found = ask(engine=scratch, filters={"kind": ["cost-reduction"], "area": ["flow"]})

    assert ids(found) == [1]


def test_a_parent_area_counts_each_record_once(scratch):
    assert counts(ask(engine=scratch), "area")["flow"] == 2


def test_a_facets_counts_leave_out_its_own_choice(scratch):
    found = ask(engine=scratch, filters={"kind": ["productivity"]})

    assert counts(found, "kind") == {"cost-reduction": 2, "productivity": 1}
    assert counts(found, "area") == {"flow": 1, "wards": 1}


def test_effect_recurrence_and_sign_off_hold_on_one_line(scratch):
    found = ask(engine=scratch, filters={"effect": ["cash-releasing"], "recurrent": ["recurrent"]})

    assert ids(found) == [1]


def test_counts_of_a_savings_facet_hold_on_one_line(scratch):
    found = ask(engine=scratch, filters={"effect": ["cash-releasing"], "sign_off": ["finance"]})

    assert counts(found, "recurrent") == {"recurrent": 1}
    assert counts(found, "effect") == {"cash-releasing": 1, "capacity": 1}
    assert counts(found, "sign_off") == {"finance": 1, "estimated": 1}


def test_the_size_of_a_saving_holds_on_the_same_line(scratch):
    chosen = {"effect": ["cash-releasing"], "saving": ["50k-250k"]}

    assert ids(ask(engine=scratch, filters=chosen)) == [1]
    assert counts(ask(engine=scratch, filters={"effect": ["cash-releasing"]}), "saving") == {
        "50k-250k": 1,
        "under-10k": 1,
    }


@pytest.mark.parametrize(
    ("amount", "found"),
    [
        (Amounts(low=80_000), [1, 2]),
        (Amounts(low=80_001), [2]),
        (Amounts(high=9_000), [2]),
        (Amounts(high=8_999), []),
        (Amounts(10_000, 80_000), [1]),
    ],
)
def test_a_range_of_pounds_takes_in_both_its_ends(scratch, amount, found):
    assert sorted(ids(ask(engine=scratch, amount=amount))) == found


def test_a_range_of_pounds_must_hold_on_the_line_that_is_chosen(scratch):
    recurrent = ask(engine=scratch, filters={"recurrent": ["one-off"]}, amount=Amounts(low=50_000))

    assert recurrent.total == 0
    assert counts(recurrent, "recurrent") == {"recurrent": 2, "one-off": 0}


def test_a_trust_keeps_its_own_records(scratch):
    assert ids(ask(engine=scratch, trusts=frozenset({"T2", "T9"}))) == [2]


def test_a_choice_that_finds_nothing_is_still_shown_as_chosen(scratch):
    found = ask(engine=scratch, filters={"region": ["london"]})

    assert found.total == 0
    assert [(v.value, v.count, v.selected) for v in found.facet("region").values] == [
        ("london", 0, True)
    ]


def test_like_keeps_the_trusts_named(scratch):
    found = ask(engine=scratch, like=Like("T9", "near", (("T2", 0.9), ("T3", 0.4))))

    assert ids(found) == [2, 3]


def test_counts_are_the_totals_one_gets_by_choosing(engine):
    """With choices in force in every combination, on records drawn at random."""
    draw = random.Random(5)
    values = {name: [f"{name}{n}" for n in range(3)] for name in FACETS}
    amounts = [None, None, Amounts(low=40), Amounts(high=70), Amounts(20, 60)]
    rows = []
    for number in range(1, 60):
        facets = {
            name: draw.sample(values[name], draw.randint(0, 2))
            for name in FACETS
            if name not in LINE_FACETS
        }
        facets["lines"] = [
            "/".join(
                [*(draw.choice(values[name]) for name in LINE_FACETS), str(draw.randint(1, 99))]
            )
            for _ in range(draw.randint(0, 3))
        ]
        rows.append(make_row("Beds", id=number, facets=facets))

    with engine.scratch(rows) as scratch:
        for _ in range(6):
            chosen = {
                name: draw.sample(values[name], draw.randint(1, 2))
                for name in draw.sample(FACETS, 3)
            }
            amount = draw.choice(amounts)
            found = ask(engine=scratch, filters=chosen, amount=amount)
            for name in FACETS:
                for value, count in counts(found, name).items():
                    alone = ask(engine=scratch, filters={**chosen, name: [value]}, amount=amount)
                    assert alone.total == count, (chosen, name, value)


def test_origins_count_every_result_of_each_trust(scratch):
    found = ask(engine=scratch, filters={"kind": ["cost-reduction"]}, counts_origins=True)

    assert dict(found.origins) == {"T1": 1, "T3": 1}
    assert dict(ask(engine=scratch).origins) == {}


def test_two_facets_crossed_count_each_pair_of_values(scratch):
    crosses = ("area", "trust_type")

    assert dict(ask(engine=scratch, crosses=crosses).crossed) == {
        ("flow", "acute"): 2,
        ("flow", "community"): 1,
        ("discharge", "acute"): 1,
        ("wards", "acute"): 1,
        ("wards", "community"): 1,
    }
    narrowed = ask(engine=scratch, crosses=crosses, filters={"kind": ["productivity"]})
    assert dict(narrowed.crossed) == {
        ("flow", "acute"): 1,
        ("flow", "community"): 1,
        ("wards", "acute"): 1,
        ("wards", "community"): 1,
    }
    assert dict(ask(engine=scratch).crossed) == {}


def test_each_kind_of_record_is_counted_and_chosen(engine):
    rows = [
        make_row("Beds", id=1, facets={"record": ["checked"], "area": ["flow"]}),
        make_row("Beds", id=2, facets={"record": ["checked"], "area": ["fleet"]}),
        make_row("Beds", id=3, facets={"record": ["signpost"], "area": ["flow"]}),
    ]
    with engine.scratch(rows) as scratch:
        both = ask(engine=scratch)
        checked = ask(engine=scratch, filters={"record": ["checked"]})
        signposts = ask(engine=scratch, filters={"record": ["signpost"], "area": ["flow"]})

    assert (both.total, both.checked, both.signposts) == (3, 2, 1)
    assert (set(ids(checked)), checked.checked, checked.signposts) == ({1, 2}, 2, 0)
    assert (ids(signposts), signposts.checked, signposts.signposts) == ([3], 0, 1)
    assert counts(signposts, "record") == {"checked": 1, "signpost": 1}
