from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from portal.accounts.permissions import Role
from portal.matching.models import Programme
from portal.matching.programmes.forms import ProgrammeForm, weights_start
from portal.matching.scoring import weights
from tests.builders.casestudies import make_area
from tests.builders.matching import make_broker, make_person, make_programme
from tests.builders.trusts import make_trust

pytestmark = pytest.mark.django_db
# A reader holds no role: a visitor is tried apart.
OTHERS = [role for role in Role if role not in (Role.READER, Role.PROGRAMME_MANAGER)]
BELOW = ["change", "weights", "reserves", "plan"]


@pytest.fixture
def browser(client):
    client.force_login(make_broker())
    return client


def page(programme, below=""):
    return f"/help/programmes/{programme.slug}/{f'{below}/' if below else ''}"


def day(days):
    return (timezone.localdate() + timedelta(days=days)).isoformat()


def weights_form(programme, **changed):
    return {**weights_start(programme), "note": "", **changed}


def test_a_programme_is_set_up_in_the_browser_from_nothing_to_its_first_round(browser, client):
    area = make_area("Theatres")
    form = {
        "name": "Theatres together",
        "slug": "theatres",
        "areas": [area.slug],
        "starts": day(-1),
        "rules": "Ask by Friday.",
        "criteria": "Time in the job plan.",
        "term_months": "9",
        "fit_floor": "48",
        "most_needs_a_trust": "2",
    }
    browser.post("/help/programmes/new/", form)
    programme = Programme.objects.get()
    browser.post(page(programme, "reserves"), {"community": "1"})
    browser.post(
        page(programme, "weights"), weights_form(programme, distance="40", save="", note="Nearer.")
    )
    browser.post(page(programme, "plan"), {"closes_on": day(10), "held_on": day(17)})
    client.logout()

    text = client.get(reverse("matching:programme", args=["theatres"])).text

    for words in (
        "Ask by Friday.",
        "Time in the job plan.",
        "for 9 months",
        "2 needs at most",
        "1 place goes first to community trusts",
        "One-off savings never qualify",
        "A live contact",
        "never by chance",
        "0.5 times its weakness",
        "Version 2",
        "“Nearer.”",
        "Distance 10% →",
        "Round 1",
    ):
        assert words in text, words


def test_a_bad_programme_keeps_what_was_typed_and_says_what_is_wrong(browser):
    answer = browser.post(
        "/help/programmes/new/", {"name": "Kept", "slug": "not a slug", "term_months": "99"}
    )

    assert answer.status_code == 200 and 'value="Kept"' in answer.text
    for target in ("id_slug", "id_areas_0", "id_starts", "id_term_months"):
        assert f'href="#{target}"' in answer.text


def test_an_address_that_is_taken_is_refused(browser):
    programme = make_programme()

    answer = browser.post("/help/programmes/new/", {"name": "Two", "slug": programme.slug})

    assert "Another programme has this address." in answer.text


def test_a_change_keeps_its_address(browser):
    programme = make_programme()
    form = {
        "name": "New name",
        "slug": "elsewhere",
        "areas": [area.slug for area in programme.areas.all()],
        "starts": "2024-04-01",
        "term_months": "6",
        "fit_floor": "48",
    }

    browser.post(page(programme, "change"), form)

    programme.refresh_from_db()
    assert (programme.name, programme.term_months) == ("New name", 6)
    assert programme.slug != "elsewhere"


def test_the_first_press_shows_and_only_the_second_saves(browser):
    programme = make_programme()
    form = weights_form(programme, distance="40")

    shown = browser.post(page(programme, "weights"), {**form, "preview": ""})
    assert "What it would do today" in shown.text and 'name="save"' in shown.text
    assert Programme.objects.get().weights_version == 1

    browser.post(page(programme, "weights"), {**form, "save": ""})
    assert Programme.objects.get().weights_version == 2
    assert Programme.objects.get().weights == {"distance": 0.4}


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"distance": ""}, "Enter a number for Distance"),
        ({"distance": "-1"}, "greater than or equal to 0"),
        ({"distance": "lots"}, "Enter a number"),
        ({"weakness_weight": "3"}, "less than or equal to 2"),
        (dict.fromkeys(weights.STANDARD, "0"), "At least one part"),
        ({}, "published already"),
    ],
)
def test_weights_that_cannot_be_published_are_refused_with_a_sentence(browser, changed, says):
    programme = make_programme()

    answer = browser.post(page(programme, "weights"), weights_form(programme, **changed))

    assert answer.status_code == 200 and says in answer.text
    assert 'name="save"' not in answer.text


def test_weights_published_meanwhile_are_not_written_over(browser):
    programme = make_programme(weights_version=2)

    answer = browser.post(
        page(programme, "weights"), weights_form(programme, distance="40", version=1, save="")
    )

    assert "published meanwhile" in answer.text
    assert Programme.objects.get().weights_version == 2


def test_a_round_at_a_bad_time_is_said_at_its_field(browser):
    programme = make_programme()

    answer = browser.post(page(programme, "plan"), {"closes_on": day(10), "held_on": day(5)})

    assert 'href="#id_held_on"' in answer.text and not programme.rounds.exists()


def test_a_planned_round_is_taken_back(browser):
    programme = make_programme()
    browser.post(page(programme, "plan"), {"closes_on": day(10), "held_on": day(17)})

    browser.post(f"{page(programme, 'plan')}1/take-back/")

    assert not programme.rounds.exists()


def test_the_managers_page_leads_to_the_rounds(browser):
    programme = make_programme()

    assert f'href="{page(programme, "rounds")}"' in browser.get(page(programme)).text


def test_a_programme_of_the_past_is_read_and_not_changed(browser):
    past = make_programme(starts="2016-09-01", ends="2021-03-31")

    assert "kept as history" in browser.get(page(past)).text
    for below in BELOW:
        assert browser.post(page(past, below)).status_code == 404


@pytest.mark.parametrize("role", OTHERS)
def test_to_anyone_else_the_pages_are_not_there(client, role):
    programme = make_programme()
    person = make_person(role, trust=make_trust())
    client.force_login(person)

    for path in ("/help/programmes/", "/help/programmes/new/", page(programme)):
        assert client.get(path).status_code == 404
    for below in BELOW:
        assert client.post(page(programme, below)).status_code == 404


def test_a_visitor_is_asked_to_sign_in(client):
    assert client.get("/help/programmes/").status_code == 302


def test_the_list_takes_no_more_queries_for_more_programmes(browser, django_assert_max_num_queries):
    make_programme()
    browser.get("/help/programmes/")
    with django_assert_max_num_queries(40) as few:
        browser.get("/help/programmes/")
    for _ in range(3):
        make_programme()

    with django_assert_max_num_queries(len(few)):
        browser.get("/help/programmes/")


def test_a_real_site_offers_no_programme_for_invented_trusts():
    assert "illustrative" not in ProgrammeForm().fields

    make_trust(illustrative=True)

    assert "illustrative" in ProgrammeForm().fields
