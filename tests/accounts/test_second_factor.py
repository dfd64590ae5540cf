from __future__ import annotations

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

from portal.accounts.permissions import Role
from tests.builders.accounts import make_author, make_user
from tests.builders.trusts import make_trust

pytestmark = pytest.mark.django_db
STAFF = [Role.EDITOR, Role.PROGRAMME_MANAGER, Role.ADMINISTRATOR]
SET_UP = "/accounts/2fa/totp/activate/"


@pytest.fixture(autouse=True)
def required(settings):
    settings.REQUIRE_SECOND_FACTOR = True


@pytest.mark.parametrize("role", STAFF)
@pytest.mark.parametrize("path", ["/cms/", "/my/", "/help/"])
def test_staff_role_without_one_is_sent_to_set_it_up(client, role, path):
    client.force_login(make_user(held=[role]))

    assert client.get(path).url == SET_UP


def test_superuser_needs_one_too(client):
    client.force_login(make_user(is_superuser=True))

    assert client.get("/cms/").url == SET_UP


def test_staff_role_with_one_gets_in(client):
    editor = make_user(held=[Role.EDITOR])
    TOTP.activate(editor, generate_totp_secret())
    client.force_login(editor)

    assert client.get("/cms/").status_code == 200


def test_author_of_a_trust_may_do_without(client):
    client.force_login(make_author(make_trust()))

    assert client.get("/my/").status_code == 200


def test_page_to_set_it_up_is_open(client):
    client.force_login(make_user(held=[Role.EDITOR]))

    assert client.get("/accounts/2fa/").status_code == 200


def test_not_asked_for_where_the_setting_says_so(client, settings):
    settings.REQUIRE_SECOND_FACTOR = False
    client.force_login(make_user(held=[Role.EDITOR]))

    assert client.get("/cms/").status_code == 200


def test_production_requires_it_unless_told_otherwise():
    from portal.settings import base

    assert base.REQUIRE_SECOND_FACTOR is True


def test_signing_in_with_a_password_stops_at_the_second_factor(client):
    editor = make_user(held=[Role.EDITOR])
    editor.emailaddress_set.create(email=editor.email, verified=True, primary=True)
    TOTP.activate(editor, generate_totp_secret())

    answer = client.post(
        "/accounts/login/", {"login": editor.email, "password": "correct-horse-battery"}
    )

    assert answer.url == "/accounts/2fa/authenticate/"
    assert client.get("/my/").status_code == 302
    assert Authenticator.objects.filter(user=editor).exists()
