"""Every sentence of the score, read against the facts it is said of."""

from __future__ import annotations

from dataclasses import replace

import pytest

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
from portal.matching.scoring.formula import FINDERS, NEUTRAL, score

MINE = TrustFacts(
    "RAA", "Our trust", "acute", "Acute", "", "london", "London", "North ICB", "Epic", "2024"
)
THEIRS = replace(MINE, ods_code="RBB", name="Their trust")
NEED = NeedFacts(MINE, ("workforce", "rostering"), "Rostering", has_words=True)
BARE = OfferFacts(trust=THEIRS)
ROSTERING = replace(BARE, area=("workforce", "rostering"), area_name="Rostering")
NO_SYSTEM = replace(THEIRS, system="", system_year="")
NONE_YET = replace(THEIRS, system="", system_said="None yet: getting one")
OWN = replace(THEIRS, system="", system_said="In-house or generic")


def theirs(**facts):
    return replace(BARE, trust=replace(THEIRS, **facts))


def area(*path, name):
    return replace(BARE, area=path, area_name=name)


# The part, the need, the offer, the sentence, whether the fact is known, and its value.
TABLE = [
    ("area", NEED, BARE, "Which area it helps in is not recorded", False, None),
    ("area", NEED, ROSTERING, "Offers help in this area: Rostering", True, 1),
    (
        *("area", NEED, area("workforce", name="Workforce")),
        *("Offers help in Workforce, which includes Rostering", True, 0.8),
    ),
    (
        *("area", replace(NEED, area=("workforce",), area_name="Workforce"), ROSTERING),
        *("Offers help in Rostering, a part of Workforce", True, 0.7),
    ),
    (
        *("area", NEED, area("workforce", "bank", name="Bank")),
        *("Offers help in Bank, a neighbour of Rostering", True, 0.4),
    ),
    (
        *("area", NEED, area("estates", name="Estates")),
        *("Offers help in Estates, which is another area", True, 0),
    ),
    (
        *("words", replace(NEED, has_words=False), ROSTERING),
        *("The need is not described in words", False, None),
    ),
    (
        *("words", NEED, ROSTERING),
        "No case study of Rostering is published here to compare the words with",
        *(False, None),
    ),
    (
        *("words", NEED, replace(ROSTERING, words=Words(7, "Blood tests", 0.3, False))),
        *("None of its case studies of Rostering speaks of this problem", True, 0.35),
    ),
    (
        "words",
        NEED,
        replace(ROSTERING, words=Words(7, "Rosters", 1.0, True, ("rosters", "agency", "shift"))),
        "Its case study speaks of this: Rosters (both say “rosters”, “agency” and “shift”)",
        *(True, 1),
    ),
    ("proof", NEED, ROSTERING, "No result published here in this area", False, None),
    (
        *("proof", NEED, replace(BARE, proof=Proof(1, 0, 0.5, "Good evidence", 1))),
        "Results published, no recurrent saving signed by finance, good evidence, taken up by "
        "1 other trust",
        *(True, 0.375),
    ),
    (
        *("likeness", NEED, BARE),
        *("Too little is known of both trusts to compare them", False, None),
    ),
    (
        "likeness",
        NEED,
        replace(BARE, alike=Alike(0.6, ("Beds: 1 and 1",), (), "Among the 10 most alike")),
        *("Among the 10 most alike. Closest on: Beds: 1 and 1", True, 0.6),
    ),
    (
        # The type counts as a part of its own, and is told there.
        *("likeness", NEED, replace(BARE, alike=Alike(0.2, (), ("Type: acute and ambulance",)))),
        *("Not ranked: only open trusts of the same type are", True, 0.2),
    ),
    (
        *("starting_position", NEED, BARE),
        *("No national measure is compared in this area", False, None),
    ),
    (
        *("starting_position", NEED, replace(BARE, no_starts="Sickness: where it began, unknown")),
        *("Sickness: where it began, unknown", False, None),
    ),
    (
        *("starting_position", NEED, replace(BARE, starts=Starts("Beds", "5 (A)", "6 (B)", 0.7))),
        "Beds. Our trust: 5 (A). Their trust began at 6 (B)",
        *(True, 0.7),
    ),
    (
        *("performance", NEED, BARE),
        *("No figure for this area is known of both trusts", False, None),
    ),
    (
        *("performance", NEED, replace(BARE, standing=Standing("Sickness", 0.25, 0.75))),
        "Sickness: does better than 75% of trusts of its type, the asking trust than 25%",
        *(True, 0.75),
    ),
    ("record_system", NEED, BARE, "Both use Epic (2024)", True, 1),
    (
        *("record_system", NEED, theirs(system="TPP")),
        *("Different systems. Our trust: Epic. Their trust: TPP (2024)", True, 0),
    ),
    (
        *("record_system", NEED, replace(BARE, trust=NO_SYSTEM)),
        *("The record system is not known: Their trust", False, None),
    ),
    (
        *("record_system", replace(NEED, trust=replace(MINE, system="")), BARE),
        *("The record system is not known: Our trust", False, None),
    ),
    (
        # Two that are known are never called not known.
        *("record_system", NEED, replace(BARE, trust=NONE_YET)),
        "No supplier in common to judge by. Our trust: Epic. Their trust: None yet: getting one "
        "(2024)",
        *(True, NEUTRAL),
    ),
    (
        *("record_system", replace(NEED, trust=replace(OWN, name="Our trust"))),
        replace(BARE, trust=OWN),
        "No supplier in common to judge by. Our trust: In-house or generic. Their trust: In-house "
        "or generic (2024)",
        *(True, NEUTRAL),
    ),
    (
        *("distance", NEED, BARE),
        *("The coordinates of one or both trusts are not known", False, None),
    ),
    ("distance", NEED, replace(BARE, miles=0.4), "Less than a mile away", True, 0.9934),
    ("distance", NEED, replace(BARE, miles=303), "303 miles away", True, 0.0064),
    ("place", NEED, BARE, "Same integrated care board: North ICB", True, 1),
    ("place", NEED, theirs(icb="South ICB"), "Same region: London", True, 0.5),
    (
        *("place", NEED, theirs(icb="", region="", region_label="")),
        *("The region is not known: Their trust", False, None),
    ),
    (
        *("place", NEED, theirs(icb="", region="midlands", region_label="Midlands")),
        *("Another region: Midlands", True, 0),
    ),
    ("trust_type", NEED, BARE, "Same type: acute", True, 1),
    (
        *("trust_type", NEED, theirs(type="ambulance", type_label="Ambulance")),
        *("Different types: Acute and ambulance", True, 0),
    ),
    (
        *("trust_type", NEED, theirs(type="", type_label="")),
        *("The type is not known: Their trust", False, None),
    ),
    ("availability", NEED, BARE, "Places are not counted", False, None),
    ("availability", NEED, replace(BARE, free=Free(1, 2)), "1 of 2 places free", True, 0.5),
    ("availability", NEED, replace(BARE, free=Free(0, 0)), "No places", True, 0),
    (
        *("availability", NEED, replace(BARE, free=Free(2, 2, 1.5, 6))),
        *("2 of 2 places free, 1.5 of 6 hours left this quarter", True, 0.25),
    ),
    (
        *("feedback", NEED, replace(BARE, feedback=Feedback(1.0, 4))),
        *("Fewer than five earlier partners have said how it went", False, None),
    ),
    (
        *("feedback", NEED, replace(BARE, feedback=Feedback(4.0, 5))),
        *("5 earlier partners found it 4.0 of 5", True, 0.75),
    ),
]


@pytest.mark.parametrize(("name", "need", "offer", "sentence", "known", "value"), TABLE)
def test_the_sentence_is_so(name, need, offer, sentence, known, value):
    found = next(part for part in score(need, offer).parts if part.name == name)

    assert found.reason == sentence
    assert found.known is known
    # What is not known counts as neutral.
    assert found.value == pytest.approx(NEUTRAL if value is None else value, abs=1e-4)


def test_the_table_reads_every_part():
    assert {row[0] for row in TABLE} == set(FINDERS)
