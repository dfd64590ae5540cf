from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.matching.scoring import weights
from portal.matching.scoring.facts import (
    Alike,
    Feedback,
    Free,
    NeedFacts,
    OfferFacts,
    Proof,
    Standing,
    Starts,
    TrustFacts,
    Words,
)
from portal.matching.scoring.formula import (
    FINDERS,
    Score,
    area_fit,
    as_rows,
    ranked,
    score,
    why_lower,
)

SHARE = st.floats(0, 1)

MINE = TrustFacts(
    "RAA", "Our trust", "acute", "Acute", "", "london", "London", "North ICB", "Epic", "2024"
)

THEIRS = replace(MINE, ods_code="RBB", name="Their trust")

NEED = NeedFacts(MINE, ("digital", "records"), "Records", has_words=True)

FULL = OfferFacts(
    trust=THEIRS,
    area=("digital", "records"),
    area_name="Records",
    words=Words(7, "One record for all wards", 0.6, True, ("wards", "record")),
    proof=Proof(2, 1, 0.75, "Good evidence", 2),
    alike=Alike(0.8, ("Beds: 500 and 520",), ("Region: London and South East",)),
    standing=Standing("Sickness absence", 0.3, 0.8),
    starts=Starts("Sickness absence", "5.2% in 2024/25", "5.4% in 2021/22", 0.8, 7),
    miles=12.0,
    free=Free(1, 2, 5.0, 10.0),
    feedback=Feedback(4.5, 6),
)

OPTIONAL = {
    "area": "area",
    "words": "words",
    "proof": "proof",
    "alike": "likeness",
    "standing": "performance",
    "starts": "starting_position",
    "miles": "distance",
    "free": "availability",
    "feedback": "feedback",
}


@st.composite
def trusts(draw, code):
    return TrustFacts(
        code,
        type=draw(st.sampled_from(["", "acute", "mental-health", "ambulance", "community"])),
        type_from=draw(st.sampled_from(["", "Successor"])),
        region=draw(st.sampled_from(["", "london", "midlands"])),
        icb=draw(st.sampled_from(["", "North ICB", "South ICB"])),
        system=draw(st.sampled_from(["", "Epic", "TPP"])),
        system_year=draw(st.sampled_from(["", "2018", "2024"])),
    )


@st.composite
def offers(draw, code="RBB"):
    maybe = lambda made: draw(st.none() | made)  # noqa: E731
    return OfferFacts(
        trust=draw(trusts(code)),
        area=maybe(st.sampled_from([("digital",), ("digital", "records"), ("estates",)])),
        words=maybe(st.builds(Words, st.just(7), st.just("A title"), SHARE, st.booleans())),
        proof=maybe(
            st.builds(
                Proof, st.integers(0, 9), st.integers(0, 9), SHARE, adopters=st.integers(0, 99)
            )
        ),
        alike=maybe(st.builds(Alike, SHARE)),
        standing=maybe(st.builds(Standing, st.just("Beds"), SHARE, SHARE)),
        starts=maybe(
            st.builds(Starts, st.just("Beds"), st.just("5 beds"), st.just("6 beds"), SHARE)
        ),
        miles=maybe(st.floats(0, 800)),
        free=maybe(st.builds(Free, st.integers(0, 9), st.integers(0, 9))),
        feedback=maybe(st.builds(Feedback, st.floats(1, 5), st.integers(0, 50))),
    )


@st.composite
def needs(draw):
    preferences = draw(st.frozensets(st.sampled_from(sorted(weights.PREFERENCES))))
    return replace(
        NEED,
        trust=draw(trusts("RAA")),
        has_words=draw(st.booleans()),
        until=draw(st.sampled_from(["", "2021"])),
        preferences=preferences,
    )


def part(name, need=NEED, offer=FULL):
    return next(one for one in score(need, offer).parts if one.name == name)


@given(needs(), offers())
def test_a_score_and_its_parts_stay_within_bounds(need, offer):
    found = score(need, offer)

    assert 0 <= found.value <= 1 and 0 <= found.confidence <= 1
    assert all(0 <= part.value <= 1 and part.reason for part in found.parts)
    assert sum(part.weight for part in found.parts) == pytest.approx(1)


@given(needs(), offers())
def test_what_is_not_known_is_neutral(need, offer):
    assert all(part.value == 0.5 for part in score(need, offer).parts if not part.known)


@given(needs(), offers(), st.sampled_from(sorted(OPTIONAL)))
def test_a_missing_fact_moves_its_own_part_to_neutral_and_lowers_confidence(need, offer, fact):
    whole = score(need, offer)
    lacking = score(need, replace(offer, **{fact: None}))

    assert lacking.confidence <= whole.confidence
    changed = {
        name
        for name, before, after in zip(FINDERS, whole.parts, lacking.parts, strict=True)
        if before.value != after.value
    }
    # The distance also decides whether another region is next door.
    assert changed <= {OPTIONAL[fact]} | ({"place"} if fact == "miles" else set())


@given(SHARE, SHARE)
def test_more_likeness_never_scores_less(one, other):
    low, high = sorted((one, other))

    assert (
        score(NEED, replace(FULL, alike=Alike(low))).value
        <= score(NEED, replace(FULL, alike=Alike(high))).value
    )


