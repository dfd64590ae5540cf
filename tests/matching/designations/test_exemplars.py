from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from portal.accounts.permissions import Role
from portal.matching.models import ExemplarDesignation
from tests.builders.casestudies import make_area
from tests.builders.matching import (
    make_broker,
    make_designation,
    make_match,
    make_offer,
    make_person,
    make_programme,
    make_proof,
    make_request,
)
from tests.builders.trusts import make_trust

pytestmark = pytest.mark.django_db


@pytest.fixture
def offers():
    """Two exemplars: a community trust for beds, an acute trust for theatre lists."""
    theatres = make_area("Theatres")
    beds, lists = make_area("Beds"), make_area("Lists", parent=theatres)
    programme = make_programme(areas=[beds, theatres])
    north = make_trust(name="North Trust", type="community", region="north-west")
    south = make_trust(name="South Trust", type="acute", region="south-east")
    make_offer(make_designation(north, programme), beds, places=2, help_offered=["talk"])
    return make_offer(make_designation(south, programme), lists, places=1)


@pytest.mark.parametrize(
    ("query", "found", "left_out"),
    [
        ("", ["North Trust", "South Trust"], []),
        ("area=beds", ["North Trust"], ["South Trust"]),
        ("area=theatres", ["South Trust"], ["North Trust"]),
        ("trust_type=community", ["North Trust"], ["South Trust"]),
        ("region=south-east", ["South Trust"], ["North Trust"]),
        ("help=pairing", ["South Trust"], ["North Trust"]),
        ("region=london", ["No exemplar fits"], ["North Trust", "South Trust"]),
    ],
)
def test_the_filters_keep_what_fits(offers, client, query, found, left_out):
    text = client.get(f"/exemplars/?{query}").text

    assert all(name in text for name in found)
    assert not any(name in text for name in left_out)


def answered(helper, days, times):
    """Questions that this team answered so many days after they were asked on a Monday."""
    monday = timezone.now() - timedelta(days=28 + timezone.now().weekday())
    for _ in range(times):
        need = make_request(areas=[make_area()], help_kind="question").needs.get()
        replied = monday + timedelta(days=days)
        make_match(need, helper=helper, status="lapsed", proposed_at=monday, first_reply_at=replied)


def test_each_exemplar_says_how_soon_it_usually_answers(offers, client):
    answered(offers.designation.trust, days=2, times=5)

    text = client.get("/exemplars/").text

    assert text.count("usually answers within") == 1
    assert "The team usually answers within 2 working days" in text


def test_a_reply_time_is_not_told_where_few_answers_are_known(offers, client):
    answered(offers.designation.trust, days=2, times=4)

    assert "usually answers" not in client.get("/exemplars/").text


def test_the_list_takes_as_many_queries_for_six_exemplars_as_for_two(
    offers, client, django_assert_num_queries
):
    client.get("/exemplars/")
    with CaptureQueriesContext(connection) as few:
        client.get("/exemplars/")
    for _ in range(4):
        make_offer(make_designation(make_trust(), offers.designation.programme), offers.area)

    with django_assert_num_queries(len(few)):
        client.get("/exemplars/")


def test_a_place_that_is_taken_is_not_left(offers, client):
    make_match(offer=offers)

    assert "full now" in client.get("/exemplars/").text
    assert "South Trust" not in client.get("/exemplars/?places=on").text


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("area=magic", "“magic” is not an area"),
        ("trust_type=magic", "“magic” is not a trust type"),
        ("region=mars", "“mars” is not a region"),
        ("page=99", "The list has 1 pages"),
        ("page=x", "There is no such page"),
        ("colour=blue", "a parameter we do not know: “colour”"),
    ],
)
def test_a_bad_address_gets_400_with_the_sentence_and_the_form(client, query, sentence):
    answer = client.get(f"/exemplars/?{query}")

    assert answer.status_code == 400
    assert sentence in answer.text and 'id="id_region"' in answer.text


def test_a_programme_publishes_its_weights_with_their_reasons(client):
    programme = make_programme(weights={"distance": 0.5})

    text = client.get(reverse("matching:programme", args=[programme.slug])).text

    assert "set by this programme" in text and "Nearness made networking better" in text


def test_a_past_programme_names_its_exemplars_and_their_sources(client):
    past = make_programme(starts="2016-09-01", ends="2021-03-31")
    make_designation(programme=past, name_then="Old Name", source="https://example.org/named")

    text = client.get(reverse("matching:programme", args=[past.slug])).text

    assert "Past programme" in text and "Old Name" in text
    assert "https://example.org/named" in text


