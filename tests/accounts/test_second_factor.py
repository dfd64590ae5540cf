from __future__ import annotations

import pytest
from allauth.mfa.models import Authenticator
from django.core.cache import cache
from django.test import Client

from portal.accounts.permissions import Role
from tests.builders.accounts import (
    PASSWORD,
    code_of,
    make_author,
    make_user,
    set_up_second_factor,
    sign_in,
)
from tests.builders.trusts import make_trust

pytestmark = pytest.mark.django_db
STAFF = [Role.EDITOR, Role.PROGRAMME_MANAGER, Role.ADMINISTRATOR]
SET_UP = "/accounts/2fa/totp/activate/"
PROVE = "/accounts/2fa/reauthenticate/"


@pytest.fixture(autouse=True)
def required(settings):
    cache.clear()
    settings.REQUIRE_SECOND_FACTOR = True


@pytest.fixture
def editor():
    return make_user(held=[Role.EDITOR])


@pytest.mark.parametrize("role", STAFF)
@pytest.mark.parametrize("path", ["/cms/", "/my/", "/help/"])
def test_staff_role_without_one_is_sent_to_set_it_up(client, role, path):
    client.force_login(make_user(held=[role]))

    assert client.get(path).url == SET_UP


def test_superuser_needs_one_too(client):
    client.force_login(make_user(is_superuser=True))

    assert client.get("/cms/").url == SET_UP


def test_author_of_a_trust_may_do_without(client):
    client.force_login(make_author(make_trust()))

    assert client.get("/my/").status_code == 200


def test_page_to_set_it_up_is_open(client, editor):
    client.force_login(editor)

    assert client.get("/accounts/2fa/").status_code == 200


def test_not_asked_for_where_the_setting_says_so(client, settings, editor):
    settings.REQUIRE_SECOND_FACTOR = False
    client.force_login(editor)

    assert client.get("/cms/").status_code == 200


def test_production_requires_it_unless_told_otherwise():
    from portal.settings import base

    assert base.REQUIRE_SECOND_FACTOR is True


def test_signing_in_with_a_password_stops_at_the_second_factor(client, editor):
    set_up_second_factor(editor)

    answer = client.post("/accounts/login/", {"login": editor.email, "password": PASSWORD})

    assert answer.url == "/accounts/2fa/authenticate/"
    assert client.get("/my/").url.startswith("/accounts/login/")
    assert "_auth_user_id" not in client.session


def test_signing_in_with_the_code_proves_it(client, editor):
    sign_in(client, editor, set_up_second_factor(editor))

    assert client.get("/cms/").status_code == 200


def test_session_from_before_it_was_set_up_proves_it_first(client, editor):
    sign_in(client, editor)
    secret = set_up_second_factor(editor)

    shut = client.get("/cms/pages/?q=a")
    answer = client.post(shut.url, {"code": code_of(secret)})

    assert shut.url == f"{PROVE}?next=%2Fcms%2Fpages%2F%3Fq%3Da"
    assert answer.url == "/cms/pages/?q=a"
    assert client.get("/cms/").status_code == 200


def test_wrong_code_says_what_to_do_beside_its_field(client, editor):
    sign_in(client, editor)
    set_up_second_factor(editor)

    page = client.post(PROVE, {"code": "12"}).content.decode()

    assert page.count("Enter the one shown now.") == 2
    assert 'value="12"' in page


def test_old_session_cannot_take_it_away_with_the_password_alone(client, editor):
    """Every address of the account but the page of the code and the way out."""
    sign_in(client, editor)
    set_up_second_factor(editor)
    paths = ["reauthenticate/", "2fa/totp/deactivate/", "2fa/recovery-codes/", "email/", "2fa/"]

    led = {path: client.post(f"/accounts/{path}", {"password": PASSWORD}).url for path in paths}

    assert set(led.values()) == {PROVE}
    assert Authenticator.objects.filter(user=editor).exists()


def test_whoever_owns_one_proves_it_without_a_staff_role_too(client, settings):
    settings.REQUIRE_SECOND_FACTOR = False
    author = make_author(make_trust())
    client.force_login(author)
    set_up_second_factor(author)

    assert client.get("/my/").url.startswith(PROVE)


def test_removing_it_ends_the_proof_in_every_session(client, editor):
    other = Client()
    secret = set_up_second_factor(editor)
    sign_in(client, editor, secret)
    Authenticator.objects.filter(user=editor).delete()
    another = set_up_second_factor(editor)
    sign_in(other, editor, another)

    assert client.get("/cms/").url.startswith(PROVE)
    assert other.get("/cms/").status_code == 200


@pytest.mark.django_db(transaction=True)
def test_setting_it_up_proves_it(client, editor):
    sign_in(client, editor)
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    client.get(SET_UP)
    client.post(SET_UP, {"code": code_of(client.session["mfa.totp.secret"])})

    assert Authenticator.objects.filter(user=editor, type="totp").exists()
    assert client.get("/cms/").status_code == 200


def test_page_costs_one_query_more_with_a_second_factor(client, django_assert_max_num_queries):
    author = make_author(make_trust())
    sign_in(client, author, set_up_second_factor(author))
    client.get("/feedback/")

    # Session, person, the proof, roles and what the shell counts.
    with django_assert_max_num_queries(7):
        client.get("/feedback/")
