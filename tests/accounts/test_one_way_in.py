"""Only allauth's sign-in flow signs a person in: every other route is tried."""

from __future__ import annotations

import base64
import re

import pytest
from django.core import mail
from django.core.cache import cache
from django.test import Client

from portal.accounts import checks
from portal.accounts.permissions import Role
from portal.home.site import ensure_site
from tests.attacks.routes import routes
from tests.builders.accounts import PASSWORD, make_user, set_up_second_factor

pytestmark = pytest.mark.django_db
THE_WAY_IN = "/accounts/login/"
PASSWORD_FIELD = re.compile(r'<input[^>]*type="password"')


@pytest.fixture(autouse=True)
def fresh_limits():
    cache.clear()


@pytest.fixture
def person():
    """Whom a careless route would let in most easily: every right, and no second factor."""
    return make_user(is_superuser=True, is_staff=True)


def credentials(person, password):
    """Under every name that a form might give them."""
    named = dict.fromkeys(["login", "username", "email", "user"], person.email)
    return {**named, **dict.fromkeys(["password", "password1", "pass"], password), "next": "/my/"}


def tries(visitor, person, path):
    """Each way of trying this route, and its answer."""
    basic = base64.b64encode(f"{person.email}:{PASSWORD}".encode()).decode()
    page = visitor.get(path, HTTP_AUTHORIZATION=f"Basic {basic}")
    yield "a header", page
    html = page.content.decode(errors="ignore") if not page.streaming else ""
    if PASSWORD_FIELD.search(html):
        yield "a wrong one", visitor.post(path, credentials(person, "wrong-password"))
    yield "the right one", visitor.post(path, credentials(person, PASSWORD))


def walk(person):
    """Routes that signed somebody in, and routes that broke."""
    opened, broken, count = set(), set(), 0
    # One for all of them: each new one loads the middleware again.
    visitor = Client(raise_request_exception=False)
    for path in routes():
        count += 1
        visitor.cookies.clear()
        for tried, answer in tries(visitor, person, path):
            if "sessionid" in visitor.cookies and "_auth_user_id" in visitor.session:
                opened.add((path, tried))
            if answer.status_code >= 500 and path != "/cms/failwhale/":
                broken.add((path, tried, answer.status_code))
    return opened, broken, count


@pytest.mark.slow
def test_no_other_route_signs_anybody_in(person):
    ensure_site()

    opened, broken, count = walk(person)

    assert opened == {(THE_WAY_IN, "the right one")}
    assert not broken
    assert count > 200


def test_nor_would_a_route_that_is_mounted_later(person, settings):
    settings.ROOT_URLCONF = "tests.accounts.other_doors"
    paths = [
        "/bare-login/",
        "/editor-login/",
        "/bare-wagtail/_util/login/",
        "/careless/",
    ]
    found = {}
    for path in paths:
        visitor = Client()
        found[path] = visitor.post(path, credentials(person, PASSWORD)).status_code
        assert "_auth_user_id" not in visitor.session, path

    assert found == {**dict.fromkeys(paths, 200), "/careless/": 403}


@pytest.mark.parametrize("path", ["/_util/login/", "/cms/login/"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_wagtails_sign_in_leads_to_ours(client, path, method):
    answer = getattr(client, method)(f"{path}?next=/cms/pages/")

    assert answer.url == "/accounts/login/?next=/cms/pages/"


@pytest.mark.parametrize(
    "path", ["/_util/authenticate_with_password/1/1/", "/documents/authenticate_with_password/1/"]
)
def test_pages_have_no_passwords_of_their_own(client, path):
    answer = client.post(path, {"password": "a"})

    assert answer.status_code == 403
    assert "not opened with a password of their own" in answer.content.decode()


def test_signing_up_confirming_and_resetting_end_on_the_sign_in_page(client):
    owner = make_user(held=[Role.EDITOR])
    set_up_second_factor(owner)
    client.post("/accounts/password/reset/", {"email": owner.email})
    link = re.search(r"/accounts/password/reset/key/\S+", mail.outbox[0].body).group()
    form = client.get(link).url
    client.post(form, {"password1": "another-long-password", "password2": "another-long-password"})
    after_reset = "_auth_user_id" in client.session

    answer = client.post(THE_WAY_IN, {"login": owner.email, "password": "another-long-password"})

    assert not after_reset
    assert answer.url == "/accounts/2fa/authenticate/"
    assert "_auth_user_id" not in client.session


def test_second_backend_is_an_error_of_the_check(settings):
    settings.AUTHENTICATION_BACKENDS = [
        *settings.AUTHENTICATION_BACKENDS,
        "django.contrib.auth.backends.ModelBackend",
    ]

    assert [error.id for error in checks.check_one_way_in()] == ["portal.E010"]
