from dataclasses import replace

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
from portal.matching.scoring.formula import KINSHIP, score

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


def part(name, need=NEED, offer=FULL):
    return next(one for one in score(need, offer).parts if one.name == name)


def test_a_system_of_a_later_year_keeps_half_its_pull():
    past = replace(NEED, until="2021")

    assert part("record_system").value == 1.0
    assert part("record_system", past).value == 0.75
    assert "after the time asked about" in part("record_system", past).reason


def test_an_inferred_type_says_whose_it_is_and_pulls_less():
    inferred = replace(NEED, trust=replace(MINE, type_from="Their successor"))

    found = part("trust_type", inferred)
    assert 0.5 < found.value < 1 and "its successor’s" in found.reason


def test_types_that_share_nothing_count_nothing():
    ambulance = replace(FULL, trust=replace(THEIRS, type="ambulance", type_label="Ambulance"))

    assert part("trust_type", offer=ambulance).value == 0


def test_kindred_types_lie_between():
    assert all(0 < value < 1 for value in KINSHIP.values())


def test_another_region_next_door_counts_under_distance_alone():
    over_the_border = replace(
        FULL, trust=replace(THEIRS, region="south-east", icb="South ICB"), miles=9.0
    )
    far = replace(over_the_border, miles=90.0)

    assert part("place", offer=over_the_border) == part("place", offer=far)
    assert part("distance", offer=over_the_border).value > part("distance", offer=far).value


def test_one_sour_partner_does_not_count():
    assert not part("feedback", offer=replace(FULL, feedback=Feedback(1.0, 4))).known


def test_a_one_off_saving_is_no_proof_of_a_recurrent_one():
    unsigned = replace(FULL, proof=replace(FULL.proof, signed_recurrent=0))

    assert part("proof", offer=unsigned).value < part("proof").value


def test_hours_used_up_leave_nothing_to_give():
    assert part("availability", offer=replace(FULL, free=Free(2, 2, 0.0, 10.0))).value == 0
