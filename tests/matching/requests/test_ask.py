import pytest
from django.urls import reverse
from django.utils import timezone

from casestudies.models import Contact
from portal.accounts.permissions import Role
from portal.matching.models import HelpRequest, Match
from tests.builders.casestudies import make_area, make_case_study
from tests.builders.matching import PROBLEM, make_person
from tests.builders.trusts import make_trust

pytestmark = pytest.mark.django_db
NEW = "/help/new/"


@pytest.fixture
def member():
    return make_person(Role.MEMBER, trust=make_trust(name="Asking Trust"))


@pytest.fixture
def page():
    return make_case_study(title="Approve rosters early", help_offered=["question", "talk"])


def answers(page=None, **changed):
    values = {"problem": PROBLEM, "help_kind": "question"}
    if page is not None:
        area = page.areas.first().slug
        values |= {"case_study": page.pk, "area": area, "helper": page.trust.ods_code}
    return {**values, **changed}


def test_the_form_is_filled_in_from_the_case_study_and_the_trust(member, page, signed_in):
    text = signed_in(member).get(f"{NEW}?case_study={page.pk}&kind=talk").text

    assert "You ask for <strong>Asking Trust</strong>" in text
    assert f'value="{page.trust.ods_code}" selected' in text
    assert f'value="{page.areas.first().slug}" selected' in text
    assert 'value="talk" aria-describedby="id_help_kind_1_hint" checked' in text


def test_contacts_are_shown_by_name_and_role_never_by_address(page, client):
    Contact.objects.filter(page=page).update(name="Jo Hale", email="jo.hale@example.nhs.uk")

    text = client.get(f"{NEW}?case_study={page.pk}").text

    assert "Jo Hale" in text and "jo.hale@" not in text


def test_a_question_goes_to_the_team_and_opens_its_page(member, page, signed_in):
    sent = signed_in(member).post(NEW, answers(page))

    match = Match.objects.get()
    assert match.helper == page.trust and match.case_study == page
    assert sent.url == reverse("matching:request", args=[match.request.pk])


def test_a_pairing_goes_to_the_broker_whatever_team_was_shown(member, page, signed_in):
    signed_in(member).post(NEW, answers(page, help_kind="pairing"))

    request = HelpRequest.objects.get()
    assert request.needs.get().case_study == page and not Match.objects.exists()


def test_small_help_without_a_team_goes_to_the_broker(member, signed_in):
    signed_in(member).post(NEW, answers(area=make_area().slug, helper=""))

    assert HelpRequest.objects.get().status == "open" and not Match.objects.exists()


def test_what_a_visitor_typed_is_there_after_signing_in(member, page, client):
    sent = client.post(NEW, answers(page, tried_so_far="A new system"))
    client.force_login(member)

    text = client.get(f"{NEW}?draft=1").text

    assert sent.url == "/accounts/login/?next=%2Fhelp%2Fnew%2F%3Fdraft%3D1"
    assert PROBLEM in text and "A new system" in text and "Approve rosters early" in text


def test_a_draft_is_forgotten_once_it_is_sent(member, page, client):
    client.post(NEW, answers(page))
    client.force_login(member)

    client.post(NEW, answers(page))

    assert PROBLEM not in client.get(f"{NEW}?draft=1").text


def test_a_person_without_a_trust_is_told_what_to_do(signed_in):
    answer = signed_in(make_person(Role.EDITOR)).get(NEW)

    assert answer.status_code == 403 and "You need a trust to ask for help" in answer.text


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("problem", "", "Say what the problem is"),
        ("problem", "Too short", "Say a little more"),
        ("problem", "x" * 3001, "at most 3000 characters"),
        ("help_kind", "", "Choose a kind of help"),
        ("help_kind", "magic", "Select a valid choice"),
        ("area", "", "Choose the area your problem is in"),
        ("by_when", "soon", "Enter a date"),
        ("by_when", "2020-01-01", "Enter a day that is still to come"),
        ("not_these", "No Such Trust", "We know no open trust called “No Such Trust”"),
        ("helper", "XXXXX", "Select a valid choice"),
    ],
)
def test_a_wrong_answer_gets_its_sentence_and_keeps_the_rest(
    member, page, signed_in, field, value, sentence
):
    wrong = answers(page, starting_figure="31% by agency", **{field: value})

    answer = signed_in(member).post(NEW, wrong)

    assert answer.status_code == 200 and sentence in answer.text
    assert "31% by agency" in answer.text and not HelpRequest.objects.exists()
    assert f'href="#id_{field}' in answer.text


def test_a_rule_that_refuses_is_shown_at_its_field(member, page, signed_in):
    answer = signed_in(member).post(NEW, answers(page, help_kind="visit"))

    assert "This team offers: answer a question, 30-minute talk" in answer.text
    assert 'href="#id_help_kind_0"' in answer.text and PROBLEM in answer.text


def test_trusts_are_named_by_code_or_by_name(member, page, signed_in):
    one, other = make_trust(name="Far Hospitals"), make_trust(name="Near Hospitals")

    signed_in(member).post(NEW, answers(page, not_these=f"{one.ods_code.lower()}\nnear hosp"))

    assert set(HelpRequest.objects.get().not_these.all()) == {one, other}


def test_a_name_that_fits_several_trusts_is_asked_about(member, page, signed_in):
    make_trust(name="Far Hospitals"), make_trust(name="Near Hospitals")

    text = signed_in(member).post(NEW, answers(page, members="hospitals")).text

    assert "fits more than one trust: Far Hospitals" in text


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("colour=blue", "a parameter we do not know: “colour”"),
        ("kind=magic", "“magic” is not a kind of help"),
        ("area=no-such-area", "There is no area called “no-such-area”"),
        ("helper=XXXXX", "There is no trust with the code “XXXXX”"),
        ("case_study=999999", "There is no case study with that number"),
        ("case_study=many", "names a case study that does not exist"),
        ("case_study=" + "9" * 30, "names a case study that does not exist"),
    ],
)
def test_a_bad_address_gets_400_with_the_sentence_and_the_form(client, query, sentence):
    answer = client.get(f"{NEW}?{query}")

    assert answer.status_code == 400
    assert sentence in answer.text and "What is the problem?" in answer.text


def test_marks_of_mail_systems_are_dropped(client):
    assert client.get(f"{NEW}?utm_source=letter&gclid=1").status_code == 200


def test_a_case_study_for_members_is_hidden_from_visitors(client):
    page = make_case_study(title="Network only", visibility="network")

    answer = client.get(f"{NEW}?case_study={page.pk}")

    assert answer.status_code == 400 and "Network only" not in answer.text


def test_the_day_it_is_needed_by_may_be_today(member, page, signed_in):
    signed_in(member).post(NEW, answers(page, by_when=timezone.localdate().isoformat()))

    assert HelpRequest.objects.get().by_when == timezone.localdate()


def test_the_number_of_queries_does_not_grow_with_the_teams(client, django_assert_max_num_queries):
    make_case_study()
    client.get(NEW)
    with django_assert_max_num_queries(40) as few:
        client.get(NEW)
    for _ in range(3):
        make_case_study()

    with django_assert_max_num_queries(len(few)):
        client.get(NEW)
