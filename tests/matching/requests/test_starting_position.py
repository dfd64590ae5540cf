"""The form asks for the figure of a national measure, and fills in what the trust reported."""

from decimal import Decimal

import pytest

from portal.matching.models import HelpRequest, Need
from portal.matching.requests import services as request_services
from portal.matching.requests.starting import measure_choices, national_start
from portal.performance.measures import MEASURES
from tests.builders.casestudies import make_area
from tests.builders.matching import PROBLEM, make_person
from tests.builders.performance import make_national_figure
from tests.builders.trusts import make_trust

pytestmark = pytest.mark.django_db
NEW = "/help/new/"
KEY = "sickness_absence_rate"


@pytest.fixture
def area():
    return make_area("Sickness", slug="sickness-absence", parent=make_area("Workforce"))


@pytest.fixture
def trust():
    trust = make_trust()
    make_national_figure(trust, KEY, "0.049", year="2022/23")
    make_national_figure(trust, KEY, "0.052123", year="2023/24")
    return trust


@pytest.fixture
def browser(trust, client):
    client.force_login(make_person(trust=trust))
    return client


def sent(browser, area, **fields):
    return browser.post(
        NEW, {"help_kind": "review", "area": area.slug, "problem": PROBLEM, **fields}
    )


def typed(answer):
    form = answer.context["form"]
    return tuple(form[name].value() for name in ("measure", "starting_value", "starting_year"))


@pytest.mark.parametrize("query", ["area=sickness-absence&measure=" + KEY, "area=sickness-absence"])
def test_the_figure_is_filled_in_with_year_and_source(browser, area, query):
    answer = browser.get(f"{NEW}?{query}")

    assert typed(answer) == (KEY, "5.2", "2023/24")
    assert "Sickness absence: 5.2% of staff days in 2023/24" in " ".join(answer.text.split())
    assert "Source: NHS England." in answer.text


def test_the_address_brings_no_figure(browser, area):
    answer = browser.get(f"{NEW}?area={area.slug}&measure={KEY}&starting_value=1")

    assert answer.status_code == 400 and typed(answer)[1] == "5.2"


def test_an_unknown_measure_is_refused_in_a_sentence(browser, area):
    answer = browser.get(f"{NEW}?area={area.slug}&measure=magic")

    assert answer.status_code == 400 and "“magic” is not a national measure" in answer.text


def test_another_trusts_figure_is_never_filled_in(browser, area):
    other = make_trust()
    make_national_figure(other, "energy_cost_per_m2", "34.5")

    assert typed(browser.get(f"{NEW}?measure=energy_cost_per_m2"))[1] is None


def test_the_national_figure_is_kept_in_full_with_its_source(browser, area):
    sent(browser, area, measure=KEY, starting_value="5.2", starting_year="2023/24")

    need = Need.objects.get()
    assert need.starting_value == Decimal("0.052123") and need.starting_source == "NHS England"
    assert need.start_in_words == ("Sickness absence: 5.2% of staff days in 2023/24 (NHS England)")


def test_a_later_figure_of_ones_own_is_kept_as_the_trusts(browser, area):
    sent(browser, area, measure=KEY, starting_value="5.9", starting_year="2025/26")

    need = Need.objects.get()
    assert need.starting_value == Decimal("0.059") and need.starting_source == "the trust itself"


def test_a_need_without_a_measure_is_as_easy_as_before(browser):
    sent(browser, make_area("Wounds"))

    need = Need.objects.get()
    assert need.start is None and need.start_in_words == ""


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({"starting_value": "5"}, "measure"),
        ({"measure": KEY, "starting_value": "5"}, "starting_year"),
        ({"measure": KEY, "starting_value": "500", "starting_year": "2023/24"}, "starting_value"),
        ({"measure": KEY, "starting_value": "-1", "starting_year": "2023/24"}, "starting_value"),
        ({"measure": "energy_cost_per_m2"}, "measure"),
        ({"measure": "magic"}, "measure"),
        ({"measure": KEY, "starting_year": "1990/91"}, "starting_year"),
    ],
)
def test_what_makes_no_sense_is_said_at_its_field(browser, area, fields, name):
    answer = sent(browser, area, **fields)

    assert name in answer.context["form"].errors and not HelpRequest.objects.exists()


def test_one_press_fills_it_in_and_keeps_the_rest(browser, area):
    answer = browser.post(NEW, {"area": area.slug, "problem": PROBLEM, "fill": "figure"})

    assert typed(answer) == (KEY, "5.2", "2023/24")
    assert answer.context["form"]["problem"].value() == PROBLEM


def test_the_page_of_the_request_says_where_they_start(browser, area):
    answer = sent(browser, area, measure=KEY, starting_value="5.2", starting_year="2023/24")

    assert "5.2% of staff days in 2023/24" in browser.get(answer.url).text


def test_the_area_that_was_named_first_carries_it(trust, area):
    start = national_start(trust, MEASURES[KEY])
    request_services.ask(
        trust=trust,
        by=make_person(trust=trust),
        problem=PROBLEM,
        help_kind="review",
        areas=[area, make_area("Estates")],
        start=start,
    )

    assert [need.area for need in Need.objects.exclude(starting_measure="")] == [area]


def test_every_measure_can_be_chosen_with_its_unit():
    offered = {key: label for _, group in measure_choices() for key, label in group}

    assert set(offered) == set(MEASURES)
    assert offered[KEY] == "Sickness absence (% of staff days)"


def test_a_visitor_finds_the_figure_once_signed_in(client, trust, area):
    client.post(NEW, {"area": area.slug, "measure": KEY, "problem": PROBLEM, "help_kind": "review"})
    client.force_login(make_person(trust=trust))
    # Signing in keeps the visitor's own session.
    answer = client.get(f"{NEW}?draft=1")

    assert typed(answer) == (KEY, "5.2", "2023/24")
