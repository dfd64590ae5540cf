from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from portal.matching.matches import services as match_services
from portal.matching.models import Survey
from portal.matching.suggestions import candidates
from portal.trusts.models import TrustFigure
from tests.builders.casestudies import make_area
from tests.builders.matching import (
    Pair,
    make_designation,
    make_match,
    make_offer,
    make_programme,
    make_proof,
)
from tests.builders.search import ask
from tests.builders.trusts import make_trust

pytestmark = pytest.mark.django_db


def codes(found):
    return [one.trust.ods_code for one in found]


def make_exemplar(code, area, places=1, trust=None, **fields):
    trust = trust or make_trust(code)
    designation = make_designation(trust, make_programme([area], illustrative=trust.illustrative))
    return make_offer(designation, area, places=places, **fields)


def test_live_offers_with_a_place_left_are_suggested():
    area = make_area()
    make_exemplar("RBB", area)
    full = make_exemplar("RCC", area)
    make_match(offer=full, status="active")
    make_exemplar("RDD", area, places=0)

    assert codes(candidates.for_need(make_trust(), area)) == ["RBB"]


@pytest.mark.parametrize("status", ["applied", "assessed", "paused"])
def test_who_is_not_designated_is_not_suggested(status):
    area = make_area()
    make_offer(make_designation(programme=make_programme([area]), status=status), area)

    assert not candidates.for_need(make_trust(), area)


def test_an_exemplar_of_another_area_is_not_suggested():
    make_exemplar("RBB", make_area())

    assert not candidates.for_need(make_trust(), make_area())


def test_a_kindred_area_stands_behind_the_very_area():
    above = make_area()
    area, beside = make_area(parent=above), make_area(parent=above)
    make_exemplar("RBB", beside)
    make_exemplar("RCC", area)

    assert codes(candidates.for_need(make_trust(), area)) == ["RCC", "RBB"]


def test_never_the_trust_itself_nor_its_place_nor_whom_it_refuses():
    area = make_area()
    mine, member, refused = (make_exemplar(code, area) for code in ("RBB", "RCC", "RDD"))
    make_exemplar("REE", area)

    found = candidates.for_need(
        mine.designation.trust,
        area,
        members=[member.designation.trust],
        not_these=[refused.designation.trust],
    )

    assert codes(found) == ["REE"]


def test_the_two_populations_are_not_mixed():
    area = make_area()
    make_exemplar("", area, trust=make_trust("ZZ901", illustrative=True))
    make_exemplar("RBB", area)

    assert codes(candidates.for_need(make_trust("ZZ902", illustrative=True), area)) == ["ZZ901"]
    assert codes(candidates.for_need(make_trust(), area)) == ["RBB"]


def test_a_programme_ranks_all_its_designations_whatever_their_places():
    area = make_area()
    programme = make_programme([area], starts=date(2016, 1, 1), ends=date(2020, 1, 1))
    for code in ("RCC", "RBB"):
        designation = make_designation(
            make_trust(code),
            programme,
            status="ended",
            designated_on=date(2016, 9, 1),
            ended_on=date(2020, 1, 1),
            ceiling=0,
        )
        make_offer(designation, area, places=0)
    make_exemplar("RDD", area)

    found = candidates.for_need(make_trust(), area, programme=programme)

    assert codes(found) == ["RBB", "RCC"]
    assert not any(p.known for one in found for p in one.score.parts if p.name == "availability")


def test_a_closed_exemplar_of_the_past_is_ranked_and_a_live_one_is_not():
    area = make_area()
    programme = make_programme([area])
    closed = make_designation(make_trust("RBB", closed=date(2025, 1, 1)), programme)
    make_offer(closed, area)

    assert codes(candidates.for_need(make_trust(), area, programme=programme)) == ["RBB"]
    assert not candidates.for_need(make_trust(), area)


def test_every_candidate_is_ranked_before_the_limit():
    area = make_area()
    make_exemplar("RBB", area)
    make_exemplar("RCC", area)
    make_proof(make_exemplar("RDD", area).designation.trust, area)

    assert codes(candidates.for_need(make_trust(), area, limit=1)) == ["RDD"]


def test_a_trust_with_two_offers_stands_once_with_the_better():
    above = make_area()
    area = make_area(parent=above)
    offer = make_exemplar("RBB", above)
    better = make_offer(offer.designation, area)

    (found,) = candidates.for_need(make_trust(), area)

    assert found.offer == better


