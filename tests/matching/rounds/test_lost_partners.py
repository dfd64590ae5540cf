import copy

import pytest

from portal.accounts.permissions import Role
from portal.matching.designations import services as designation_services
from portal.matching.matches import services as match_services
from portal.matching.models import DesignationVeto, Match
from portal.matching.rounds import sending
from portal.matching.rounds import services as round_services
from tests.builders.databases import rows_that_stay
from tests.builders.living import run_days
from tests.builders.matching import make_person
from tests.builders.rounds import FAR, NEAR, Setting

pytestmark = pytest.mark.django_db


class Market(Setting):
    """A near need; its list in the round is RXX, then RYY, then RZZ, by how far they are."""

    def __init__(self):
        super().__init__()
        self.far.help_request.delete()
        self.second = self.exemplar("RYY", where={**NEAR, "latitude": "53.9"})
        self.third = self.exemplar("RZZ", places=2, where=FAR)
        self.run = round_services.run(programme=self.programme, by=self.broker)
        self.list = [one["offer"] for one in self.run.inputs["needs"][0]["choices"]]
        (self.match,) = sending.send(run=self.run, by=self.broker)

    def decline(self, match, reason="too-different"):
        person = make_person(Role.MEMBER, trust=match.helper)
        match_services.decline(match=match, by=person, reason=reason)
        return match.need.matches.filter(status="proposed").first()


@pytest.fixture(scope="module")
def market_of_all(django_db_setup, django_db_blocker):
    with rows_that_stay(django_db_blocker):
        yield Market()


@pytest.fixture
def market(market_of_all):
    return copy.deepcopy(market_of_all)


def test_the_next_on_the_needs_own_list_is_offered(market):
    found = market.decline(market.match)

    assert (found.offer, found.run, found.follows) == (market.second, market.run, market.match)
    assert found.parts and found.score is not None


def test_the_list_is_walked_although_others_would_score_higher_now(market):
    nearer = market.exemplar("RAA", where={**NEAR, "latitude": "53.201"})

    found = market.decline(market.match)

    assert found.offer == market.second != nearer


def test_when_the_list_is_exhausted_the_best_of_those_alive_is_offered(market):
    late = market.exemplar("RAA")
    second = market.decline(market.match)
    third = market.decline(second)

    found = market.decline(third)

    assert (third.offer, found.offer) == (market.third, late)
    assert found.run is None and found.broker_note == ""


def test_the_note_says_where_it_comes_from_and_nothing_of_those_tried_before(market):
    second = market.decline(market.match)
    third = market.decline(second)

    assert [second.broker_note, third.broker_note] == [
        f"From {market.programme}, round 1. Number {number} by fit of 3 exemplars."
        for number in (2, 3)
    ]


def rule_out(market):
    market.near.help_request.not_these.add(market.second.designation.trust)


def veto(market):
    DesignationVeto.objects.create(
        designation=market.second.designation,
        trust=market.near.help_request.trust,
        by=market.broker,
    )


def pause(market):
    designation_services.pause(designation=market.second.designation, by=market.broker)


def end(market):
    designation_services.end(designation=market.second.designation, by=market.broker)


def fill(market):
    match_services.propose(need=market.ask("RPP"), offer=market.second, by=market.broker)


def take_the_place_away(market):
    market.second.places = 0
    market.second.save()


def try_before(market):
    trust = market.second.designation.trust
    Match.objects.create(
        need=market.near,
        helper=trust,
        status="lapsed",
        proposed_at=market.match.proposed_at,
        reply_due=market.match.reply_due,
        last_activity_at=market.match.proposed_at,
        closed_at=market.match.proposed_at,
    )


@pytest.mark.parametrize("bar", [rule_out, veto, pause, end, fill, take_the_place_away, try_before])
def test_one_that_cannot_be_had_now_is_passed_over_for_the_one_behind_it(market, bar):
    bar(market)

    assert market.decline(market.match).offer == market.third


def test_an_exemplar_that_said_in_this_round_that_it_has_no_time_is_passed_over(market):
    match = match_services.propose(need=market.ask("RPP"), offer=market.second, by=market.broker)
    market.decline(match, reason="no-capacity")

    assert market.decline(market.match).offer == market.third


def test_a_lapse_walks_the_list_too(market):
    run_days(market.match, 6, 7)

    found = Match.objects.get(follows=market.match)
    assert found.offer == market.second and found.reply_due > market.match.reply_due


def test_a_change_of_partner_walks_the_list_too(market):
    person = make_person(Role.MEMBER, trust=market.near.help_request.trust)
    helper = make_person(Role.MEMBER, trust=market.match.helper)
    sponsor = {"sponsor_name": "Ann Lee", "sponsor_role": "Chief operating officer"}
    match_services.accept(match=market.match, by=person, **sponsor)
    match_services.accept(match=market.match, by=helper)

    match_services.end(match=market.match, by=person, reason="change-partner")

    assert Match.objects.get(follows=market.match).offer == market.second


def test_a_seeker_that_wants_nobody_now_is_offered_nobody_of_its_list(market):
    person = make_person(Role.MEMBER, trust=market.near.help_request.trust)

    match_services.decline(match=market.match, by=person, reason="solved")

    assert not Match.objects.filter(follows=market.match).exists()
