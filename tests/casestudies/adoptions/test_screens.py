"""The page on which an adopter answers, and its place on the person's own page."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from casestudies.models import Adoption
from tests.builders.casestudies import make_ask, make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def ask():
    return make_ask(months=12, status="in-progress", result="Down by a fifth.")


@pytest.fixture
def adopter(client, ask):
    client.force_login(make_person("member", ask.adoption.trust))
    return client


def page(ask):
    return reverse("casestudies:adoption_ask", args=[ask.pk])


def press(ask):
    return reverse("casestudies:adoption_still_going", args=[ask.pk])


def test_a_visitor_signs_in_first(client, ask):
    assert client.get(page(ask)).url.startswith("/accounts/login/")


def test_the_page_shows_the_record_and_says_what_the_press_does(adopter, ask):
    html = adopter.get(page(ask)).content.decode()

    assert "Down by a fifth." in html and "Still going" in html
    assert "your record will say: <strong>sustained</strong>" in html


def test_looking_at_it_answers_nothing(adopter, ask):
    adopter.get(page(ask))

    ask.refresh_from_db()
    assert ask.answer == "" and adopter.get(press(ask)).status_code == 405


def test_one_press_answers(adopter, ask):
    html = adopter.post(press(ask), follow=True).content.decode()

    ask.refresh_from_db()
    assert ask.answer == "still-going" and Adoption.objects.get().status == "sustained"
    assert "Thank you" in html and "We ask again in" in html


def test_a_second_press_says_so_and_does_no_harm(adopter, ask):
    adopter.post(press(ask))

    html = adopter.post(press(ask), follow=True).content.decode()

    assert "answered this already" in html


def test_a_press_needs_the_token_of_the_page(ask):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(make_person("member", ask.adoption.trust))

    assert strict.post(press(ask)).status_code == 403


def test_a_stop_without_a_reason_is_refused_beside_the_field(adopter, ask):
    answer = adopter.post(page(ask), {"given": "stopped", "result": "We lost two nurses."})

    html = answer.content.decode()
    assert answer.status_code == 400 and 'href="#id_stopped_reason"' in html
    assert "We lost two nurses." in html


def test_a_stop_with_its_reason_is_kept(adopter, ask):
    day = timezone.localdate()

    adopter.post(
        page(ask),
        {"given": "stopped", "stopped_reason": "staffing", "stopped_on": day.isoformat()},
    )

    adoption = Adoption.objects.get()
    assert (adoption.status, adoption.stopped_reason, adoption.stopped_on) == (
        "stopped", "staffing", day,
    )  # fmt: skip


def test_a_reason_left_over_from_another_choice_does_not_stand_in_the_way(adopter, ask):
    adopter.post(page(ask), {"given": "paused", "stopped_reason": "staffing"})

    assert Adoption.objects.get().status == "paused"


@pytest.mark.parametrize("junk", [{}, {"given": "loved"}, {"given": "stopped", "stopped_on": "x"}])
def test_junk_is_refused_with_a_sentence(adopter, ask, junk):
    answer = adopter.post(page(ask), junk)

    assert answer.status_code == 400
    assert "There is a problem" in answer.content.decode()


@pytest.mark.parametrize("role", ["author", "editor", "programme_manager", "administrator"])
def test_to_anybody_else_it_is_not_there(client, ask, role):
    trust = ask.adoption.case_study.trust if role == "author" else None
    client.force_login(make_person(role, trust))

    answers = [client.get(page(ask)), client.post(press(ask)), client.post(page(ask), {})]

    assert [answer.status_code for answer in answers] == [404, 404, 404]


def test_it_waits_on_the_persons_own_page(adopter, ask):
    assert page(ask) in adopter.get("/my/").content.decode()

    adopter.post(press(ask))
    assert page(ask) not in adopter.get("/my/").content.decode()


def test_the_whole_record_takes_the_day_of_a_stop(adopter, ask):
    address = reverse(
        "casestudies:adoption", args=[ask.adoption.case_study_id, ask.adoption.trust.ods_code]
    ).lower()
    values = {"status": "paused", "stopped_on": timezone.localdate().isoformat()}
    for prefix in ("savings", "measures"):
        values |= {f"{prefix}-TOTAL_FORMS": "0", f"{prefix}-INITIAL_FORMS": "0"}

    answer = adopter.post(address, values)

    assert 'href="#id_stopped_on"' in answer.content.decode()
