"""Below the floor of fit a pair is for the broker alone, and needs a reason."""

from __future__ import annotations

import json

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.urls import reverse

from portal.accounts.permissions import Role
from portal.matching import unmatched
from portal.matching.matches import services as match_services
from portal.matching.requests import queries as request_queries
from portal.matching.rounds import inputs
from portal.matching.rounds.values import as_json, digest, from_json
from portal.matching.scoring import formula
from portal.matching.suggestions import candidates
from tests.builders.casestudies import make_area
from tests.builders.matching import (
    make_broker,
    make_designation,
    make_offer,
    make_person,
    make_programme,
    make_request,
)
from tests.builders.rounds import FAR, NEAR, Setting
from tests.builders.trusts import make_trust

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("value", "is_below"), [(0.474, True), (0.4749, True), (0.4751, False), (0.48, False)]
)
def test_a_page_never_says_that_48_is_below_48(value, is_below):
    assert formula.is_below_floor(value, 48) is is_below


class Unlike:
    """An ambulance service in the south asks where only an acute trust in the north helps."""

    def __init__(self):
        self.area = make_area()
        self.programme = make_programme([self.area])
        self.helper = make_trust("RAC", type="acute", **NEAR)
        self.designation = make_designation(self.helper, self.programme)
        self.offer = make_offer(self.designation, self.area)
        self.seeker = make_trust("RYA", type="ambulance", **FAR)
        self.person = make_person(Role.MEMBER, trust=self.seeker)
        self.request = make_request(self.seeker, [self.area], asked_by=self.person)
        self.need = self.request.needs.get()
        self.broker = make_broker()


def test_the_broker_alone_sees_it_with_why():
    unlike = Unlike()

    (row,) = request_queries.build_request_page(unlike.request, unlike.broker).needs
    (below,) = row.below_floor
    assert not row.candidates and below.candidate.trust == unlike.helper
    assert "below the floor of 48" in below.why_below
    assert "Different types: Ambulance and acute" in below.why_below

    (theirs,) = request_queries.build_request_page(unlike.request, unlike.person).needs
    assert not theirs.candidates and not theirs.below_floor
    assert unmatched.why(unlike.need) == "below-floor"


def test_the_page_of_the_seeker_does_not_name_it(client):
    unlike = Unlike()
    address = reverse("matching:request", args=[unlike.request.pk])

    client.force_login(unlike.person)
    assert unlike.helper.name not in client.get(address).text
    client.force_login(unlike.broker)
    assert "Below the floor of fit" in client.get(address).text


def test_why_not_says_so_and_shows_no_score():
    unlike = Unlike()

    answer = request_queries.why_not_exemplar(unlike.need, unlike.helper)

    assert "fits this need less well than the floor" in answer.sentence
    assert answer.first is None and answer.asked is None


def test_the_broker_may_propose_it_with_a_reason_and_not_without():
    unlike = Unlike()
    pair = {"need": unlike.need, "offer": unlike.offer, "by": unlike.broker}

    with pytest.raises(ValidationError, match=r"below the floor of 48\. Say in the note why"):
        match_services.propose(**pair)
    match = match_services.propose(**pair, broker_note="They share a fleet workshop.")

    assert match.status == "proposed"


def test_a_round_does_not_give_it_and_lists_it():
    unlike = Unlike()

    found = inputs.gather(unlike.programme, closes_on=Setting().round.closes_on).inputs
    (need,) = found.needs

    assert (need.choices, need.code) == ((), "below-floor")
    assert [one.offer for one in need.below_floor] == [f"offer-{unlike.offer.pk:07d}"]
    assert from_json(as_json(found)) == found


def test_a_programme_may_set_another_floor():
    unlike = Unlike()
    unlike.programme.fit_floor = 0
    unlike.programme.save()

    (one,) = candidates.for_request(unlike.need)

    assert not one.below_floor and one.why_below == ""
    assert (
        inputs.gather(unlike.programme, closes_on=Setting().round.closes_on).inputs.needs[0].choices
    )


def test_trusts_of_one_type_stay_above_the_standard_floor_however_far():
    setting = Setting()

    (one,) = candidates.for_request(setting.far)

    assert not one.below_floor


def test_suggest_exemplars_ranks_every_candidate_and_flags_those_below(capsys):
    unlike = Unlike()
    make_offer(make_designation(make_trust("RYB", type="ambulance"), unlike.programme), unlike.area)

    call_command("suggest_exemplars", trust="RYA", area=unlike.area.slug, json=True)

    found = json.loads(capsys.readouterr().out)["candidates"]
    assert [(one["ods_code"], one["below_floor"]) for one in found] == [
        ("RYB", False),
        ("RAC", True),
    ]


def test_a_round_of_before_there_was_a_floor_keeps_its_fingerprint():
    setting = Setting()
    stored = as_json(inputs.gather(setting.programme, closes_on=setting.round.closes_on).inputs)

    assert all("below_floor" not in need for need in stored["needs"])
    assert digest(from_json(stored)) == digest(
        inputs.gather(setting.programme, closes_on=setting.round.closes_on).inputs
    )


def test_the_floor_stands_on_the_page_of_the_programme(client):
    programme = make_programme(fit_floor=52)

    page = client.get(reverse("matching:programme", args=[programme.slug]))

    assert "scores less than 52 of 100 is below the floor of fit" in page.text
