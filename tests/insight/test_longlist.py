"""Supply against demand, and who else does best, as a programme manager sees them."""

from __future__ import annotations

import re
from datetime import date

import pytest

from portal.accounts.permissions import Role
from portal.insight.performance import longlist, queries
from portal.matching.choices import DesignationStatus
from portal.matching.invitations.services import invite
from portal.performance.measures import MEASURES
from tests.builders.casestudies import make_area
from tests.builders.matching import (
    make_broker,
    make_designation,
    make_offer,
    make_person,
    make_programme,
    make_request,
)
from tests.builders.performance import make_national_figure
from tests.builders.trusts import make_trust

pytestmark = pytest.mark.django_db

MEASURE = MEASURES["sickness_absence_rate"]
FRESH = ("2022/23", "2023/24", "2024/25")
OLD = ("2015/16", "2016/17", "2017/18")
# Of twelve trusts three are in the best quarter.
TRUSTS, BEST = 12, 3


@pytest.fixture(autouse=True)
def fresh_performers():
    """Each test has figures of its own under the numbers of the last one's."""
    queries.forget()


@pytest.fixture
def area():
    return make_area(slug=MEASURE.area, name="Sickness")


@pytest.fixture
def programme(area):
    return make_programme(areas=[area])


def report(years=FRESH, trust_type="acute", **fields):
    """Twelve trusts, the first with the lowest absence in every year."""
    trusts = [make_trust(type=trust_type, **fields) for _ in range(TRUSTS)]
    for year in years:
        for number, trust in enumerate(trusts, 1):
            make_national_figure(trust, MEASURE.key, number / 100, year=year)
    return trusts


def supply_of(programme, **chosen):
    (supply,) = longlist.supply_and_demand(programme, **chosen)
    return supply


def codes(candidates):
    return [one.row.performer.ods_code for one in candidates]


def test_top_performers_of_fresh_figures_could_be_asked(programme):
    best = report()[:BEST]

    supply = supply_of(programme)

    assert codes(supply.candidates) == [trust.ods_code for trust in best]
    assert supply.to_ask == supply.candidates
    assert all(one.row.performer.against for one in supply.candidates), "12 are few peers"


def test_history_is_listed_and_grounds_nothing(programme):
    report(years=OLD)

    supply = supply_of(programme)

    assert len(supply.candidates) == BEST
    assert all(one.is_history for one in supply.candidates)
    assert supply.to_ask == ()


def test_who_offers_help_already_is_nobody_to_ask(programme, area):
    first, second, third = report()[:BEST]
    make_offer(make_designation(first, programme), area, places=2)
    make_designation(second, programme, status=DesignationStatus.APPLIED)

    supply = supply_of(programme)
    told = {one.row.performer.ods_code: one for one in supply.candidates}

    assert told[first.ods_code].offers_help
    assert told[second.ods_code].status == "Applied"
    assert codes(supply.to_ask) == [third.ods_code]


def test_who_was_an_exemplar_once_is_nobody_to_ask(programme):
    """A programme takes one application of a trust, and refuses a second."""
    first, *_ = report()[:BEST]
    make_designation(first, programme, status=DesignationStatus.ENDED, ended_on=date(2026, 1, 31))

    supply = supply_of(programme)

    assert {one.status for one in supply.candidates} == {"Ended", ""}
    assert first.ods_code not in codes(supply.to_ask)


def test_an_exemplar_of_another_programme_is_none_of_this_one(programme, area):
    first, *_ = report()[:BEST]
    elsewhere = make_programme(areas=[area])
    make_offer(make_designation(first, elsewhere), area)

    supply = supply_of(programme)

    assert supply.exemplars == () and supply.places == 0
    assert first.ods_code in codes(supply.to_ask)


def test_requests_that_wait_stand_against_places(programme, area):
    make_offer(make_designation(make_trust(), programme), area, places=1)
    requests = {make_request(areas=[area], help_kind="pairing").pk for _ in range(2)}

    supply = supply_of(programme)

    assert {one.request_id for one in supply.waiting} == requests
    assert (supply.places, supply.is_short) == (1, True)


def test_one_type_of_trust_is_shown_alone(programme, area):
    report(trust_type="acute")
    community = report(trust_type="community")[:BEST]
    make_request(trust=make_trust(type="acute"), areas=[area], help_kind="pairing")

    supply = supply_of(programme, trust_type="community")

    assert codes(supply.candidates) == [trust.ods_code for trust in community]
    assert supply.waiting == ()


def test_invented_figures_are_none_of_a_real_programme(programme):
    report(illustrative=True)

    assert longlist.supply_and_demand(programme) == ()


def test_who_was_invited_is_not_asked_twice(client, programme):
    first, *_ = report()[:BEST]
    make_person(Role.AUTHOR, trust=first)
    broker = make_broker()
    invite(programme=programme, trust=first, measure=MEASURE, by=broker)
    client.force_login(broker)

    page = client.get(f"/insight/programme/{programme.slug}/performers/").text

    assert first.ods_code not in codes(supply_of(programme).to_ask)
    assert page.count(">Invited</a>") == 1
    assert page.count("/help/invitations/new/") == BEST - 1


def test_the_page_counts_what_it_lists(client, programme, area):
    first, *_ = report()[:BEST]
    make_offer(make_designation(first, programme), area, places=2)
    make_request(areas=[area], help_kind="pairing")
    client.force_login(make_broker())

    page = client.get(f"/insight/programme/{programme.slug}/performers/").text
    row = re.search(rf'href="#{area.slug}".*?</tr>', page, re.DOTALL)[0]

    assert re.findall(r"<td>\s*(\d+)", row) == ["1", "1", "2", "3", "2"]
    assert page.count("Could be asked</span>") == 2
    assert page.count("Offers help here</span>") == 1
    assert page.count(">request ") == 1


def test_an_unknown_type_is_refused_beside_its_field(client, programme):
    client.force_login(make_broker())

    answer = client.get(f"/insight/programme/{programme.slug}/performers/?trust_type=spa")

    assert answer.status_code == 400
    assert "Choose a type of trust from the list." in answer.text


def test_nobody_else_sees_whom_a_manager_could_ask(client, programme):
    client.force_login(make_person("author", trust=make_trust()))

    assert client.get(f"/insight/programme/{programme.slug}/performers/").status_code == 404
