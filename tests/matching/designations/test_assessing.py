import pytest

from portal.accounts.permissions import Role
from portal.matching.designations.forms import AssessForm
from portal.matching.models import Assessment
from tests.builders.casestudies import make_area
from tests.builders.matching import (
    make_broker,
    make_designation,
    make_offer,
    make_person,
    make_programme,
    make_proof,
)

pytestmark = pytest.mark.django_db
TIME, BOARD = "Time in the job plan.", "The board has agreed."


@pytest.fixture
def designation():
    area = make_area("Beds")
    programme = make_programme([area], criteria=f"{TIME}\n{BOARD}")
    made = make_designation(programme=programme, status="applied")
    make_offer(made, area)
    make_proof(made.trust, area)
    return made


def page_of(designation):
    return f"/exemplars/designations/{designation.pk}/"


def sent(time="met", board="met", time_note="", evidence="", criteria=(TIME, BOARD)):
    (first, first_note), (second, _) = AssessForm(criteria=criteria).pairs()
    values = {first.name: time, first_note.name: time_note, second.name: board}
    return {**values, "evidence": evidence}


def test_the_screen_shows_each_area_and_criterion_and_asks_the_programmes_own(
    designation, signed_in
):
    text = signed_in(make_broker()).get(f"{page_of(designation)}assess/").text

    for words in ("Beds", "A recurrent result that finance has signed", "Still there:", TIME):
        assert words in text
    assert text.count("Does not apply") == 2


def test_the_screen_is_the_brokers(designation, signed_in):
    author = make_person(Role.AUTHOR, trust=designation.trust)

    answer = signed_in(author).get(f"{page_of(designation)}assess/")

    assert answer.status_code == 404


def test_an_answer_left_out_is_named_at_its_line_and_the_rest_is_kept(designation, signed_in):
    form = sent(time="", time_note="Asked twice.", evidence="Ledger seen.")

    text = signed_in(make_broker()).post(f"{page_of(designation)}assess/", form).text

    assert text.count('class="nhsuk-error-message"') == 1 and "Choose an answer." in text
    assert "Asked twice." in text and "Ledger seen." in text
    assert not Assessment.objects.exists()


def test_what_is_not_met_without_a_note_is_asked_why_at_its_line(designation, signed_in):
    text = (
        signed_in(make_broker()).post(f"{page_of(designation)}assess/", sent(time="not-met")).text
    )

    assert text.count('class="nhsuk-error-message"') == 1
    assert "Say why in a sentence" in text


def test_a_criterion_reworded_meanwhile_is_asked_anew(designation, signed_in):
    designation.programme.criteria = f"{TIME}\nThe board has agreed to the hours."
    designation.programme.save()

    text = signed_in(make_broker()).post(f"{page_of(designation)}assess/", sent()).text

    assert "Choose an answer." in text and not Assessment.objects.exists()


def test_the_authors_of_the_trust_read_the_assessment_later(designation, signed_in):
    form = sent(time="not-met", time_note="Only two of five.")
    signed_in(make_broker()).post(f"{page_of(designation)}assess/", form)
    author = make_person(Role.AUTHOR, trust=designation.trust)

    text = signed_in(author).get(page_of(designation)).text

    assert f"<strong>Not met.</strong> {TIME}" in text and "Only two of five." in text
    assert "The assessment" in text


def test_designating_with_an_unmet_criterion_asks_why_next_to_the_field(designation, signed_in):
    browser = signed_in(make_broker())
    browser.post(f"{page_of(designation)}assess/", sent(time="not-met", time_note="No."))

    refused = browser.post(f"{page_of(designation)}designate/")
    done = browser.post(
        f"{page_of(designation)}designate/", {"reason": "Agreed for May."}, follow=True
    )

    assert 'href="#id_designate_reason"' in refused.text
    assert "Agreed for May." in done.text and "Trusts can be matched with it" in done.text


def test_an_application_that_is_assessed_is_not_assessed_again(designation, signed_in):
    browser = signed_in(make_broker())
    browser.post(f"{page_of(designation)}assess/", sent())

    browser.post(f"{page_of(designation)}assess/", sent(evidence="Again."))

    text = browser.get(f"{page_of(designation)}assess/").text
    assert "Only an application is assessed" in text and Assessment.objects.count() == 1
