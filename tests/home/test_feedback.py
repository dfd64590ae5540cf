from __future__ import annotations

import pytest
from django.core import mail
from django.core.cache import cache

from portal.accounts.models import Notice
from tests.builders.accounts import make_administrator, make_member
from tests.builders.trusts import make_trust

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def fresh_limits():
    cache.clear()


def test_visitor_reaches_the_administrators(client, django_capture_on_commit_callbacks):
    boss = make_administrator()
    make_member(make_trust())

    with django_capture_on_commit_callbacks(execute=True):
        client.post("/feedback/", {"text": "The map is empty.", "email": "a@nhs.net"})

    (letter,) = mail.outbox
    assert letter.to == [boss.email]
    assert "The map is empty.\n\nAnswer to: a@nhs.net" in letter.body


def test_empty_feedback_says_what_to_write(client):
    answer = client.post("/feedback/", {"text": " ", "email": "not an address"})

    page = answer.content.decode()
    assert page.count("Write what went wrong, or what would help.") == 2
    assert 'value="not an address"' in page


def test_same_words_are_told_once_a_day(client):
    make_administrator()

    for _ in range(2):
        client.post("/feedback/", {"text": "The map is empty."})

    assert Notice.objects.count() == 1


def test_flood_is_stopped(client):
    statuses = [
        client.post("/feedback/", {"text": f"Number {number}"}).status_code for number in range(11)
    ]

    assert statuses == [302] * 10 + [429]
