import re

import pytest

from portal.accounts.permissions import Role
from portal.matching.models import HelpRequest
from tests.builders.casestudies import make_area, make_case_study
from tests.builders.matching import PROBLEM, make_broker, make_match, make_person, make_request
from tests.builders.trusts import make_trust

pytestmark = pytest.mark.django_db


@pytest.fixture
def page():
    return make_case_study(areas=[make_area("Theatres")])


@pytest.fixture
def member(client):
    person = make_person(Role.MEMBER, trust=make_trust())
    client.force_login(person)
    return person


def form_behind(client, address):
    """The form that the first link for asking on this page opens."""
    main = client.get(address).text.split("<main")[1]
    link = re.search(r'href="(/help/new/\?[^"]+)"', main).group(1).replace("&amp;", "&")
    return client.get(link).context["form"]


def test_the_page_of_an_area_fills_in_the_area(client, member, page):
    assert form_behind(client, "/areas/theatres/")["area"].value() == "theatres"


def test_the_page_of_a_trust_fills_in_the_team(client, member, page):
    code = page.trust.ods_code

    assert form_behind(client, f"/trusts/{code}/")["helper"].value() == code


def test_a_case_study_fills_in_area_and_team(client, member, page):
    form = form_behind(client, page.url)

    assert form["area"].value() == "theatres"
    assert form["helper"].value() == page.trust.ods_code


def test_front_line_staff_ask_for_a_pairing_without_naming_a_sponsor(client, member):
    values = {"problem": PROBLEM, "help_kind": "pairing", "area": make_area().slug}

    text = client.get("/help/new/").text
    client.post("/help/new/", values)

    assert "you need no sponsor" in text and 'name="sponsor' not in text
    assert HelpRequest.objects.get().asked_by == member


def test_the_form_says_who_sees_what(client):
    text = client.get("/help/new/").text

    assert "Only the teams involved and the programme’s broker see this." in text
    assert "the team that helps does not see them" in text


def test_only_three_answers_are_needed(client):
    form = client.get("/help/new/").context["form"]

    assert {name for name, field in form.fields.items() if field.required} == {
        "help_kind",
        "area",
        "problem",
    }


def test_what_is_optional_stays_folded_until_it_is_used(client):
    def folded(address):
        return 'id="more" open' not in client.get(address).text

    client.post("/help/new/", {"offer_back": "Our slides"})

    assert folded("/help/new/") and not folded("/help/new/?draft=1")


def test_the_enter_key_sends_and_never_fills_in(client, member):
    buttons = re.findall(r"<button[^>]*>", client.get("/help/new/").text.split("app-ask-form")[1])

    assert buttons[0] == '<button type="submit" hidden>'


def test_the_broker_reads_along_and_is_not_told_to_ask(client):
    request = make_request(areas=[make_area()], help_kind="talk")
    make_match(need=request.needs.get(), helper=make_trust(), status="lapsed")
    client.force_login(make_broker())

    text = client.get(f"/help/{request.pk}/").text

    assert "did not answer in time" in text and "Ask another team" not in text
