from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from portal.matching.matches import services as match_services
from portal.matching.models import (
    DesignationVeto,
    HelpRequest,
    Need,
    OfferReserve,
    ProgrammeReserve,
)
from portal.matching.rounds import inputs
from portal.matching.rounds.values import digest
from tests.builders.casestudies import make_area
from tests.builders.matching import make_match, make_offer, make_programme, make_request
from tests.builders.rounds import Setting
from tests.builders.search import ask
from tests.builders.trusts import make_trust

pytestmark = pytest.mark.django_db


def gathered(setting):
    return inputs.of_programme(setting.programme, closes_on=setting.round.closes_on)


def row_of(setting, need):
    key = inputs.need_key(need)
    return next((row for row in gathered(setting).needs if row.key == key), None)


def test_every_need_ranks_the_live_offers_by_fit():
    setting = Setting()
    away = setting.exemplar("RYY", where={"latitude": "51.4", "longitude": "0.5"})

    near = row_of(setting, setting.near)
    assert [one.offer for one in near.choices] == [
        inputs.offer_key(setting.offer),
        inputs.offer_key(away),
    ]
    assert near.choices[0].fit > near.choices[1].fit


def test_small_help_and_other_areas_wait_for_no_round():
    setting = Setting()
    question = setting.ask("RQQ", help_kind="question")
    elsewhere = make_request(areas=[make_area()], help_kind="pairing").needs.get()

    assert row_of(setting, question) is None and row_of(setting, elsewhere) is None


def test_a_request_of_another_programme_is_not_taken():
    setting = Setting()
    HelpRequest.objects.filter(needs=setting.near).update(programme=make_programme())

    assert row_of(setting, setting.near) is None


def test_a_need_asked_after_the_closing_day_waits_for_the_next_round():
    setting = Setting()
    late = timezone.now() + timedelta(days=2)
    HelpRequest.objects.filter(needs=setting.near).update(created_at=late)

    assert row_of(setting, setting.near) is None


def test_a_need_with_an_open_match_is_pinned_and_not_asked_again():
    setting = Setting()
    make_match(setting.near, setting.offer, status="active")

    found = gathered(setting)
    assert [one.need for one in found.pinned] == [inputs.need_key(setting.near)]
    assert [one.key for one in found.needs] == [inputs.need_key(setting.far)]


def test_a_proposal_holds_its_place_until_it_is_answered():
    setting = Setting()
    match = match_services.propose(need=setting.near, offer=setting.offer, by=setting.broker)
    assert gathered(setting).pinned[0].status == "proposed"

    match_services.call_off(match=match, by=setting.broker)

    assert gathered(setting).pinned == ()


def test_neither_side_gets_whom_it_ruled_out_nor_whom_it_tried():
    setting = Setting()
    exemplar = setting.offer.designation
    tried = setting.ask("RTT")
    make_match(tried, setting.offer, status="lapsed")
    setting.near.help_request.not_these.add(exemplar.trust)
    DesignationVeto.objects.create(
        designation=exemplar, trust=setting.far.help_request.trust, by=setting.broker
    )

    rows = gathered(setting).needs
    assert [(row.choices, row.code) for row in rows] == [((), "ruled-out")] * 3


def test_a_veto_on_a_member_of_a_place_counts_for_the_place():
    setting = Setting()
    member = make_trust()
    setting.near.help_request.members.add(member)
    DesignationVeto.objects.create(
        designation=setting.offer.designation, trust=member, by=setting.broker
    )

    assert row_of(setting, setting.near).code == "ruled-out"


@pytest.mark.parametrize(
    ("change", "code"),
    [({"help_offered": ["question"]}, "no-kind"), ({"area": None}, "no-offer")],
)
def test_what_leaves_a_need_without_a_choice_is_named(change, code):
    setting = Setting()
    for name, value in change.items():
        setattr(setting.offer, name, value if value else make_area())
    setting.offer.save()

    assert row_of(setting, setting.near).code == code


@pytest.mark.parametrize("status", ["applied", "assessed", "paused"])
def test_only_designated_exemplars_take_part(status):
    setting = Setting()
    setting.offer.designation.status = status
    setting.offer.designation.save()

    assert gathered(setting).offers == ()


def test_an_offers_own_reserve_stands_over_the_programmes():
    setting = Setting(places=3)
    for kind, places in (("ambulance", 2), ("community", 1)):
        ProgrammeReserve.objects.create(programme=setting.programme, trust_type=kind, places=places)
    OfferReserve.objects.create(offer=setting.offer, trust_type="ambulance", places=9)

    assert gathered(setting).offers[0].reserves == {"ambulance": 3, "community": 1}


def test_the_most_needs_of_a_trust_is_kept_to():
    setting = Setting(most_needs_a_trust=1)
    second = make_request(setting.near.help_request.trust, [setting.area]).needs.get()

    row = row_of(setting, second)
    assert (row.choices, row.code) == ((), "limit") and "takes 1 of a trust" in row.why
    assert row_of(setting, setting.near).choices


def test_a_need_that_nobody_could_meet_takes_no_seat_of_its_trust():
    setting = Setting(most_needs_a_trust=1)
    trust = setting.near.help_request.trust
    elsewhere, full = make_area(), make_area()
    setting.programme.areas.add(elsewhere, full)
    make_offer(setting.offer.designation, full, places=0)
    Need.objects.filter(pk=setting.near.pk).update(area=elsewhere)
    without_a_place = make_request(trust, [full]).needs.get()
    can_be_met = make_request(trust, [setting.area]).needs.get()
    one_more = make_request(trust, [setting.area]).needs.get()

    assert row_of(setting, setting.near).code == "no-offer"
    assert row_of(setting, without_a_place).code == ""
    assert row_of(setting, can_be_met).choices
    assert row_of(setting, one_more).code == "limit"
    assert f"{setting.area} goes first" in row_of(setting, one_more).why


def test_the_populations_are_not_mixed():
    setting = Setting()
    invented = make_trust("ZZ901", illustrative=True)
    need = make_request(invented, [setting.area], help_kind="pairing").needs.get()

    assert row_of(setting, need) is None


def test_the_fingerprint_is_of_the_facts():
    setting = Setting()
    before = digest(gathered(setting))
    assert digest(gathered(setting)) == before

    setting.offer.places = 2
    setting.offer.save()

    assert digest(gathered(setting)) != before


def test_gathering_does_not_ask_more_for_more_needs():
    setting = Setting()

    def asked():
        # What the index takes along in passing is not what this asks.
        ask()
        with CaptureQueriesContext(connection) as caught:
            gathered(setting)
        return len(caught)

    few = asked()
    for code in ("RGG", "RHH", "RII"):
        setting.ask(code)

    assert asked() == few
