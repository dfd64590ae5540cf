"""Every reason of a refusal, as a table, and that each can be verified from inputs and result."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.matching.rounds.overriding import Overlay
from portal.matching.rounds.results import Ahead, Cause, compute
from portal.matching.rounds.values import Pinned
from tests.builders.rounds import make_inputs
from tests.hypothesis_profiles import examples

OLD = Pinned("old", "x", "active", "OLD", "Old Trust", "acute", 0.1, 0.1, "2026-01-01")


def refusal(inputs, need, overrides=None, offer="x"):
    laid = Overlay(inputs, compute(inputs).by_need, overrides or {})
    needs = {one.key: one for one in inputs.needs}
    return laid.refusals.refusal(needs[need], offer), laid.refusals.nobody(needs[need])


def two(a, b, places=1, reserves=None, kind="acute"):
    return make_inputs(
        {"a": ("acute", 0.5, {"x": a}), "b": (kind, 0.5, {"x": b})}, {"x": (places, reserves or {})}
    )


@pytest.mark.parametrize(
    ("inputs", "overrides", "cause", "sentence", "code", "summary"),
    [
        pytest.param(
            two(0.5, 0.8),
            {},
            Cause.TAKEN,
            "1 place of Exemplar x went to 1 need with higher priority: 1.050 and above, and this "
            "need has 0.750.",
            "filled",
            "One exemplar fits, and the places went to needs with higher priority.",
            id="priority",
        ),
        pytest.param(
            replace(
                two(0.5, 0.5),
                needs=tuple(
                    replace(need, asked="2026-03-02") if need.key == "a" else need
                    for need in two(0.5, 0.5).needs
                ),
            ),
            {},
            Cause.TAKEN,
            "1 place of Exemplar x went to 1 need with equal priority and fit, asked earlier.",
            "filled",
            "asked earlier",
            id="date",
        ),
        pytest.param(
            two(0.9, 0.2, reserves={"ambulance": 1}, kind="ambulance"),
            {},
            Cause.TAKEN,
            "1 place of Exemplar x went to 1 need of a trust type that places are reserved for.",
            "filled",
            "the places went to a trust type that places are reserved for",
            id="reserve",
        ),
        pytest.param(
            replace(two(0.5, 0.8), pinned=(OLD,)),
            {},
            Cause.STANDING,
            "Exemplar x has no place free in this round: its 1 place is held by pairs from before.",
            "no-place",
            "none had a place free in this round",
            id="standing",
        ),
        pytest.param(
            two(0.5, 0.8, places=0),
            {},
            Cause.NO_PLACES,
            "Exemplar x offers no place here now.",
            "no-place",
            "none had a place free",
            id="no-places",
        ),
        pytest.param(
            two(0.8, 0.5),
            {"a": "", "b": "x"},
            Cause.TAKEN,
            "1 place of Exemplar x went to 1 need by the programme manager’s choice.",
            "decided",
            "The programme manager decided that this need gets no partner in this round.",
            id="overridden",
        ),
        pytest.param(
            two(0.5, 0.8),
            {"b": ""},
            Cause.LEFT_FREE,
            "Exemplar x has a place that the programme manager’s choices left free.",
            "decided",
            "choices left a place free",
            id="left-free",
        ),
    ],
)
def test_each_reason_is_what_happened(inputs, overrides, cause, sentence, code, summary):
    found, (told, why) = refusal(inputs, "a", overrides)

    assert (found.cause, found.reason) == (cause, sentence)
    assert told == code and summary in why


def test_the_limit_over_all_areas_is_named_as_that():
    inputs = make_inputs(
        {"a": ("acute", 0.5, {"x": 0.5}), "b": ("acute", 0.5, {"y": 0.8})},
        {"x": (1, {}), "y": (1, {})},
    )
    one_exemplar = tuple(replace(offer, exemplar="E", ceiling=1) for offer in inputs.offers)

    found, _ = refusal(replace(inputs, offers=one_exemplar), "a")

    assert found.cause == Cause.TAKEN_IN_ALL
    assert found.reason.startswith("Exemplar x takes no more followers in all: 1 place went to 1")


@st.composite
def rounds(draw):
    """Rounds with reserves, ceilings over several offers, pairs that stand and overrides."""
    exemplars = draw(st.integers(1, 3))
    offers = {
        f"o{n}": (
            draw(st.integers(0, 2)),
            draw(st.dictionaries(st.just("ambulance"), st.just(1), max_size=1)),
        )
        for n in range(draw(st.integers(1, 4)))
    }
    fit = st.sampled_from([0.2, 0.5, 0.8])
    needs = {
        f"n{n}": (
            draw(st.sampled_from(["acute", "ambulance"])),
            draw(st.none() | fit),
            draw(st.dictionaries(st.sampled_from(sorted(offers)), fit)),
        )
        for n in range(draw(st.integers(1, 6)))
    }
    inputs = make_inputs(needs, offers)
    ceilings = [draw(st.integers(1, 2)) for _ in range(exemplars)]
    placed = tuple(
        replace(offer, exemplar=f"E{n % exemplars}", ceiling=ceilings[n % exemplars])
        for n, offer in enumerate(inputs.offers)
    )
    pinned = (replace(OLD, offer="o0"),) if draw(st.booleans()) and placed[0].places else ()
    overrides = draw(
        st.dictionaries(st.sampled_from(sorted(needs)), st.sampled_from(["", *sorted(offers)]))
    )
    return replace(inputs, offers=placed, pinned=pinned), draw(st.sampled_from([{}, overrides]))


@given(rounds())
@settings(max_examples=examples(60, full=500))
def test_every_reason_can_be_verified_from_the_inputs_and_the_pairs(drawn):
    inputs, overrides = drawn
    laid = Overlay(inputs, compute(inputs).by_need, overrides)
    offers = {offer.key: offer for offer in inputs.offers}
    standing = [pair.offer for pair in inputs.pinned]
    for need in inputs.needs:
        if need.key in laid.pairs:
            continue
        code, _ = laid.refusals.nobody(need)
        assert code or not need.choices
        assert (code == "decided") >= (need.key in overrides)
        for choice in need.choices:
            found = laid.refusals.refusal(need, choice.offer)
            offer = offers[choice.offer]
            same = [o.key for o in inputs.offers if o.exemplar == offer.exemplar]
            here = [n for n, o in laid.pairs.items() if o == offer.key]
            in_all = [n for n, o in laid.pairs.items() if o in same]
            free = offer.places - standing.count(offer.key)
            free_in_all = offer.ceiling - sum(map(standing.count, same))
            holders = {one.need for one in found.holders}
            if found.cause in (Cause.NO_PLACES, Cause.STANDING):
                assert free < 1
            elif found.cause == Cause.STANDING_IN_ALL:
                assert free >= 1 > free_in_all
            elif found.cause == Cause.TAKEN:
                assert holders == set(here) and len(here) >= free >= 1
            elif found.cause == Cause.TAKEN_IN_ALL:
                assert holders == set(in_all) and len(in_all) >= free_in_all >= 1
            else:
                assert overrides and len(here) < free and len(in_all) < free_in_all
            for holder in found.holders:
                _verify(holder, found, need, laid, overrides)


def _verify(holder, found, need, laid, overrides):
    theirs = laid.market.key(holder.need, laid.pairs[holder.need])
    mine = laid.market.key(need.key, found.offer)
    if holder.ahead == Ahead.PRIORITY:
        assert theirs[0] < mine[0] and holder.priority > found.mine
    elif holder.ahead in (Ahead.FIT, Ahead.DATE, Ahead.NUMBER):
        assert theirs[0] == mine[0] and theirs < mine
    elif holder.ahead == Ahead.RESERVE:
        kind = laid.market.seekers[holder.need].kind
        assert laid.market.offers[laid.pairs[holder.need]].reserves.get(kind, 0) > 0
    else:
        assert overrides
