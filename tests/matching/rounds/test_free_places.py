from random import Random

import pytest

from portal.accounts.models import Notice
from portal.accounts.permissions import Role
from portal.matching import capacity
from portal.matching.choices import DeclineReason
from portal.matching.designations import services as designation_services
from portal.matching.matches import services as match_services
from portal.matching.models import DesignationVeto, Match, Need, Offer, OfferReserve
from portal.matching.requests import services as request_services
from portal.matching.rounds import inputs, sending
from portal.matching.rounds import services as round_services
from portal.matching.suggestions import candidates
from tests.builders.living import run_days
from tests.builders.matching import SPONSOR, make_person
from tests.builders.rounds import FAR, NEAR, Setting, make_round

pytestmark = pytest.mark.django_db
# The exemplar has no place to give when it says one of these, and the seeker wants none.
NO_TIME = {"no-capacity", "timing"}
WANTS_NONE = {"no-capacity", "timing", "solved"}


class Market(Setting):
    """One place in the north: the near need has it, the far and the farthest wait."""

    def __init__(self):
        super().__init__()
        self.farthest = self.ask("RZF", **{**FAR, "latitude": "50.2"})

    def send(self):
        self.run = round_services.run(programme=self.programme, by=self.broker)
        (self.match,) = sending.send(run=self.run, by=self.broker)
        return self

    def decline(self, side="helper", reason="too-different", match=None):
        match = match or self.match
        trust = match.helper if side == "helper" else match.seeker
        match_services.decline(match=match, by=make_person(Role.MEMBER, trust=trust), reason=reason)


def offered(*needs):
    return [need.matches.filter(status="proposed").exists() for need in needs]


@pytest.fixture
def market():
    return Market().send()


def test_a_place_that_is_declined_goes_to_the_first_of_those_who_wait(market):
    market.decline()

    assert offered(market.far, market.farthest) == [True, False]
    (found,) = market.far.matches.all()
    assert (found.offer, found.run, found.follows) == (market.offer, market.run, None)


def test_it_is_no_longer_one_that_got_nobody(market):
    market.decline()

    market.far.refresh_from_db()
    assert (market.far.no_partner, market.far.no_partner_run) == ("", None)


def test_both_teams_and_the_broker_are_told(market):
    helper = make_person(Role.MEMBER, trust=market.match.helper)

    market.decline(side="seeker", reason="prefer-other")

    found = market.far.matches.get()
    told = Notice.objects.filter(key__startswith=f"match.{found.pk}.")
    assert {(one.recipient, one.kind) for one in told} == {
        (market.far.help_request.asked_by, "match.proposed"),
        (helper, "match.proposed"),
        (market.broker, "match.passed_on"),
    }


def test_the_note_says_that_a_place_has_come_free(market):
    market.decline()

    assert market.far.matches.get().broker_note == (
        f"From {market.programme}, round 1. The one exemplar that fits, "
        "with a place that has come free."
    )


@pytest.mark.parametrize("reason", sorted(NO_TIME))
def test_an_exemplar_without_time_has_no_place_to_pass_on(market, reason):
    market.decline(reason=reason)

    assert offered(market.far, market.farthest) == [False, False]


@pytest.mark.parametrize("reason", sorted(WANTS_NONE))
def test_a_seeker_that_wants_nobody_now_frees_its_place(market, reason):
    market.decline(side="seeker", reason=reason)

    assert offered(market.far) == [True]


def test_a_lapse_passes_the_place_on_with_six_working_days_of_its_own(market):
    run_days(market.match, 6, 7)

    found = market.far.matches.get()
    assert found.reply_due > market.match.reply_due


def test_an_exemplar_that_lets_a_willing_seeker_wait_is_offered_nobody_else(market):
    person = make_person(Role.MEMBER, trust=market.match.seeker)
    match_services.accept(match=market.match, by=person, **SPONSOR)

    run_days(market.match, 6, 7)

    assert offered(market.far, market.farthest) == [False, False]


def test_an_exemplar_that_answers_nobody_is_offered_one_more_and_no_third(market):
    run_days(market.match, 6, 7, 13, 14, 20, 21)

    assert market.far.matches.get().status == "lapsed"
    assert not market.farthest.matches.exists()


def test_a_change_of_partner_passes_the_place_on(market):
    person = make_person(Role.MEMBER, trust=market.match.seeker)
    helper = make_person(Role.MEMBER, trust=market.match.helper)
    match_services.accept(match=market.match, by=person, **SPONSOR)
    match_services.accept(match=market.match, by=helper)

    match_services.end(match=market.match, by=person, reason="change-partner")

    assert offered(market.far) == [True]


def test_a_request_that_is_withdrawn_passes_its_place_on(market):
    request = market.near.help_request

    request_services.withdraw(request=request, by=request.asked_by)

    assert offered(market.far) == [True]


