"""Someone without rights reads a sentence: no page sends anybody round in a circle."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from django.test import Client

from portal.accounts.permissions import Role
from portal.home.site import ensure_site
from tests.attacks.routes import routes
from tests.builders.accounts import make_user
from tests.builders.trusts import make_trust

pytestmark = pytest.mark.django_db
LONGEST_CHAIN = 5
AT_A_TRUST = {Role.MEMBER, Role.AUTHOR, Role.FINANCE_APPROVER}
ROLES = [role for role in Role if role is not Role.READER]


def holder(role, **fields):
    return make_user(held=[(role, make_trust() if role in AT_A_TRUST else None)], **fields)


def test_finance_approver_at_the_editor_reads_why_not(client):
    client.force_login(holder(Role.FINANCE_APPROVER))

    answer = client.get("/cms/pages/?q=a")

    page = answer.content.decode()
    assert answer.status_code == 403
    assert "none of your roles opens this page" in page
    assert "You do not have permission to access the admin" not in page


@pytest.mark.parametrize("path", ["/cms/nowhere/", "/cms/roles/", "/cms/reports/locked/"])
def test_so_does_a_member_at_any_page_of_it(client, path):
    client.force_login(holder(Role.MEMBER))

    assert client.get(path).status_code == 403


def test_visitor_is_sent_to_sign_in_and_comes_back(client):
    assert client.get("/cms/pages/?q=a").url == "/accounts/login/?next=/cms/pages/%3Fq%3Da"


def faults(client, start):
    """The chain of redirects from here, if it is too long or meets an address twice."""
    chain, url = [start], start
    while True:
        answer = client.get(url)
        if answer.status_code not in {301, 302, 303, 307, 308}:
            return None
        target = urlsplit(answer.url)
        if target.netloc and target.netloc != "testserver":
            return None
        url = f"{target.path or urlsplit(url).path}{'?' if target.query else ''}{target.query}"
        if url in chain or len(chain) > LONGEST_CHAIN:
            return [*chain, url]
        chain.append(url)


def walk(user, paths):
    # One client, signed in again only where a page has signed it out.
    client = Client(raise_request_exception=False)
    found = []
    for path in paths:
        if "sessionid" not in client.cookies and user:
            client.force_login(user)
        if fault := faults(client, path):
            found.append(fault)
    return found


@pytest.mark.slow
def test_no_sample_of_routes_sends_a_finance_approver_round():
    ensure_site()

    assert not walk(holder(Role.FINANCE_APPROVER), routes()[::8])


@pytest.mark.full
@pytest.mark.parametrize("needs_more", [False, True])
@pytest.mark.parametrize("role", [None, *ROLES])
def test_no_route_sends_anybody_round(settings, role, needs_more):
    """Also where staff must set up a second factor first."""
    ensure_site()
    settings.REQUIRE_SECOND_FACTOR = needs_more

    assert not walk(role and holder(role), routes())
