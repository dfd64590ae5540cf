import pytest

from portal.matching.models import HelpRequest
from portal.matching.requests import form_queries
from tests.builders.casestudies import make_area
from tests.builders.matching import PROBLEM, make_person
from tests.builders.trusts import make_figure, make_trust

pytestmark = pytest.mark.django_db
NEW = "/help/new/"
FIGURE = "Sickness absence 5.2% (2018/19, trust register)"


@pytest.fixture
def trust():
    trust = make_trust()
    make_figure(trust, "sickness_absence_rate", 0.049, year="2017/18")
    make_figure(trust, "sickness_absence_rate", 0.052, source="NHS Digital, 2019")
    return trust


@pytest.fixture
def area():
    return make_area("Workforce")


@pytest.fixture
def browser(trust, client):
    client.force_login(make_person(trust=trust))
    return client


def test_the_latest_figure_of_the_area_is_suggested_with_its_source(trust, area):
    found = form_queries.suggested(trust, area.slug)

    assert found.text == FIGURE and found.source == "NHS Digital, 2019"


def test_an_area_below_has_the_figure_of_the_one_above(trust, area):
    below = make_area("Rostering", parent=area)

    assert form_queries.suggested(trust, below.slug).text == FIGURE


@pytest.mark.parametrize("slug", ["", "no-such-area", "a\0b"])
def test_without_a_known_area_nothing_is_suggested(trust, slug):
    assert form_queries.suggested(trust, slug) is None


def test_the_figure_of_another_trust_is_never_suggested(trust, area):
    assert form_queries.suggested(make_trust(), area.slug) is None


def test_the_form_shows_it_and_fills_nothing_in_silently(browser, area):
    answer = browser.get(f"{NEW}?area={area.slug}")

    assert "Sickness absence 5.2%, 2018/19" in answer.text
    assert "Source: NHS Digital, 2019." in answer.text
    assert not answer.context["form"]["starting_figure"].value()


def test_one_press_uses_it_and_keeps_the_rest(browser, area):
    answer = browser.post(NEW, {"area": area.slug, "problem": PROBLEM, "fill": "figure"})

    form = answer.context["form"]
    assert form["starting_figure"].value() == FIGURE and form["problem"].value() == PROBLEM
    assert "Source: NHS Digital, 2019." in answer.text and not HelpRequest.objects.exists()


def test_looking_up_shows_it_for_the_area_that_was_chosen(browser, area):
    answer = browser.post(NEW, {"area": area.slug, "fill": "look"})

    assert "Use this figure" in answer.text
    assert not answer.context["form"]["starting_figure"].value()


def test_looking_up_where_nothing_is_known_says_so(browser):
    answer = browser.post(NEW, {"area": make_area().slug, "fill": "look"})

    assert "has no figure of your trust for this area" in answer.text


def test_an_unknown_press_changes_nothing(browser):
    answer = browser.post(NEW, {"problem": PROBLEM, "fill": "magic"})

    assert PROBLEM in answer.text and not HelpRequest.objects.exists()


def test_a_visitor_who_presses_signs_in_first(client, area):
    assert "/accounts/login/" in client.post(NEW, {"area": area.slug, "fill": "figure"}).url


def test_a_visitor_is_shown_no_figure(client, trust, area):
    assert "5.2%" not in client.get(f"{NEW}?area={area.slug}").text
