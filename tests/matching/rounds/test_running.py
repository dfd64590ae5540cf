import json
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from portal.matching.rounds import comparisons, storing, values
from portal.matching.rounds.results import compute
from portal.matching.rounds.values import Pinned, as_json, digest, from_json, market_of
from tests.builders.rounds import make_inputs

TWO_FOR_ONE = make_inputs(
    {"a": ("acute", 0.1, {"x": 0.8}), "b": ("acute", 0.9, {"x": 0.7})}, {"x": (1, {})}
)


def test_a_weak_start_outweighs_a_little_fit():
    found = compute(TWO_FOR_ONE)

    assert found.by_need == {"b": "x"} and found.blocking == ()


def test_without_its_weight_the_fit_decides():
    assert compute(replace(TWO_FOR_ONE, weakness_weight=0.0)).by_need == {"a": "x"}


def test_who_gets_nobody_is_told_that_its_places_went_to_higher_priority():
    (left,) = compute(TWO_FOR_ONE).unmatched

    assert left.code == "filled"
    assert left.reason == "One exemplar fits, and the places went to needs with higher priority."
    assert "1.150 and above, and this need has 0.850" in left.refusals[0].reason


def test_a_place_lost_to_a_reserve_is_said_to_be():
    inputs = make_inputs(
        {"a": ("acute", 0.5, {"x": 0.9}), "b": ("ambulance", 0.5, {"x": 0.2})},
        {"x": (1, {"ambulance": 1})},
    )

    (left,) = compute(inputs).unmatched

    assert "reserved for" in left.refusals[0].reason


def test_an_unknown_start_counts_as_the_middle():
    inputs = make_inputs({"a": ("acute", None, {"x": 0.6})}, {"x": (1, {})})

    assert compute(inputs).pairs[0].priority == 0.85


def test_a_pair_that_stands_keeps_its_place_and_what_it_holds_back_is_listed():
    pinned = Pinned("old", "x", "active", "OLD", "Old Trust", "acute", 0.1, 0.1, "2026-01-01")
    found = compute(replace(TWO_FOR_ONE, pinned=(pinned,)))

    assert found.pairs == () and found.blocking == ()
    assert found.held_back == (("a", "x"), ("b", "x"))
    assert {one.code for one in found.unmatched} == {"no-place"}


def test_a_run_can_be_done_again_from_what_was_stored():
    stored = json.loads(json.dumps(as_json(TWO_FOR_ONE)))

    assert compute(from_json(stored)).pairs == compute(TWO_FOR_ONE).pairs
    assert digest(from_json(stored)) == digest(TWO_FOR_ONE)


@st.composite
def rounds(draw):
    offers = {f"o{n}": (draw(st.integers(0, 2)), {}) for n in range(draw(st.integers(1, 4)))}
    fit = st.integers(0, 100).map(lambda number: number / 100)
    needs = {
        f"n{n}": (
            draw(st.sampled_from(["acute", "ambulance"])),
            draw(st.none() | fit),
            draw(st.dictionaries(st.sampled_from(sorted(offers)), fit)),
        )
        for n in range(draw(st.integers(1, 6)))
    }
    return make_inputs(needs, offers)


@given(rounds(), st.randoms(use_true_random=False))
def test_the_order_of_the_inputs_leaves_no_trace(inputs, random):
    turned = replace(
        inputs,
        needs=tuple(random.sample(inputs.needs, len(inputs.needs))),
        offers=tuple(random.sample(inputs.offers, len(inputs.offers))),
    )

    assert digest(turned) == digest(inputs)
    assert compute(turned).pairs == compute(inputs).pairs
    assert compute(turned).unmatched == compute(inputs).unmatched


@given(rounds())
def test_every_need_is_paired_or_told_why_not(inputs):
    found = compute(inputs)

    assert found.blocking == ()
    told = {one.need for one in found.unmatched if one.reason or not _choices(inputs, one.need)}
    assert told | found.by_need.keys() == {need.key for need in inputs.needs}


def _choices(inputs, key):
    return next(need.choices for need in inputs.needs if need.key == key)


@given(rounds())
def test_no_allocation_has_a_higher_total_fit_than_the_highest(inputs):
    market = market_of(inputs)
    best = storing.of_market(market)

    def total(pairs):
        return sum(-market.key(need, offer)[1] for need, offer in pairs.items())

    assert abs(total(best) - _by_trying_all(market, sorted(market.seekers), {})) < 1e-5
    for offer in market.offers.values():
        assert list(best.values()).count(offer.id) <= offer.places


def _by_trying_all(market, needs, taken):
    if not needs:
        return 0.0
    first, others = needs[0], needs[1:]
    best = _by_trying_all(market, others, taken)
    for choice in market.seekers[first].choices:
        number = taken.get(choice.offer, 0)
        if number < market.offers[choice.offer].places:
            rest = _by_trying_all(market, others, {**taken, choice.offer: number + 1})
            best = max(best, choice.fit + rest)
    return best


def test_fairness_counts_each_type_and_each_third():
    pairs = compute(TWO_FOR_ONE).by_need

    (row,) = comparisons.by_type(TWO_FOR_ONE, pairs)
    assert (row.asked, row.paired, row.first_choice, row.fit_percent) == (2, 1, 1, 70)
    weak, strong = comparisons.by_start(TWO_FOR_ONE, pairs)
    assert (weak.label, weak.paired, strong.label, strong.paired) == (
        "Weakest third",
        1,
        "Strongest third",
        0,
    )


def test_what_changed_is_said_need_by_need():
    before, after = TWO_FOR_ONE, replace(TWO_FOR_ONE, weakness_weight=0.0, weights_version=2)
    changes = comparisons.needs(before, compute(before).by_need, after, compute(after).by_need)

    assert [(one.need, one.sentence) for one in changes] == [
        ("a", "Exemplar x; before: nobody."),
        ("b", "Nobody; before: Exemplar x."),
    ]
    assert comparisons.inputs(before, after) == ["The weights: version 1 before, 2 now."]


def test_a_large_round_without_the_extra_says_so(monkeypatch):
    monkeypatch.setattr(storing, "MOST_CHOICES_HERE", 1)
    monkeypatch.setattr(storing, "available", lambda: False)

    assert "ortools" in storing.compared(TWO_FOR_ONE, {})["sentence"]


def test_the_fingerprint_changes_with_what_decides():
    assert values.digest(replace(TWO_FOR_ONE, weakness_weight=0.4)) != digest(TWO_FOR_ONE)
