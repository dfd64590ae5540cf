from __future__ import annotations

import pytest
from django.core import mail

from portal.accounts.models import AuditEntry
from portal.accounts.permissions import Role
from tests.builders.accounts import make_administrator, make_member, make_notice, make_user
from tests.builders.trusts import make_trust

pytestmark = pytest.mark.django_db


def test_person_acts_for_another_of_their_trusts(client):
    first, second = make_trust(), make_trust()
    person = make_user(held=[(Role.MEMBER, first), (Role.MEMBER, second)])
    client.force_login(person)

    answer = client.post("/my/act-for/", {"trust": second.ods_code, "next": "/areas/"})

    person.refresh_from_db()
    assert answer.url == "/areas/"
    assert person.acting_trust == second
    assert AuditEntry.objects.filter(action="person.acts_for", trust=second).exists()


def test_nobody_acts_for_a_trust_of_others(client):
    mine, other = make_trust(), make_trust()
    person = make_member(mine)
    client.force_login(person)

    answer = client.post("/my/act-for/", {"trust": other.ods_code}, follow=True)

    person.refresh_from_db()
    assert person.acting_trust == mine
    assert "Choose one of the trusts you have a role at" in answer.content.decode()


def test_way_back_stays_on_this_site(client):
    trust = make_trust()
    client.force_login(make_member(trust))

    answer = client.post("/my/act-for/", {"trust": trust.ods_code, "next": "https://evil.example/"})

    assert answer.url == "/my/"


@pytest.mark.parametrize("path", ["/my/act-for/", "/my/notices/read/", "/my/membership/"])
def test_a_link_changes_nothing(client, path):
    client.force_login(make_member(make_trust()))

    assert client.get(path).status_code == 405


def test_opening_a_notice_reads_it_and_goes_there(client):
    person = make_user()
    notice = make_notice(person, url="/about/")
    client.force_login(person)

    answer = client.post(f"/my/notices/{notice.pk}/read/")

    notice.refresh_from_db()
    assert answer.url == "/about/"
    assert notice.read_at is not None


def test_notice_of_another_person_is_not_there(client):
    notice = make_notice(make_user())
    client.force_login(make_user())

    assert client.post(f"/my/notices/{notice.pk}/read/").status_code == 404


def test_all_notices_of_one_person_are_read(client):
    person, other = make_user(), make_notice(make_user())
    make_notice(person), make_notice(person)
    client.force_login(person)

    client.post("/my/notices/read/")

    other.refresh_from_db()
    assert not person.notices.filter(read_at=None).exists()
    assert other.read_at is None


def test_newcomer_asks_to_be_added_and_administrators_hear_once(
    client, django_capture_on_commit_callbacks
):
    boss, person, trust = make_administrator(), make_user(), make_trust()
    client.force_login(person)

    with django_capture_on_commit_callbacks(execute=True):
        for _ in range(2):
            client.post("/my/membership/", {"trust": trust.ods_code})

    assert [letter.to for letter in mail.outbox] == [[boss.email]]
    assert trust.name in mail.outbox[0].subject


def test_asking_without_a_trust_says_what_to_do(client):
    client.force_login(make_user())

    answer = client.post("/my/membership/", {}, follow=True)

    assert "Choose the trust you work for." in answer.content.decode()
