from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matching.games import HospitalResident

from portal.matching.allocation import Choice, Market, Seeker, Supply, allocate, blocking_pairs


@st.composite
def markets(draw, most_needs=7, most_offers=4, reserves=True, shared=True):
    """A market; `shared` lets one exemplar have several offers under one ceiling."""
    offers = [
        Supply(
            id=f"o{n}",
            exemplar=f"e{n // 2 if shared else n}",
            places=draw(st.integers(0, 2)),
            reserves={"mental-health": draw(st.integers(0, 2))} if reserves else {},
        )
        for n in range(draw(st.integers(1, most_offers)))
    ]
    ids = [offer.id for offer in offers]
    seekers = []
    for n in range(draw(st.integers(1, most_needs))):
        order = draw(st.permutations(ids))[: draw(st.integers(0, len(ids)))]
        # A need is in one area, so it names one offer of an exemplar.
        named = list({offer.exemplar: offer.id for offer in offers if offer.id in order}.values())
        chosen = [offer for offer in order if offer in named]
        seekers.append(
            Seeker(
                id=f"n{n}",
                choices=tuple(Choice(o, draw(st.integers(0, 5)) / 5) for o in chosen),
                kind=draw(st.sampled_from(["acute", "mental-health"])),
            )
        )
    ceilings = {offer.exemplar: draw(st.integers(0, 3)) for offer in offers}
    return Market(seekers, offers, ceilings)


def rank(market, need, pairs):
    choices = [choice.offer for choice in market.seekers[need].choices]
    return choices.index(pairs[need]) if need in pairs else len(choices)


@given(markets())
def test_no_pair_blocks(market):
    assert blocking_pairs(market, allocate(market).pairs) == []


@given(markets())
def test_no_offer_and_no_exemplar_takes_more_than_it_said(market):
    pairs = allocate(market).pairs

    for offer in market.offers.values():
        assert list(pairs.values()).count(offer.id) <= offer.places
    for exemplar, ceiling in market.ceilings.items():
        taken = [o for o in pairs.values() if market.offers[o].exemplar == exemplar]
        assert len(taken) <= ceiling


@given(markets())
def test_a_need_gets_only_what_it_named(market):
    for need, offer in allocate(market).pairs.items():
        assert offer in [choice.offer for choice in market.seekers[need].choices]


@given(markets())
def test_who_gets_nobody_was_refused_by_all_it_named(market):
    found = allocate(market)

    for need in market.seekers.keys() - found.pairs.keys():
        named = tuple(choice.offer for choice in market.seekers[need].choices)
        assert found.refused.get(need, ()) == named


@settings(max_examples=60)
@given(markets(most_needs=4, most_offers=3))
def test_no_stable_allocation_is_better_for_any_seeker(market):
    ours = allocate(market).pairs
    options = [
        [None, *(choice.offer for choice in seeker.choices)] for seeker in market.seekers.values()
    ]
    for picks in product(*options):
        pairs = {n: o for n, o in zip(market.seekers, picks, strict=True) if o is not None}
        if _is_feasible(market, pairs) and not blocking_pairs(market, pairs):
            assert all(rank(market, n, ours) <= rank(market, n, pairs) for n in market.seekers)


def _is_feasible(market, pairs):
    by_exemplar = {}
    for need, offer in pairs.items():
        by_exemplar.setdefault(market.offers[offer].exemplar, {})[need] = offer
    return all(market.chosen(e, held) == set(held) for e, held in by_exemplar.items())


@given(markets(), st.randoms())
def test_leaving_choices_out_gains_a_seeker_nothing(market, random):
    need = random.choice(sorted(market.seekers))
    honest = market.seekers[need]
    if not honest.choices:
        return
    told = random.sample(honest.choices, random.randint(0, len(honest.choices)))
    liar = Seeker(need, tuple(told), honest.kind, honest.asked)
    others = [seeker for seeker in market.seekers.values() if seeker.id != need]
    lied = allocate(Market([liar, *others], market.offers.values(), market.ceilings)).pairs

    assert rank(market, need, allocate(market).pairs) <= rank(market, need, lied)


@settings(max_examples=60, deadline=None)
@given(markets(reserves=False, shared=False))
def test_another_hand_reaches_the_same_result(market):
    """The `matching` package, where there is nothing that it does not know: no reserves."""
    room = {o.id: min(o.places, market.ceilings[o.exemplar]) for o in market.offers.values()}
    residents = {
        s.id: [c.offer for c in s.choices if room[c.offer]] for s in market.seekers.values()
    }
    residents = {need: offers for need, offers in residents.items() if offers}
    hospitals = {
        offer: sorted(
            (need for need, offers in residents.items() if offer in offers),
            key=lambda need, offer=offer: market.key(need, offer),
        )
        for offer in {o for offers in residents.values() for o in offers}
    }
    if not residents:
        return
    game = HospitalResident.create_from_dictionaries(
        residents, hospitals, {offer: room[offer] for offer in hospitals}
    )
    theirs = {
        resident.name: hospital.name
        for hospital, matched in game.solve(optimal="resident").items()
        for resident in matched
    }

    assert allocate(market).pairs == dict(sorted(theirs.items()))


def market_of(places=1, reserves=None, ceiling=9, **seekers):
    offer = Supply("o", "e", places, reserves or {})
    people = [
        Seeker(name, (Choice("o", priority),), kind) for name, (priority, kind) in seekers.items()
    ]
    return Market(people, [offer], {"e": ceiling})


def test_the_higher_priority_gets_the_place():
    found = allocate(market_of(a=(0.2, ""), b=(0.9, "")))

    assert found.pairs == {"b": "o"} and found.refused == {"a": ("o",)}


def test_a_reserved_place_goes_to_its_type_first():
    found = allocate(market_of(reserves={"ambulance": 1}, a=(0.9, "acute"), b=(0.1, "ambulance")))

    assert found.pairs == {"b": "o"}


def test_a_reserved_place_that_nobody_wants_goes_to_others():
    assert allocate(market_of(reserves={"ambulance": 1}, a=(0.9, "acute"))).pairs == {"a": "o"}


def test_equal_priorities_go_by_who_asked_first():
    offers = [Supply("o", "e", 1)]
    late, early = (
        Seeker(n, (Choice("o", 0.5),), asked=d)
        for n, d in (("a", "2026-02-01"), ("b", "2026-01-01"))
    )

    assert allocate(Market([late, early], offers, {"e": 1})).pairs == {"b": "o"}


def test_a_checker_that_sees_a_blocking_pair():
    market = market_of(a=(0.2, ""), b=(0.9, ""))

    assert blocking_pairs(market, {"a": "o"}) == [("b", "o")]


@pytest.mark.parametrize("choices", [("o", "o"), ("x",)])
def test_a_market_that_makes_no_sense_is_refused(choices):
    with pytest.raises(ValueError):
        Market([Seeker("a", tuple(Choice(c, 1) for c in choices))], [Supply("o", "e", 1)], {})
