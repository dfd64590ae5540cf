"""`/trusts/<ODS>/`: who a trust is, what it gave and took up, and who is like it."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client

from portal.accounts.models import RoleAssignment, User
from portal.matching.models import ExemplarDesignation, HelpRequest, Need, Offer, Programme
from portal.trusts.models import Trust
from tests.builders.accounts import confirm_address
from tests.builders.casestudies import make_adoption, make_area, make_case_study, make_signpost
from tests.builders.trusts import make_figure, make_known_trust, make_trust

pytestmark = pytest.mark.django_db


def page_of(trust, client=None, status=200):
    response = (client or Client()).get(f"/trusts/{trust.ods_code}/")
    assert response.status_code == status
    return response.content.decode()


def member_of(trust, email="ann@example.nhs.uk"):
    user = User.objects.create_user(email, "a long password", acting_trust=trust)
    confirm_address(user)
    RoleAssignment.objects.create(user=user, role="member", trust=trust)
    client = Client()
    client.force_login(user)
    return client, user


def make_offer(trust, status="designated", **fields):
    area = make_area("Theatres")
    programme = Programme.objects.create(slug="p", name="Theatre programme", starts="2024-04-01")
    designation = ExemplarDesignation.objects.create(
        programme=programme, trust=trust, status=status, ceiling=2, **fields
    )
    return Offer.objects.create(
        designation=designation, area=area, places=2, help_offered=["talk", "visit"]
    )


def test_another_spelling_of_the_code_goes_to_the_capitals():
    make_trust("RGT")

    response = Client().get("/trusts/rgt/?utm_source=mail")

    assert response.status_code == 301
    assert response["Location"] == "/trusts/RGT/?utm_source=mail"


@pytest.mark.parametrize("code", ["NONE", "x" * 300, "R%20T"])
def test_an_unknown_code_is_a_404(code):
    assert Client().get(f"/trusts/{code}/").status_code == 404


def test_a_null_byte_in_the_address_is_a_400_with_a_sentence():
    response = Client().get("/trusts/%00/")

    assert response.status_code == 400
    assert b"Check it for mistakes" in response.content


def test_facts_stand_with_year_and_source():
    trust = make_trust(region="london")
    make_figure(trust, "staff_fte", 5210, source="Workforce statistics")

    page = page_of(trust)

    assert "5,210 full-time equivalents" in page
    assert "2018/19. Workforce statistics" in page


def test_a_closed_trust_names_its_successor():
    heir = make_trust(name="Heir NHS Trust")
    trust = make_trust(closed=date(2019, 3, 31))
    trust.successors.add(heir)

    assert "This trust closed on 31 March 2019." in page_of(trust)
    assert f'<a href="/trusts/{heir.ods_code}/">Heir NHS Trust</a>' in page_of(trust)
    assert "It took over from" in page_of(heir)


def test_an_open_trust_that_a_later_list_leaves_out_says_so():
    trust = make_trust()
    make_figure(trust, "listing", text="Not in the list of August 2026", year="2026")

    assert "We have no closing date, so we show it as open." in page_of(trust)


def test_trusts_like_this_one_come_with_reasons():
    trust = make_known_trust("T01")
    make_known_trust("T02", factor=1.01)

    page = page_of(trust)

    assert "<b>Closest on</b>" in page
    assert "Same record system: Epic" in page


def test_a_trust_too_little_known_to_compare_says_why():
    assert "Too little is known of this trust" in page_of(make_trust())


def test_what_it_shared_is_listed_and_drafts_are_not():
    trust = make_trust()
    make_case_study(trust=trust, title="Plan rosters earlier")
    make_case_study(trust=trust, title="Keep this back", publish=False)

    page = page_of(trust)

    assert "Plan rosters earlier" in page
    assert "Keep this back" not in page


def test_network_case_studies_are_for_people_who_are_signed_in():
    trust = make_trust()
    make_case_study(trust=trust, title="For the network", visibility="network")
    client, _ = member_of(make_trust())

    assert "For the network" not in page_of(trust)
    assert "For the network" in page_of(trust, client)


def test_a_signpost_is_told_apart():
    trust = make_trust()
    make_signpost(trust=trust, title="Read about rosters")

    assert "Published elsewhere about this trust, not checked by us" in page_of(trust)


def test_what_it_took_up_is_listed_once_it_is_confirmed():
    trust = make_trust()
    make_adoption(make_case_study(title="Plan rosters"), trust=trust, result="It fell here too.")
    make_adoption(make_case_study(title="Only claimed"), trust=trust, confirmed=False)

    page = page_of(trust)

    assert "It fell here too." in page
    assert "Only claimed" not in page


@pytest.mark.parametrize("named", [True, False])
def test_a_stopped_adoption_is_named_only_if_the_trust_agrees(named):
    trust = make_trust()
    study = make_case_study(title="Plan rosters")
    make_adoption(
        study,
        trust=trust,
        status="stopped",
        stopped_reason="cost",
        show_name_if_stopped=named,
    )

    assert ("Plan rosters" in page_of(trust)) is named


def test_what_it_offers_says_the_places_left():
    trust = make_trust()
    make_offer(trust)

    page = page_of(trust)

    assert "Theatre programme" in page
    assert "30-minute talk, visit. 2 places left." in page


def test_an_open_trust_can_be_asked_in_one_click_and_a_closed_one_cannot():
    trust = make_trust()
    closed = make_trust(closed=date(2019, 3, 31))

    assert f"/help/new/?helper={trust.ods_code}" in page_of(trust)
    assert "/help/new/?helper=" not in page_of(closed)


def test_an_ended_designation_is_history_without_offers():
    trust = make_trust()
    make_offer(trust, status="ended", ended_on=date(2021, 3, 31), name_then="Old Trust")

    page = page_of(trust)

    assert "As Old Trust." in page
    assert "places left" not in page


def ask(trust, user):
    request = HelpRequest.objects.create(
        trust=trust, asked_by=user, problem="Private words", help_kind="talk"
    )
    Need.objects.create(help_request=request, area=make_area("Private area"))
    return request


def test_what_it_asked_for_is_shown_to_its_own_members_only():
    trust = make_trust()
    own, user = member_of(trust)
    other, _ = member_of(make_trust(), "bob@example.nhs.uk")
    ask(trust, user)

    assert "Private area" in page_of(trust, own)
    assert "Private area" not in page_of(trust, other)
    assert "Private area" not in page_of(trust)


def test_a_member_sees_how_like_their_own_trust_it_is():
    mine = make_known_trust("T01", latitude="51.5", longitude="-0.1")
    trust = make_known_trust("T02", latitude="53.8", longitude="-1.5", factor=1.1)
    client, _ = member_of(mine)

    page = page_of(trust, client)

    assert "Beside Trust T01" in page
    assert "169 miles apart" in page
    assert "Beside" not in page_of(mine, client)


def test_a_trust_with_much_takes_as_many_queries_as_one_with_little(
    django_assert_max_num_queries,
):
    trust = make_known_trust("T01")
    share(trust, 1)
    with django_assert_max_num_queries(40) as few:
        page_of(trust)
    share(trust, 5)

    with django_assert_max_num_queries(len(few)):
        page_of(trust)


def share(trust, count):
    for _ in range(count):
        make_case_study(trust=trust)
        make_adoption(make_case_study(), trust=trust)
        make_known_trust(factor=1.2, type=Trust.Type.ACUTE)
