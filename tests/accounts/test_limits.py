"""Limits on tries count people: not a hospital's one address, and not what a visitor claims."""

from __future__ import annotations

import re

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.core import mail
from django.core.cache import cache
from django.test import Client

from portal.accounts.models import User
from tests.builders.accounts import PASSWORD, make_user

pytestmark = pytest.mark.django_db
HOSPITAL = "198.51.100.7"
TOO_MANY = "Too many failed login attempts"


@pytest.fixture(autouse=True)
def behind_a_proxy(settings):
    cache.clear()
    settings.TRUSTED_PROXIES = ["10.0.0.0/8"]


def try_password(client, email, password, forwarded=HOSPITAL, peer="10.0.0.2"):
    return client.post(
        "/accounts/login/",
        {"login": email, "password": password},
        REMOTE_ADDR=peer,
        HTTP_X_FORWARDED_FOR=forwarded,
    )


def is_limited(answer):
    return answer.status_code == 429 or TOO_MANY in answer.content.decode()


def make_staff(count):
    """As many people with confirmed addresses, in two queries."""
    stored = make_password(PASSWORD)
    people = User.objects.bulk_create(
        User(email=f"staff{number}@example.nhs.uk", password=stored) for number in range(count)
    )
    EmailAddress.objects.bulk_create(
        EmailAddress(user=person, email=person.email, verified=True, primary=True)
        for person in people
    )
    return people


@pytest.mark.parametrize(
    "count",
    [pytest.param(60, marks=pytest.mark.slow), pytest.param(200, marks=pytest.mark.full)],
)
def test_many_people_behind_one_address_sign_in_beside_an_attacker(client, count):
    staff, attacker, shut_out = make_staff(count), Client(), []
    for number, person in enumerate(staff):
        if number % (count // 12) == 0:
            attack = try_password(attacker, "staff0@example.nhs.uk", f"guess {number}")
        client.cookies.clear()
        if try_password(client, person.email, PASSWORD).status_code != 302:
            shut_out.append(person.email)

    assert is_limited(attack)
    assert shut_out == []


def test_attacker_elsewhere_does_not_lock_the_owner_out(client):
    owner = make_user()
    tries = [try_password(client, owner.email, "wrong", "203.0.113.1") for _ in range(7)]

    assert is_limited(tries[-1])
    assert try_password(client, owner.email, PASSWORD).status_code == 302


def test_rotating_the_forwarded_address_does_not_help(client):
    owner = make_user()
    tries = [
        try_password(client, owner.email, "wrong", f"203.0.113.{number}", peer="192.0.2.66")
        for number in range(7)
    ]

    assert is_limited(tries[-1])
    assert is_limited(try_password(client, owner.email, PASSWORD, "8.8.8.8", "192.0.2.66"))


def test_rotating_before_the_proxy_does_not_help(client):
    owner = make_user()
    tries = [
        try_password(client, owner.email, "wrong", f"203.0.113.{number}, {HOSPITAL}")
        for number in range(7)
    ]

    assert is_limited(tries[-1])


def test_many_addresses_at_once_meet_the_limit_of_the_account(client, settings):
    settings.ACCOUNT_RATE_LIMITS = {
        **settings.ACCOUNT_RATE_LIMITS,
        "login_failed_for_account": "12/h/key",
    }
    owner = make_user()
    tries = [
        try_password(client, owner.email, "wrong", f"203.0.113.{number}") for number in range(13)
    ]

    assert [is_limited(answer) for answer in tries] == [False] * 12 + [True]


def test_many_accounts_from_one_address_meet_the_limit_of_the_address(client, settings):
    settings.ACCOUNT_RATE_LIMITS = {
        **settings.ACCOUNT_RATE_LIMITS,
        "login_failed": "5/5m/key,20/5m/ip",
    }
    tries = [try_password(client, f"x{number}@nhs.net", "wrong") for number in range(21)]

    assert [is_limited(answer) for answer in tries] == [False] * 20 + [True]


def test_resetting_the_password_lifts_the_limit_of_its_owner(client):
    owner = make_user()
    for _ in range(6):
        limited = try_password(client, owner.email, "wrong")
    key = client_key(client, owner)
    client.post(key, {"password1": "another-long-password", "password2": "another-long-password"},
                REMOTE_ADDR="10.0.0.2", HTTP_X_FORWARDED_FOR=HOSPITAL)  # fmt: skip

    assert is_limited(limited)
    assert try_password(client, owner.email, "another-long-password").status_code == 302


def client_key(client, owner):
    """The page of a new password, by the link of a reset letter."""
    client.post("/accounts/password/reset/", {"email": owner.email})
    return client.get(re.search(r"/accounts/password/reset/key/\S+", mail.outbox[-1].body)[0]).url


def test_feedback_of_one_browser_does_not_stop_the_others_at_its_address(client):
    def send(number, browser):
        return client.post(
            "/feedback/",
            {"text": f"Number {number}"},
            REMOTE_ADDR="10.0.0.2",
            HTTP_X_FORWARDED_FOR=HOSPITAL,
            HTTP_USER_AGENT=browser,
        ).status_code

    flood = [send(number, "One") for number in range(11)]

    assert flood[-1] == 429
    assert send(12, "Another") == 302
