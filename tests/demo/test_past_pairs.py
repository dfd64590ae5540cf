"""The past year of the demonstration, as it is shipped: rows that can be written down."""

import csv

from casestudies.choices import AdoptionStatus, HelpKind
from portal.demo.loading import CONTENT
from portal.demo.network import EXEMPLARS
from portal.demo.pairs import STATUSES, WAITING, Past
from portal.matching.choices import SMALL_HELP

with (CONTENT / "past_pairs.csv").open() as table:
    YEAR = [Past.read(row) for row in csv.DictReader(table)]
PLACES = {one.trust: one.places for one in EXEMPLARS}


def test_each_row_is_an_invented_pair_of_a_known_kind(subtests):
    for past in YEAR:
        with subtests.test(f"{past.seeker}-{past.asked}"):
            assert past.seeker.startswith("ZZ") and past.helper[:2] in ("ZZ", "")
            assert past.kind in HelpKind.values
            assert past.state in (*STATUSES, WAITING)
            assert past.outcome in ("", *AdoptionStatus.values)
            assert past.replied <= past.began or not past.began


def test_a_review_is_of_an_exemplar_that_offers_the_area(subtests):
    for past in YEAR:
        with subtests.test(f"{past.seeker}-{past.asked}"):
            if past.kind in SMALL_HELP or past.state == WAITING:
                assert past.state in ("done", WAITING)
            else:
                assert past.area in PLACES[past.helper]
