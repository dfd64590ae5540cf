from __future__ import annotations

import pytest

from tests.builders.accounts import make_notice, make_user
from tests.builders.trusts import make_trust

pytestmark = pytest.mark.django_db
PUBLIC = ["/", "/areas/", "/trusts/", "/about/", "/feedback/", "/accounts/login/", "/nowhere/"]


@pytest.mark.parametrize("path", PUBLIC)
def test_public_page_sends_the_strict_policy(client, path):
    policy = client.get(path)["Content-Security-Policy"]

    rules = dict(rule.strip().split(" ", 1) for rule in policy.split(";"))
    assert rules["default-src"] == rules["font-src"] == rules["style-src"] == "'self'"
    assert "unsafe" not in policy
    assert "http" not in policy


@pytest.mark.parametrize("path", PUBLIC)
def test_public_page_has_nothing_inline_and_nothing_from_elsewhere(client, path):
    page = client.get(path).content.decode()

    assert "style=" not in page
    assert "<style" not in page
    assert "<script>" not in page
    assert " onclick" not in page
    assert 'src="http' not in page


@pytest.mark.parametrize("path", ["/", "/areas/", "/about/"])
def test_reader_is_given_no_cookie(client, path):
    assert not client.get(path).cookies


def test_menu_says_where_we_are(client):
    page = client.get("/areas/").content.decode()

    assert '<a class="app-nav__link" href="/areas/" aria-current="page">' in page


def test_visitor_may_sign_in(client):
    assert 'href="/accounts/login/">Sign in' in client.get("/").content.decode()


def test_new_notices_are_counted_in_the_header(client):
    person = make_user()
    make_notice(person)
    client.force_login(person)

    assert '<span class="app-account__count">1' in client.get("/about/").content.decode()


def test_demonstration_says_that_it_is_one(client):
    assert "app-demo" not in client.get("/about/").content.decode()

    make_trust(illustrative=True)

    assert "app-demo" in client.get("/about/").content.decode()