def test_near_alike_and_on_the_same_system_goes_first():
    area = make_area()
    where = {"latitude": "53.2", "longitude": "-2.9", "region": "north-west", "icb": "North ICB"}
    seeker = make_trust("RAA", **where)
    make_exemplar("RBB", area)
    near = make_exemplar("", area, trust=make_trust("RCC", **where)).designation.trust
    for trust in (seeker, near):
        TrustFigure.objects.create(
            trust=trust, year="2024", measure="record_system", text="Epic", source="A list"
        )

    found = candidates.for_need(seeker, area)

    assert codes(found) == ["RCC", "RBB"]
    reasons = {part.name: part.reason for part in found[0].score.parts}
    assert reasons["record_system"] == "Both use Epic (2024)"
    assert reasons["distance"] == "Less than a mile away"


@pytest.mark.parametrize("word", ["In-house or generic", "None yet: getting one"])
def test_two_trusts_without_a_supplier_share_no_system(word):
    area, seeker = make_area(), make_trust("RAA")
    helper = make_exemplar("RBB", area).designation.trust
    for trust in (seeker, helper):
        TrustFigure.objects.create(
            trust=trust, year="2024", measure="record_system", text=word, source="A list"
        )

    (found,) = candidates.for_need(seeker, area)

    shown = next(p for p in found.score.parts if p.name == "record_system")
    assert (shown.known, shown.value) == (True, 0.5)
    assert shown.reason.startswith("No supplier in common to judge by")


def test_the_type_of_a_closed_trust_is_its_successors():
    area = make_area()
    closed = make_trust("RAA", type="", closed=date(2020, 1, 1))
    closed.successors.add(make_trust(type="acute"))
    make_exemplar("RBB", area)

    (found,) = candidates.for_need(closed, area)

    assert next(p for p in found.score.parts if p.name == "trust_type").value > 0.8


def test_successors_of_two_types_tell_nothing():
    area = make_area()
    closed = make_trust("RAA", type="", closed=date(2020, 1, 1))
    closed.successors.add(make_trust(type="acute"), make_trust(type="community"))
    make_exemplar("RBB", area)

    (found,) = candidates.for_need(closed, area)

    assert not next(p for p in found.score.parts if p.name == "trust_type").known


def test_the_words_of_a_need_lift_the_team_that_wrote_about_it():
    area = make_area()
    for code, done in (("RBB", "Stock rooms were emptied."), ("RCC", "Self-rostering for nights.")):
        trust = make_exemplar(code, area).designation.trust
        make_proof(trust, area, done=f"<p>{done}</p>", problem="<p>Money.</p>")

    found = candidates.for_need(make_trust(), area, text="self-rostering at night")

    assert codes(found)[0] == "RCC"
    assert "Plan rosters earlier" in found[0].score.parts[1].reason


def test_kinds_of_help_that_are_not_offered_are_left_out():
    area = make_area()
    make_exemplar("RBB", area, help_offered=["question"])
    make_exemplar("RCC", area)

    assert codes(candidates.for_need(make_trust(), area, help_kind="pairing")) == ["RCC"]


def test_who_declined_is_not_suggested_again_for_that_need():
    pair = Pair(places=2)
    match_services.decline(match=pair.match, by=pair.helper, reason="timing")

    assert not candidates.for_request(pair.need)


def test_four_answers_are_not_quoted_and_five_are():
    area = make_area()
    offer = make_exemplar("RBB", area, places=99)
    offer.designation.ceiling = 99
    offer.designation.save()

    def known(number):
        for _ in range(number - Survey.objects.count()):
            match = make_match(offer=offer, status="completed")
            person = match.seeker_accepted_by
            Survey.objects.create(match=match, side="seeker", by=person, helpful=4, again=True)
        (found,) = candidates.for_need(make_trust(), area)
        return found.score.parts[-1].known

    assert not known(4)
    assert known(5)


def test_ranking_does_not_ask_more_for_more_exemplars():
    area, seeker = make_area(), make_trust("RAA")

    def asked():
        # What the index takes along in passing is not what this asks.
        ask("rosters")
        with CaptureQueriesContext(connection) as caught:
            candidates.for_need(seeker, area, text="rosters")
        return len(caught)

    # With one record nothing is compared, so the ground is two.
    for code in ("RBA", "RBB"):
        make_proof(make_exemplar(code, area).designation.trust, area)
    few = asked()
    for code in ("RCC", "RDD", "REE"):
        make_proof(make_exemplar(code, area).designation.trust, area)

    assert asked() == few


def test_a_need_as_long_as_a_page_is_read():
    area = make_area()
    make_proof(make_exemplar("RBB", area).designation.trust, area)
    problem = ('Rosters come out late, “really” late, and agency (nights) AND OR NOT " * : ' * 50)[
        :3000
    ]

    (found,) = candidates.for_need(make_trust(), area, text=problem)

    assert next(p for p in found.score.parts if p.name == "words").known
