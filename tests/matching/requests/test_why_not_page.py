import pytest

from tests.builders.casestudies import make_area
from tests.builders.matching import (
    make_broker,
    make_designation,
    make_offer,
    make_person,
    make_programme,
    make_request,
)
from tests.builders.trusts import make_trust

pytestmark = pytest.mark.django_db


@pytest.fixture
def need():
    return make_request(areas=[make_area()]).needs.get()


def make_exemplar(need, **fields):
    trust = make_trust(**fields)
    make_offer(make_designation(trust, make_programme([need.area])), need.area)
    return trust


def url(need, trust=""):
    return f"/help/need/{need.pk}/why-not/" + (f"?trust={trust}" if trust else "")


def test_the_seeker_and_the_broker_read_why(need, signed_in):
    make_trust("RBB", name="Plain Trust")

    for who in (need.help_request.asked_by, make_broker()):
        assert "Plain Trust is not an exemplar." in signed_in(who).get(url(need, "rbb")).text


def test_the_two_scores_stand_side_by_side(need, signed_in):
    make_exemplar(need, name="Best Trust")
    second = make_exemplar(need, name="Second Trust", type="ambulance")

    text = signed_in(need.help_request.asked_by).get(url(need, second.ods_code)).text

    assert "Second Trust is number 2 of 2, behind Best Trust." in text
    assert "First: Best Trust" in text and "Number 2: Second Trust" in text


def test_every_exemplar_of_the_population_can_be_chosen(need, signed_in):
    make_exemplar(need, name="Best Trust")
    make_designation(make_trust(name="Past Trust"), make_programme([need.area]), status="paused")
    make_designation(make_trust(name="Invented Trust", illustrative=True))

    text = signed_in(need.help_request.asked_by).get(url(need)).text

    assert "Best Trust" in text and "Past Trust" in text and "Invented Trust" not in text


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("trust=XXX", "There is no trust with the code “XXX”"),
        ("trust=" + "x" * 11, "at most five characters"),
        ("trust=a%00b", "Null characters are not allowed"),
        ("colour=blue", "a parameter we do not know: “colour”"),
    ],
)
def test_a_bad_address_gets_400_with_the_sentence_and_the_form(need, signed_in, query, sentence):
    answer = signed_in(need.help_request.asked_by).get(f"{url(need)}?{query}")

    assert answer.status_code == 400
    assert sentence in answer.text and "Say why not" in answer.text


def test_the_exemplar_and_other_trusts_find_nothing(need, signed_in):
    exemplar = make_exemplar(need)

    for trust in (exemplar, make_trust()):
        assert signed_in(make_person(trust=trust)).get(url(need)).status_code == 404


def test_a_visitor_signs_in_first(need, client):
    assert client.get(url(need)).url.startswith("/accounts/login/")


def test_the_request_leads_there(need, signed_in):
    text = signed_in(need.help_request.asked_by).get(f"/help/{need.help_request_id}/").text

    assert url(need) in text
