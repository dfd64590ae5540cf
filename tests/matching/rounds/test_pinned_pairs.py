"""What a round may never do, tried on many markets: hypothesis looks for one where it does."""

from hypothesis import given
from hypothesis import strategies as st

from portal.matching.allocation import Choice, Market, Seeker, Supply, allocate, blocking_pairs
from tests.matching.test_allocation import markets


@st.composite
def half_done(draw):
    """A market in which some needs have a pair already, within what the offers gave then."""
    market = draw(markets(most_needs=8, most_offers=5))
    pinned = {}
    for need, seeker in market.seekers.items():
        if seeker.choices and draw(st.booleans()):
            offer = draw(st.sampled_from([choice.offer for choice in seeker.choices]))
            trial = {**pinned, need: offer}
            if not over_full(market, trial):
                pinned = trial
    return market, pinned


def over_full(market, pairs):
    taken = list(pairs.values())
    exemplars = [market.offers[offer].exemplar for offer in taken]
    return any(taken.count(o.id) > o.places for o in market.offers.values()) or any(
        exemplars.count(e) > ceiling for e, ceiling in market.ceilings.items()
    )


@given(half_done())
def test_active_pairs_are_untouched(example):
    market, pinned = example

    assert pinned.items() <= allocate(market, pinned=pinned).pairs.items()


@given(half_done())
def test_pinned_pairs_and_new_ones_never_exceed_what_there_is(example):
    market, pinned = example

    assert not over_full(market, allocate(market, pinned=pinned).pairs)


@given(half_done())
def test_no_pair_blocks_in_what_is_left(example):
    market, pinned = example
    pairs = allocate(market, pinned=pinned).pairs

    fresh = {need: offer for need, offer in pairs.items() if need not in pinned}
    assert blocking_pairs(market.without(pinned), fresh) == []


@given(half_done())
def test_whatever_blocks_in_the_whole_market_is_held_by_a_pinned_pair(example):
    market, pinned = example
    pairs = allocate(market, pinned=pinned).pairs

    exemplars = {market.offers[offer].exemplar for offer in pinned.values()}
    for need, offer in blocking_pairs(market, pairs, settled=pinned):
        assert need not in pinned
        assert market.offers[offer].exemplar in exemplars


@given(half_done())
def test_nobody_gets_a_partner_it_ruled_out(example):
    market, pinned = example

    for need, offer in allocate(market, pinned=pinned).pairs.items():
        assert offer in [choice.offer for choice in market.seekers[need].choices]


@given(half_done())
def test_the_same_input_gives_the_same_output(example):
    market, pinned = example

    assert allocate(market, pinned=pinned) == allocate(market, pinned=pinned)


@given(half_done(), st.randoms(use_true_random=False))
def test_the_order_of_the_input_does_not_matter(example, random):
    market, pinned = example

    def shuffled(items):
        found = list(items)
        random.shuffle(found)
        return found

    turned = Market(
        shuffled(market.seekers.values()),
        shuffled(market.offers.values()),
        dict(shuffled(market.ceilings.items())),
    )
    ours = allocate(market, pinned=pinned)
    theirs = allocate(turned, pinned=dict(shuffled(pinned.items())))
    assert ours == theirs and list(ours.pairs) == list(theirs.pairs)


@given(markets(), st.data())
def test_the_quick_check_finds_what_the_definition_finds(market, data):
    """Also for pairs that no allocation would make, as a person may."""
    pairs = {}
    for need, seeker in market.seekers.items():
        offer = data.draw(st.sampled_from([None, *(choice.offer for choice in seeker.choices)]))
        if offer is not None:
            pairs[need] = offer

    assert blocking_pairs(market, pairs) == by_definition(market, pairs)


def by_definition(market, pairs):
    held = {exemplar: {} for exemplar in market.ceilings}
    for need, offer in pairs.items():
        held[market.offers[offer].exemplar][need] = offer
    found = []
    for need, seeker in sorted(market.seekers.items()):
        for choice in seeker.choices:
            if pairs.get(need) == choice.offer:
                break
            exemplar = market.offers[choice.offer].exemplar
            if need in market.chosen(exemplar, {**held[exemplar], need: choice.offer}):
                found.append((need, choice.offer))
    return found


@given(markets())
def test_proposal_by_proposal_and_by_definition_an_exemplar_chooses_the_same(market):
    pairs = allocate(market).pairs

    for exemplar in market.ceilings:
        held = {n: o for n, o in pairs.items() if market.offers[o].exemplar == exemplar}
        assert market.chosen(exemplar, held) == set(held)


def test_a_pinned_pair_fills_the_reserve_of_its_type():
    offer = Supply("o", "e", 2, {"ambulance": 1})
    seekers = [
        Seeker("old", (Choice("o", 0.1),), "ambulance"),
        Seeker("a", (Choice("o", 0.9),), "acute"),
        Seeker("b", (Choice("o", 0.2),), "ambulance"),
    ]

    found = allocate(Market(seekers, [offer], {"e": 2}), pinned={"old": "o"})

    assert found.pairs == {"a": "o", "old": "o"}


def test_a_pair_that_a_pinned_one_keeps_apart_is_listed():
    seekers = [Seeker("old", (Choice("o", 0.1),)), Seeker("new", (Choice("o", 0.9),))]
    market = Market(seekers, [Supply("o", "e", 1)], {"e": 1})

    pairs = allocate(market, pinned={"old": "o"}).pairs

    assert blocking_pairs(market, pairs, settled={"old"}) == [("new", "o")]
