import pytest
from django.urls import reverse

from portal.matching.models import HelpRequest, Match, ReadinessCheck
from portal.matching.requests import services as request_services
from portal.matching.requests.readiness import KEYS
from tests.builders.casestudies import make_case_study
from tests.builders.matching import PROBLEM, make_broker, make_person, make_request
from tests.builders.trusts import make_trust

pytestmark = pytest.mark.django_db
READY, NEW = "/help/ready/", "/help/new/"
ALL_YES = dict.fromkeys(KEYS, "yes")
NOT_NOW = {**ALL_YES, "lead": "no"}


def question(page, **changed):
    area = page.areas.first().slug
    values = {"problem": PROBLEM, "help_kind": "question", "case_study": page.pk, "area": area}
    return {**values, "helper": page.trust.ods_code, **changed}


def test_anyone_may_answer_without_an_account(client):
    text = client.get(READY).text

    assert text.count("<fieldset") >= 10 and "You need no account" in text


@pytest.mark.parametrize(
    ("given", "says"),
    [
        (ALL_YES, ">Go<"),
        ({**ALL_YES, "figure": "no"}, ">Start smaller<"),
        (NOT_NOW, ">Not now<"),
    ],
)
def test_the_verdict_says_why_and_what_next(client, given, says):
    text = client.post(READY, given, follow=True).text

    assert says in text
    assert ("Why, and what to do" in text) == (given != ALL_YES)


def test_a_question_left_out_is_named_and_the_rest_is_kept(client):
    answer = client.post(READY, {"problem": "partly"})

    assert "Answer question 2: yes, partly or no." in answer.text
    assert 'value="partly"' in answer.text and "checked" in answer.text


def test_a_parameter_in_the_address_is_refused(client):
    assert client.get(f"{READY}?colour=blue").status_code == 400


def test_the_answers_survive_signing_in_and_go_with_the_request(client):
    page = make_case_study()
    member = make_person(trust=make_trust())
    client.post(READY, NOT_NOW)
    client.force_login(member)

    client.post(NEW, question(page))

    check = ReadinessCheck.objects.get()
    assert check.help_request == HelpRequest.objects.get() and check.by == member
    assert check.answers == NOT_NOW and check.verdict == "not-now"


def test_not_now_never_blocks_a_question(client):
    page = make_case_study()
    client.force_login(make_person(trust=make_trust()))
    client.post(READY, NOT_NOW)

    client.post(NEW, question(page))

    assert Match.objects.get().helper == page.trust


def test_the_answers_go_with_one_request_only(client):
    page = make_case_study()
    client.force_login(make_person(trust=make_trust()))
    client.post(READY, ALL_YES)
    client.post(NEW, question(page))

    client.post(NEW, question(page, problem=f"Again. {PROBLEM}"))

    assert HelpRequest.objects.count() == 2 and ReadinessCheck.objects.count() == 1


def test_answers_that_were_thrown_away_go_with_nothing(client):
    page = make_case_study()
    client.force_login(make_person(trust=make_trust()))
    client.post(READY, ALL_YES)
    client.post(READY, {"forget": "1"})

    client.post(NEW, question(page))

    assert not ReadinessCheck.objects.exists()


def test_the_way_to_the_questions_and_back_loses_nothing_typed(client):
    page = make_case_study()

    sent = client.post(NEW, question(page, fill="ready", offer_back="Our slides"))

    assert sent.url == READY
    assert f"{NEW}?draft=1" in client.post(READY, ALL_YES, follow=True).text
    text = client.get(f"{NEW}?draft=1").text
    assert PROBLEM in text and "Our slides" in text and "check says: go" in text


def test_the_trust_that_leads_and_the_broker_read_the_check(signed_in):
    request = make_request()
    request_services.keep_readiness(request=request, answers=NOT_NOW, by=request.asked_by)
    url = reverse("matching:request", args=[request.pk])

    for who in (request.asked_by, make_broker()):
        assert "Nobody leads the work yet." in signed_in(who).get(url).text


def test_a_member_of_the_place_does_not_read_the_check(signed_in):
    request, other = make_request(), make_trust()
    request_services.keep_readiness(request=request, answers=NOT_NOW, by=request.asked_by)
    request.members.add(other)

    text = signed_in(make_person(trust=other)).get(f"/help/{request.pk}/").text

    assert PROBLEM in text and "Nobody leads the work yet." not in text


def test_the_helper_sees_neither_check_nor_preferences_nor_whom_not_to_ask(signed_in):
    helper, ruled_out = make_trust(), make_trust(name="Ruled Out Hospitals")
    seeker = make_trust()
    case_study = make_case_study(trust=helper)
    request = request_services.ask(
        trust=seeker,
        by=make_person(trust=seeker),
        problem=PROBLEM,
        help_kind="question",
        areas=[case_study.areas.get()],
        helper=helper,
        prefer_same_type=True,
        not_these=[ruled_out],
        offer_back="A visit to our day unit",
        readiness=NOT_NOW,
    )
    match = request.needs.get().matches.get()

    text = signed_in(make_person(trust=helper)).get(f"/help/match/{match.pk}/").text

    assert PROBLEM in text and "A visit to our day unit" in text
    for private in ("Ruled Out", "of the same type", "Nobody leads", "Readiness", "Not now"):
        assert private not in text
