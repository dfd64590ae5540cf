from datetime import date

import pytest
from django.core.exceptions import ValidationError

from portal.matching.models import HelpRequest
from portal.matching.requests import services as request_services
from portal.matching.requests.services import Partner, Place
from tests.builders.casestudies import make_area
from tests.builders.matching import PROBLEM, make_person
from tests.builders.trusts import make_trust

pytestmark = pytest.mark.django_db
NEW = "/help/new/"
BOARD = {"icb": "Harbour and Hills ICB", "icb_code": "QZZ"}


@pytest.fixture
def lead():
    return make_trust(name="Leading Trust", **BOARD)


@pytest.fixture
def browser(lead, client):
    client.force_login(make_person(trust=lead))
    return client


def answers(**changed):
    return {"problem": PROBLEM, "help_kind": "pairing", "area": make_area().slug, **changed}


def test_a_board_gives_its_other_open_trusts(lead):
    make_trust(name="Closed Trust", closed=date(2020, 1, 1), **BOARD)
    make_trust(name="Elsewhere", icb_code="QAA")
    make_trust(illustrative=True, **BOARD)
    other = make_trust(name="Other Trust", **BOARD)

    assert request_services.trusts_of_icb(lead) == [other]


def test_a_trust_without_a_board_has_no_others():
    make_trust()

    assert request_services.trusts_of_icb(make_trust()) == []


def test_one_press_adds_all_trusts_of_the_board_and_sends_nothing(browser, lead):
    make_trust(name="Other Trust", **BOARD)
    make_trust(name="Third Trust", **BOARD)
    make_trust(name="Neighbour")

    text = browser.post(NEW, answers(fill="icb", members="Neighbour")).text

    assert "Neighbour\nOther Trust\nThird Trust" in text and PROBLEM in text
    assert 'value="icb" selected' in text and 'value="Harbour and Hills ICB"' in text
    assert not HelpRequest.objects.exists()


def test_pressing_twice_names_no_trust_twice(browser, lead):
    make_trust(name="Other Trust", **BOARD)

    form = browser.post(NEW, answers(fill="icb", members="other trust")).context["form"]

    assert form["members"].value() == "Other Trust"


def test_an_icb_asks_together(browser, lead):
    other = make_trust(name="Other Trust", **BOARD)

    browser.post(NEW, answers(place_kind="icb", members="Other Trust"))

    request = HelpRequest.objects.get()
    assert request.place_kind == "icb" and request.place_name == lead.icb
    assert list(request.members.all()) == [other]


def test_a_collaborative_asks_together(browser):
    make_trust(name="Other Trust")
    place = {"place_kind": "collaborative", "place_name": "Northmoor Providers"}

    browser.post(NEW, answers(members="Other Trust", **place))

    assert HelpRequest.objects.get().place_name == "Northmoor Providers"


def test_a_trust_asks_with_council_partners(browser):
    partners = "Northmoor Council: home care\nHill District"
    place = {"place_kind": "council", "place_name": "Northmoor place"}

    browser.post(NEW, answers(partners=partners, **place))

    kept = HelpRequest.objects.get().partners.values_list("name", "part")
    assert list(kept) == [("Northmoor Council", "home care"), ("Hill District", "")]


@pytest.mark.parametrize(
    ("place", "field"),
    [
        (Place(name="A name"), "place_kind"),
        (Place(partners=(Partner("Council"),)), "place_kind"),
        (Place(kind="magic", name="A name"), "place_kind"),
        (Place(kind="other"), "place_name"),
        (Place(kind="other", name="x" * 161), "place_name"),
        (Place(kind="council", name="A place"), "partners"),
        (Place(kind="collaborative", name="A place"), "members"),
        (Place(kind="icb", name="A place"), "members"),
        (Place(kind="council", name="A", partners=(Partner("One"), Partner("one"))), "partners"),
        (Place(kind="council", name="A", partners=(Partner(" "),)), "partners"),
        (Place(kind="council", name="A", partners=(Partner("x" * 161),)), "partners"),
        (
            Place(kind="council", name="A", partners=tuple(Partner(str(n)) for n in range(11))),
            "partners",
        ),
    ],
)
def test_a_place_that_is_not_whole_is_refused_at_its_field(place, field):
    with pytest.raises(ValidationError) as refused:
        request_services.check(place)

    assert set(refused.value.message_dict) == {field}


def test_the_form_shows_the_refusal_and_keeps_what_was_typed(browser):
    answer = browser.post(NEW, answers(place_kind="council", place_name="Northmoor place"))

    assert "Name at least one council." in answer.text and "Northmoor place" in answer.text
    assert not HelpRequest.objects.exists()


def test_the_command_refuses_what_the_form_would(lead):
    with pytest.raises(ValidationError):
        request_services.ask(
            trust=lead,
            by=make_person(trust=lead),
            problem=PROBLEM,
            help_kind="pairing",
            areas=[make_area()],
            partners=[Partner("A council")],
        )

    assert not HelpRequest.objects.exists()


def test_a_draft_of_a_visitor_keeps_the_new_fields_through_signing_in(client, lead):
    typed = {
        "place_kind": "council",
        "place_name": "Northmoor place",
        "partners": "Northmoor Council",
        "offer_back": "Our training slides",
        "open_to_peers": "on",
    }
    client.post(NEW, answers(**typed))
    client.force_login(make_person(trust=lead))

    form = client.get(f"{NEW}?draft=1").context["form"]

    assert {name: form[name].value() for name in typed} == typed
