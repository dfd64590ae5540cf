from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from casestudies.choices import HelpKind
from portal.matching.models import HelpRequest, Match
from portal.matching.requests import services as request_services
from tests.builders.casestudies import make_case_study
from tests.builders.matching import (
    PROBLEM,
    make_broker,
    make_designation,
    make_match,
    make_offer,
    make_programme,
    make_request,
)
from tests.builders.trusts import make_trust

pytestmark = pytest.mark.django_db


@pytest.fixture
def wanted():
    """A long pairing that waits for a team, and one exemplar that offers it."""
    request = make_request()
    area = request.needs.get().area
    programme = make_programme(areas=[area])
    designation = make_designation(make_trust(name="Best Trust"), programme)
    request.offer = make_offer(designation, area, places=2)
    return request


def page(request):
    return reverse("matching:request", args=[request.pk])


def propose(browser, request, **values):
    need = request.needs.get()
    return browser.post(reverse("matching:propose", args=[need.pk]), values)


def test_the_seeker_sees_who_could_help_and_why_but_cannot_propose(wanted, signed_in):
    text = signed_in(wanted.asked_by).get(page(wanted)).text

    assert "Best Trust" in text and "Offers help in this area" in text
    assert "of the facts are known" in text and "Propose" not in text


def test_the_broker_proposes_with_one_click(wanted, signed_in):
    propose(signed_in(make_broker()), wanted, offer_choice=wanted.offer.pk, broker_note="Alike")

    match = Match.objects.get()
    assert match.offer == wanted.offer and match.broker_note == "Alike"


def test_outside_the_ranking_the_broker_gives_a_reason(wanted, signed_in):
    answer = propose(
        signed_in(make_broker()), wanted, override="1", offer_choice=wanted.offer.pk, broker_note=""
    )

    assert "Say why you choose this one" in answer.text and not Match.objects.exists()


def test_a_proposal_that_a_rule_refuses_keeps_the_note(wanted, signed_in):
    make_match(need=make_request().needs.get(), offer=wanted.offer)
    wanted.offer.places = 1
    wanted.offer.save()
    values = {"override": "1", "offer_choice": wanted.offer.pk, "broker_note": "They asked for it"}

    answer = propose(signed_in(make_broker()), wanted, **values)

    assert "has no place left" in answer.text and "They asked for it" in answer.text


@pytest.mark.parametrize("choice", ["", "999999", "magic"])
def test_a_proposal_needs_an_offer_from_the_list(wanted, signed_in, choice):
    answer = propose(signed_in(make_broker()), wanted, offer_choice=choice)

    assert "Choose an exemplar from the list" in answer.text


def test_who_gets_nobody_is_told_why_and_what_to_read(signed_in):
    request = make_request()
    area = request.needs.get().area
    make_case_study(title="Read this meanwhile", areas=[area])
    soon = timezone.localdate() + timedelta(days=30)
    make_programme(name="The round", areas=[area], next_round=soon)

    text = signed_in(request.asked_by).get(page(request)).text

    assert "No exemplar offers help in this area" in text
    assert "Read this meanwhile" in text and "The round" in text


def test_the_seeker_withdraws(wanted, signed_in):
    signed_in(wanted.asked_by).post(reverse("matching:withdraw", args=[wanted.pk]))

    wanted.refresh_from_db()
    assert wanted.status == "withdrawn"


def test_withdrawing_twice_says_so(wanted, signed_in):
    request_services.withdraw(request=wanted, by=wanted.asked_by)

    answer = signed_in(wanted.asked_by).post(
        reverse("matching:withdraw", args=[wanted.pk]), follow=True
    )

    assert "has been withdrawn already" in answer.text


def test_the_desk_flags_what_has_waited(wanted, signed_in):
    # A talk without a team is the broker's; a long pairing would wait for its round.
    HelpRequest.objects.update(
        created_at=timezone.now() - timedelta(days=20), help_kind=HelpKind.TALK
    )

    answer = signed_in(make_broker()).get("/help/")

    assert answer.context["late"] == 1 and "Late" in answer.text


@pytest.mark.parametrize("query", ["page=0", "page=2", "page=one", "colour=blue"])
def test_the_lists_refuse_a_bad_address(wanted, signed_in, query):
    assert signed_in(make_broker()).get(f"/help/?{query}").status_code == 400
    assert signed_in(wanted.asked_by).get(f"/help/mine/?{query}").status_code == 400


def test_a_trust_lists_what_it_asks_and_what_it_is_asked(pair, signed_in):
    asks = signed_in(pair.seeker).get("/help/mine/").text
    helps = signed_in(pair.helper).get("/help/mine/").text

    assert page(pair.request) in asks
    assert reverse("matching:match", args=[pair.match.pk]) in helps


def test_a_member_of_the_place_reads_the_request(wanted, signed_in, pair):
    wanted.members.add(pair.third_trust)

    assert PROBLEM in signed_in(pair.third).get(page(wanted)).text


@pytest.mark.parametrize("path", ["/help/", "/help/mine/"])
def test_the_number_of_queries_does_not_grow_with_the_requests(
    signed_in, django_assert_max_num_queries, path
):
    trust, person = make_trust(), make_broker()
    asker = make_request(trust=trust).asked_by
    browser = signed_in(person if path == "/help/" else asker)
    make_match(need=make_request(trust=trust, asked_by=asker).needs.get())
    browser.get(path)
    with django_assert_max_num_queries(60) as few:
        browser.get(path)
    for _ in range(3):
        make_match(need=make_request(trust=trust, asked_by=asker).needs.get())

    with django_assert_max_num_queries(len(few)):
        browser.get(path)
