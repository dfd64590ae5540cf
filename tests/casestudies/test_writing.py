"""One link leads an author to an empty case study on their own trust's shelf."""

from __future__ import annotations

import pytest

from casestudies.models import TrustCaseStudiesPage
from tests.builders.accounts import make_author, make_member, make_user
from tests.builders.casestudies import make_trust_shelf
from tests.builders.trusts import make_trust

pytestmark = pytest.mark.django_db
WRITE = "/case-studies/write/"


def shelf_in(response):
    number = int(response.url.rstrip("/").rpartition("/")[2])
    return TrustCaseStudiesPage.objects.get(pk=number)


def test_an_author_lands_in_the_editor_on_their_own_shelf(client):
    trust = make_trust()
    make_trust_shelf(trust=trust)
    client.force_login(make_author(trust))

    response = client.get(WRITE)

    assert shelf_in(response).trust == trust
    assert client.get(response.url).status_code == 200


def test_an_author_of_two_trusts_writes_for_the_one_they_act_for(client):
    first, second = make_trust(), make_trust()
    make_trust_shelf(trust=first)
    author = make_user(held=[("author", first), ("author", second)], acting_trust=second)
    client.force_login(author)

    assert shelf_in(client.get(WRITE)).trust == second


def test_a_member_who_is_no_author_is_told_whom_to_ask(client):
    client.force_login(make_member(make_trust()))

    response = client.get(WRITE)

    assert response.status_code == 403
    assert b"administrator" in response.content


def test_a_reader_signs_in_first(client):
    response = client.get(WRITE)

    assert response.status_code == 302
    assert response.url.endswith("?next=/case-studies/write/")