@given(st.floats(0, 500), st.floats(0, 500))
def test_a_longer_way_never_scores_more(one, other):
    near, far = sorted((one, other))

    assert (
        score(NEED, replace(FULL, miles=far)).value <= score(NEED, replace(FULL, miles=near)).value
    )


@given(st.integers(0, 8), st.integers(0, 8))
def test_more_adopters_never_score_less(one, other):
    few, many = sorted((one, other))
    proof = FULL.proof

    assert (
        score(NEED, replace(FULL, proof=replace(proof, adopters=few))).value
        <= score(NEED, replace(FULL, proof=replace(proof, adopters=many))).value
    )


@given(SHARE, SHARE)
def test_a_better_fit_of_words_never_scores_less(one, other):
    low, high = sorted((one, other))

    assert (
        score(NEED, replace(FULL, words=Words(7, "A title", low, True))).value
        <= score(NEED, replace(FULL, words=Words(7, "A title", high, True))).value
    )


@given(st.lists(SHARE, min_size=2, max_size=8), st.randoms())
def test_the_ranking_does_not_depend_on_the_order_given(values, random):
    rows = [(Score(value, 1.0), f"R{n:02d}") for n, value in enumerate(values)]
    shuffled = rows.copy()
    random.shuffle(shuffled)

    assert ranked(rows, of=lambda row: row) == ranked(shuffled, of=lambda row: row)


def test_equal_scores_stand_by_ods_code():
    rows = [(Score(0.5, 0.9), "RZZ"), (Score(0.5, 0.1), "RAA")]

    assert [code for _, code in ranked(rows, of=lambda row: row)] == ["RAA", "RZZ"]


def test_everything_known_is_full_confidence():
    assert score(NEED, FULL).confidence == pytest.approx(1)


def test_place_and_governance_count_at_least_as_much_as_likeness():
    standard = weights.standard()

    assert standard["distance"] + standard["place"] >= standard["likeness"]


def test_the_standard_weights_add_to_one_and_cover_every_part():
    assert sum(weights.standard().values()) == pytest.approx(1)
    assert list(weights.STANDARD) == list(FINDERS)


@pytest.mark.parametrize("changed", [{"charm": 1}, {"area": -1}, {"area": float("nan")}])
def test_weights_that_make_no_sense_are_refused(changed):
    with pytest.raises(ValueError):
        weights.of_programme(changed)


def test_weights_that_count_nothing_are_refused():
    with pytest.raises(ValueError, match="At least one"):
        weights.of_programme(dict.fromkeys(weights.STANDARD, 0))


def test_a_preference_raises_its_own_parts_only():
    plain = {part.name: part.weight for part in score(NEED, FULL).parts}
    near = replace(NEED, preferences=frozenset({"near"}))
    raised = {part.name: part.weight for part in score(near, FULL).parts}

    assert {name for name in plain if raised[name] > plain[name]} == {"distance", "place"}


@pytest.mark.parametrize(
    ("offer", "fit"),
    [
        (("digital", "records"), 1.0),
        (("digital",), 0.8),
        (("digital", "devices"), 0.4),
        (("estates",), 0.0),
        (("digital", "records", "scanning"), 0.7),
    ],
)
def test_the_nearer_in_the_tree_the_better_the_fit(offer, fit):
    assert area_fit(("digital", "records"), offer) == fit


def test_why_lower_names_what_was_lost_most():
    far = replace(
        FULL, miles=400.0, trust=replace(THEIRS, type="ambulance", type_label="Ambulance")
    )

    reasons = why_lower(score(NEED, FULL), score(NEED, far))

    assert reasons[0].startswith("Trust type") and reasons[1].startswith("Distance")


def test_the_rows_kept_with_a_match_can_be_read_alone():
    rows = as_rows(score(NEED, FULL))

    assert set(rows[0]) == {
        *("name", "label", "value", "weight", "reason", "known", "plain_weight", "case_study")
    }


# The standard weights before the starting position counted.
BEFORE = {
    "area": 0.14, "words": 0.07, "proof": 0.12, "likeness": 0.10, "performance": 0.04,
    "record_system": 0.07, "distance": 0.12, "place": 0.08, "trust_type": 0.20,
    "availability": 0.04, "feedback": 0.02, "starting_position": 0.0,
}  # fmt: skip


def test_the_starting_position_counts_fifteen_hundredths():
    assert part("starting_position").weight == pytest.approx(0.15)


@given(needs(), st.lists(offers(), min_size=2, max_size=6))
def test_where_no_start_is_known_the_order_is_what_it_was(need, found):
    unknown = [replace(one, starts=None) for one in found]
    now = [score(need, one).value for one in unknown]
    before = [score(need, one, BEFORE).value for one in unknown]

    for one in range(len(found)):
        for other in range(len(found)):
            if before[one] - before[other] > 1e-9:
                assert now[one] > now[other]


@given(needs(), offers(), SHARE, SHARE)
def test_who_began_nearer_to_the_trust_that_asks_never_scores_less(need, offer, one, other):
    low, high = (
        score(need, replace(offer, starts=Starts("Beds", "5 beds", "6 beds", likeness))).value
        for likeness in sorted((one, other))
    )

    assert high >= low