def test_an_application_is_not_public(client):
    designation = make_designation(make_trust(name="Hopeful Trust"), status="applied")

    url = reverse("matching:programme", args=[designation.programme.slug])

    assert "Hopeful Trust" not in client.get(url).text
    assert "Hopeful Trust" not in client.get("/exemplars/").text


def application(programme, trust, area, **changed):
    return {
        "programme": programme.slug,
        "trust": trust.ods_code,
        "ceiling": "2",
        "evidence": "We did it twice.",
        "offers-TOTAL_FORMS": 2,
        "offers-INITIAL_FORMS": 0,
        "offers-0-area": area.slug,
        "offers-0-places": "1",
        "offers-0-help_offered": ["talk", "pairing"],
        **changed,
    }


@pytest.fixture
def author():
    return make_person(Role.AUTHOR, trust=make_trust(name="Proud Trust"))


def test_an_author_applies(author, signed_in):
    area = make_area()
    programme = make_programme(areas=[area])

    signed_in(author).post("/exemplars/apply/", application(programme, author.acting_trust, area))

    offer = ExemplarDesignation.objects.get(status="applied").offers.get()
    assert (offer.area, offer.places, offer.help_offered) == (area, 1, ["talk", "pairing"])


def test_an_area_outside_the_programme_is_refused_and_the_rest_is_kept(author, signed_in):
    area, programme = make_area("Elsewhere"), make_programme()
    form = application(programme, author.acting_trust, area)

    answer = signed_in(author).post("/exemplars/apply/", form)

    assert "does not cover Elsewhere" in answer.text and "We did it twice." in answer.text


def test_an_offer_without_its_places_is_named_at_the_field(author, signed_in):
    area = make_area()
    form = application(make_programme(areas=[area]), author.acting_trust, area)

    answer = signed_in(author).post("/exemplars/apply/", {**form, "offers-0-places": ""})

    assert 'href="#id_offers-0-places"' in answer.text


def test_only_an_author_applies(signed_in):
    member = make_person(Role.MEMBER, trust=make_trust())

    answer = signed_in(member).get("/exemplars/apply/")

    assert answer.status_code == 403 and "Only an author" in answer.text


def test_missing_proof_is_said_in_words_and_stops_the_designation(signed_in):
    area = make_area("Beds")
    designation = make_designation(programme=make_programme(areas=[area]), status="assessed")
    make_offer(designation, area)
    browser = signed_in(make_broker())

    text = browser.get(reverse("matching:designation", args=[designation.pk])).text
    answer = browser.post(reverse("matching:designate", args=[designation.pk]))

    assert "A published case study in this area is needed" in text
    assert "Beds: " in answer.text
    designation.refresh_from_db()
    assert designation.status == "assessed"


def test_the_broker_assesses_designates_pauses_and_ends(signed_in):
    area = make_area()
    designation = make_designation(programme=make_programme(areas=[area]), status="applied")
    make_offer(designation, area)
    make_proof(designation.trust, area)
    browser = signed_in(make_broker())
    seen = []

    for verb in ("assess", "designate", "pause", "designate", "end"):
        browser.post(f"/exemplars/designations/{designation.pk}/{verb}/", {"evidence": "Seen"})
        designation.refresh_from_db()
        seen.append(designation.status)

    assert seen == ["assessed", "designated", "paused", "designated", "ended"]


def test_an_author_changes_what_is_offered(author, signed_in):
    area = make_area()
    designation = make_designation(author.acting_trust, make_programme(areas=[area]))
    make_offer(designation, area, places=1)
    form = {
        "ceiling": "4",
        "offers-TOTAL_FORMS": 1,
        "offers-INITIAL_FORMS": 1,
        "offers-0-area": area.slug,
        "offers-0-places": "3",
    }

    signed_in(author).post(reverse("matching:edit_offers", args=[designation.pk]), form)

    designation.refresh_from_db()
    assert designation.ceiling == 4 and designation.offers.get().places == 3


def test_the_admin_leads_to_the_pages_of_the_programme_manager(signed_in):
    from portal.matching.site import ensure_managers

    ensure_managers()

    text = signed_in(make_broker()).get("/cms/").text

    assert "/help/programmes/" in text
