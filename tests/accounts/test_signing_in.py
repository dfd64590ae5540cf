from __future__ import annotations

import re

import pytest
from django.core import mail
from django.core.cache import cache

from portal.accounts.models import User
from tests.builders.accounts import PASSWORD, make_user

pytestmark = pytest.mark.django_db
NEWCOMER = {
    "first_name": "Nia",
    "last_name": "New",
    "job_title": "Ward manager",
    "email": "nia.new@example.nhs.uk",
    "password1": PASSWORD,
    "password2": PASSWORD,
}


@pytest.fixture(autouse=True)
def fresh_limits():
    cache.clear()


def test_newcomer_signs_up_confirms_and_signs_in(client):
    client.post("/accounts/signup/", NEWCOMER)
    link = re.search(r"/accounts/confirm-email/\S+", mail.outbox[0].body).group()
    client.post(link)

    answer = client.post(
        "/accounts/login/", {"login": NEWCOMER["email"], "password": PASSWORD}, follow=True
    )

    person = User.objects.get(email=NEWCOMER["email"])
    assert (person.get_full_name(), person.job_title) == ("Nia New", "Ward manager")
    assert answer.request["PATH_INFO"] == "/my/"


def test_address_outside_the_nhs_is_refused_and_the_form_keeps_what_was_typed(client):
    answer = client.post("/accounts/signup/", {**NEWCOMER, "email": "nia@gmail.com"})

    page = answer.content.decode()
    assert "It must end in nhs.net or nhs.uk" in page
    assert 'value="Ward manager"' in page
    assert not User.objects.exists()


def test_unconfirmed_address_does_not_get_in(client):
    person = make_user(confirmed=False)

    client.post("/accounts/login/", {"login": person.email, "password": PASSWORD})

    assert "_auth_user_id" not in client.session


def test_wrong_password_stands_by_the_field_and_in_the_summary(client):
    person = make_user()

    answer = client.post("/accounts/login/", {"login": person.email, "password": "wrong"})

    page = answer.content.decode()
    assert "There is a problem" in page
    assert f'value="{person.email}"' in page


def test_guessing_passwords_is_stopped(client):
    person = make_user()
    for _ in range(6):
        answer = client.post("/accounts/login/", {"login": person.email, "password": "wrong"})

    assert "Too many failed login attempts" in answer.content.decode()


def test_editor_has_no_sign_in_of_its_own(client):
    answer = client.get("/cms/login/?next=/cms/pages/")

    assert answer.url == "/accounts/login/?next=/cms/pages/"


def test_password_of_digits_alone_is_refused(client):
    answer = client.post("/accounts/signup/", {**NEWCOMER, "password1": "73910264857362"})

    assert "entirely numeric" in answer.content.decode()


@pytest.mark.parametrize("path", ["/cms/", "/cms/roles/"])
def test_editor_sends_visitors_to_the_one_sign_in(client, path):
    assert client.get(path).url.startswith("/accounts/login/")


def test_editor_resets_no_password_and_changes_no_address(client):
    assert client.get("/cms/password_reset/").status_code == 404


def test_link_does_not_sign_out(client):
    client.force_login(make_user())

    client.get("/accounts/logout/")
    assert "_auth_user_id" in client.session

    client.post("/accounts/logout/")
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize(
    "path",
    ["login/", "signup/", "password/reset/", "password/reset/done/", "confirm-email/", "inactive/"],
)
def test_page_of_signing_in_is_in_our_look(client, path):
    page = client.get(f"/accounts/{path}").content.decode()

    assert "app-header" in page
    assert "<style" not in page
    assert "<script>" not in page