def veto(market):
    DesignationVeto.objects.create(
        designation=market.offer.designation,
        trust=market.far.help_request.trust,
        by=market.broker,
    )


def rule_out(market):
    market.far.help_request.not_these.add(market.offer.designation.trust)


def withdraw(market):
    request = market.far.help_request
    request_services.withdraw(request=request, by=request.asked_by)


def find_another(market):
    other = market.exemplar("ROO")
    match_services.propose(need=market.far, offer=other, by=market.broker)


def refuse_another(market):
    other = market.exemplar("ROO")
    match = match_services.propose(need=market.far, offer=other, by=market.broker)
    market.decline(side="seeker", reason="solved", match=match)
    designation_services.pause(designation=other.designation, by=market.broker)


@pytest.mark.parametrize("bar", [veto, rule_out, withdraw, find_another, refuse_another])
def test_one_that_may_not_have_the_place_is_passed_over_for_the_next(market, bar):
    bar(market)
    before = market.far.matches.count()

    market.decline()

    assert market.far.matches.count() == before
    assert offered(market.farthest) == [True]


def test_an_exemplar_that_is_one_no_longer_passes_nothing_on(market):
    designation_services.end(designation=market.offer.designation, by=market.broker)

    assert offered(market.far, market.farthest) == [False, False]


def test_a_reserved_place_goes_to_its_trust_type_first():
    market = Market()
    trust = market.farthest.help_request.trust
    trust.type = "ambulance"
    trust.save()
    OfferReserve.objects.create(offer=market.offer, trust_type="ambulance", places=1)
    # Of another type and as far away, it would fit too little to be given the place.
    type(market.programme).objects.update(fit_floor=0)
    market.programme.refresh_from_db()
    market.send()
    assert market.match.need == market.farthest
    other = market.ask("RAM", type="ambulance", **{**FAR, "latitude": "50.1"})
    make_round(market.programme, number=2)
    run = round_services.run(programme=market.programme, by=market.broker)
    sending.send(run=run, by=market.broker)

    market.decline()

    assert offered(market.near, market.far, other) == [False, False, True]


def test_a_place_of_another_area_under_the_same_ceiling_is_free_too():
    market = Market()
    area = market.programme.areas.create(name="Wards", slug="wards")
    wards = Offer.objects.create(
        designation=market.offer.designation, area=area, places=1, help_offered=[]
    )
    for need in (market.far, market.farthest):
        need.area = area
        need.save()
    market.send()

    market.decline()

    assert market.far.matches.get().offer == wards


def free(run, offer):
    """Its places, less those that its exemplar said since that it has no time for."""
    refused = Match.objects.filter(
        offer=offer, declined_side="helper", decline_reason__in=NO_TIME
    ).count()
    return capacity.offer_places(offer).left > refused


def blocking(run):
    """Each need without a partner that still wants one, with an offer that it could have now."""
    found = []
    for row in run.inputs["needs"]:
        need = Need.objects.get(pk=int(row["key"][5:]))
        past = list(need.matches.order_by("pk"))
        if past and past[-1].status not in candidates.TRIED:
            continue
        if past and past[-1].declined_side == "seeker" and past[-1].decline_reason in WANTS_NONE:
            continue
        tried = {match.helper_id for match in past}
        for one in row["choices"]:
            offer = Offer.objects.get(pk=int(one["offer"][6:]))
            if offer.designation.trust_id not in tried and free(run, offer):
                found.append((need, offer))
    return found


@pytest.mark.parametrize("seed", range(4))
def test_no_chain_of_refusals_leaves_a_place_that_a_waiting_need_could_have(seed):
    random, market = Random(seed), Setting()
    market.exemplar("RYY", places=2, where={**NEAR, "latitude": "53.9"})
    market.exemplar("RZZ", where=FAR)
    for number in range(5):
        market.ask(f"RA{number}", **{**NEAR, "latitude": str(51 + number / 2)})
    run = round_services.run(programme=market.programme, by=market.broker)
    sending.send(run=run, by=market.broker)
    people = {
        trust: make_person(Role.MEMBER, trust=trust)
        for match in Match.objects.all()
        for trust in (match.seeker, match.helper)
    }
    steps = 0

    while open_ones := list(Match.objects.filter(status="proposed").order_by("pk")):
        match = random.choice(open_ones)
        trust = random.choice([match.seeker, match.helper])
        person = people.setdefault(trust, None) or make_person(Role.MEMBER, trust=trust)
        match_services.decline(match=match, by=person, reason=random.choice(DeclineReason.values))
        steps += 1
        assert blocking(run) == []

    assert steps >= 4


def test_those_who_wait_go_by_the_priority_of_the_round(market):
    rows = {row["key"]: row for row in market.run.inputs["needs"]}

    market.decline()

    waiting = [rows[inputs.need_key(need)] for need in (market.far, market.farthest)]
    first, second = (row["choices"][0]["fit"] + 0.25 for row in waiting)
    assert first > second and offered(market.far) == [True]
