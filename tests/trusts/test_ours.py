"""Our likeness: what must hold whatever the figures are."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.trusts.likeness.ours import (
    CAP,
    ENOUGH,
    Profile,
    compare,
    frame_of,
    nearest,
    scale_of,
)
from portal.trusts.measures import Domain
from tests.builders.trusts import KNOWN, make_profile

SIZES = ["staff_fte", "beds", "patients"]
SHARES = ["age_0_15_share", "urban_share", "no_procedure_share"]


@st.composite
def populations(draw, smallest=5, largest=12):
    size = draw(st.integers(smallest, largest))
    people = st.floats(10, 1e6, allow_nan=False)
    share = st.floats(0, 1, allow_nan=False)
    return [
        make_profile(
            f"T{number:02d}",
            numbers={
                **{key: draw(people) for key in SIZES},
                **{key: draw(share) for key in SHARES},
            },
            words={"record_system": draw(st.sampled_from(["Epic", "TPP", "Alcidion"]))},
        )
        for number in range(size)
    ]


def with_numbers(profile, **numbers):
    return make_profile(
        profile.ods_code, profile.type, {**profile.numbers, **numbers}, profile.words
    )


@given(populations())
@settings(max_examples=40, deadline=None)
def test_the_distance_is_the_same_both_ways(population):
    frame = frame_of(population)
    one, other = population[:2]

    there, back = compare(one, other, frame), compare(other, one, frame)

    assert there.distance == pytest.approx(back.distance)
    assert there.coverage == back.coverage


@given(populations())
@settings(max_examples=40, deadline=None)
def test_a_trust_is_wholly_like_itself(population):
    frame = frame_of(population)

    itself = compare(population[0], population[0], frame)

    assert itself.distance == 0
    assert itself.similarity == 1
    assert itself.differs_on == ()


@given(populations(), st.floats(0.001, 1000))
@settings(max_examples=40, deadline=None)
def test_the_unit_of_a_measure_does_not_matter(population, factor):
    rescaled = [
        with_numbers(profile, **{key: profile.numbers[key] * factor for key in [*SIZES, *SHARES]})
        for profile in population
    ]

    before = compare(*population[:2], frame_of(population))
    after = compare(*rescaled[:2], frame_of(rescaled))

    assert after.distance == pytest.approx(before.distance, abs=1e-6)


@given(populations())
@settings(max_examples=40, deadline=None)
def test_the_shares_of_the_domains_add_up(population):
    found = compare(*population[:2], frame_of(population))

    total = sum(part.share for part in found.shares)

    assert total == pytest.approx(1 if found.distance else 0)
    assert all(part.share >= 0 for part in found.shares)


@given(populations(smallest=8), st.sampled_from(SIZES), st.sampled_from([0.001, 1000]))
@settings(max_examples=40, deadline=None)
def test_a_keying_error_moves_a_pair_by_no_more_than_the_cap_allows(population, key, factor):
    wrong = [
        with_numbers(population[0], **{key: population[0].numbers[key] * factor}),
        *population[1:],
    ]
    frame = frame_of(population)

    found = compare(wrong[0], population[1], frame)

    # One of three sizes, in a domain that weighs a quarter, and no gap beyond twice the cap.
    assert found.distance**2 <= compare(*population[:2], frame).distance ** 2 + (2 * CAP) ** 2


def spread_out(count=40):
    return [
        make_profile(
            f"T{number:02d}",
            numbers={
                key: KNOWN[key] * (1 + ((number * step) % 17) / 10)
                for step, key in enumerate(SIZES + SHARES, start=3)
            },
        )
        for number in range(count)
    ]


def test_a_keying_error_in_one_trust_leaves_the_lists_of_the_others():
    population = spread_out()
    wrong = [with_numbers(population[0], staff_fte=KNOWN["staff_fte"] * 1000), *population[1:]]

    kept = 0
    for subject in population[1:]:
        before = {near.ods_code for near in nearest(subject, population, limit=10)} - {"T00"}
        after = {near.ods_code for near in nearest(subject, wrong, limit=10)} - {"T00"}
        kept += len(before & after) / len(before)

    assert kept / (len(population) - 1) >= 0.9


def test_the_nearest_comes_first_and_the_trust_itself_never():
    population = spread_out(15)

    found = nearest(population[3], population, limit=10)

    assert [near.distance for near in found] == sorted(near.distance for near in found)
    assert "T03" not in {near.ods_code for near in found}


def test_equal_distances_go_by_code():
    population = [make_profile("CCC"), make_profile("BBB"), make_profile("AAA")]

    found = nearest(population[2], population, limit=5)

    assert [near.ods_code for near in found] == ["BBB", "CCC"]


def test_trusts_of_another_type_are_left_out_unless_asked_for():
    subject, same = make_profile("AAA"), make_profile("BBB")
    other = make_profile("CCC", type="mental-health")

    first = nearest(subject, [same, other], limit=5)
    switched = nearest(subject, [same, other], limit=5, type_first=False)

    assert [near.ods_code for near in first] == ["BBB"]
    assert {near.ods_code for near in switched} == {"BBB", "CCC"}


def test_a_trust_without_a_type_is_compared_with_all():
    subject = make_profile("AAA", type="")

    found = nearest(subject, [make_profile("BBB", type="ambulance")], limit=5)

    assert [near.ods_code for near in found] == ["BBB"]


def test_another_type_is_the_first_difference():
    population = [make_profile("AAA"), make_profile("BBB", type="mental-health")]

    found = compare(*population, frame_of(population))

    assert found.differs_on[0] == "Type: acute and mental health"


def test_too_few_shared_facts_give_no_answer():
    population = spread_out(10)
    stranger = Profile("XXX", "Stranger", "acute", "Acute", {"beds": 500.0}, {})
    frame = frame_of([*population, stranger])

    assert compare(stranger, population[1], frame) is None


def test_an_ambulance_trust_is_not_asked_for_beds():
    population = [
        Profile(code, code, "ambulance", "Ambulance", {"staff_fte": staff}, {"region": region})
        for code, staff, region in [("AAA", 2000.0, "London"), ("BBB", 4000.0, "Midlands")]
    ]

    found = compare(*population, frame_of(population))

    assert found.coverage > ENOUGH
    assert {part.domain for part in found.shares} == {Domain.SIZE, Domain.GEOGRAPHY}


def test_the_same_record_system_is_nought_apart_and_another_is_not():
    population = spread_out(10)
    same, other = with_system(population[1], "Epic"), with_system(population[1], "TPP")
    frame = frame_of(population)

    near, far = compare(population[0], same, frame), compare(population[0], other, frame)

    assert near.distance < far.distance


def with_system(profile, system):
    return make_profile(profile.ods_code, numbers=profile.numbers, words={"record_system": system})


def test_a_measure_that_does_not_vary_has_no_scale():
    assert scale_of([3.0, 3.0, 3.0], logged=False) is None


def test_a_reported_nought_counts_as_half_the_smallest_size():
    scale = scale_of([10.0, 20.0, 40.0, 80.0], logged=True)

    assert scale.place(0.0) == scale.place(5.0)


def test_no_value_lies_further_out_than_the_cap():
    scale = scale_of([1.0, 2.0, 3.0, 4.0], logged=False)

    assert (scale.place(1e9), scale.place(-1e9)) == (CAP, -CAP)
