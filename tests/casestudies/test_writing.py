"""The way in: who may write, and for which trust."""

from __future__ import annotations

import pytest

from casestudies.models import WritingDraft
from tests.builders.accounts import make_author, make_member, make_user
from tests.builders.casestudies import make_trust_shelf
from tests.builders.trusts import make_trust

pytestmark = pytest.mark.django_db
WRITE = "/case-studies/write/"


def test_an_author_writes_for_their_own_trust(client):
    trust = make_trust()
    make_trust_shelf(trust=trust)
    client.force_login(make_author(trust))

    client.post(WRITE, {"empty": "1"})

    assert WritingDraft.objects.get().trust == trust


def test_an_author_of_two_trusts_is_offered_the_one_they_act_for_first(client):
    first, second = make_trust(), make_trust()
    author = make_user(held=[("author", first), ("author", second)], acting_trust=second)
    client.force_login(author)

    assert client.get(WRITE).context["trusts"][0] == second


def test_nobody_writes_for_a_trust_that_is_not_theirs(client):
    client.force_login(make_author(make_trust()))

    assert client.post(WRITE, {"empty": "1", "trust": make_trust().ods_code}).status_code == 403


def test_a_member_who_is_no_author_is_told_whom_to_ask(client):
    client.force_login(make_member(make_trust()))

    response = client.get(WRITE)

    assert response.status_code == 403
    assert b"administrator" in response.content


def test_a_reader_signs_in_first(client):
    response = client.get(WRITE)

    assert response.status_code == 302
    assert response.url.endswith("?next=/case-studies/write/")
