"""No role counts for an address that its owner has not confirmed."""

from __future__ import annotations

import re

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core import mail
from django.core.cache import cache
from django.test import Client

from portal.accounts.models import User
from portal.accounts.permissions import READER, Action, Role, can, holdings_of
from tests.builders.accounts import (
    PASSWORD,
    confirm_address,
    make_administrator,
    make_user,
    set_up_second_factor,
    sign_in,
)
from tests.builders.trusts import make_trust

pytestmark = pytest.mark.django_db
EVERY_ROLE = [Role.EDITOR, Role.PROGRAMME_MANAGER, Role.ADMINISTRATOR]


def holds(person, role):
    return any(held.role is role for held in holdings_of(person))


@pytest.fixture(autouse=True)
def fresh_limits():
    cache.clear()


def link_in_letter(number=-1):
    return re.search(r"/accounts/confirm-email/\S+", mail.outbox[number].body).group()


def make_unconfirmed():
    trust = make_trust()
    at_trust = [(role, trust) for role in (Role.MEMBER, Role.AUTHOR, Role.FINANCE_APPROVER)]
    return make_user(held=[*EVERY_ROLE, *at_trust], confirmed=False), trust


def test_unconfirmed_person_holds_no_permission_of_any_role():
    person, trust = make_unconfirmed()
    readers = {action for action in Action if can(AnonymousUser(), action)}

    allowed = {action for action in Action if can(person, action, trust_ids=[trust.pk])}

    assert holdings_of(person) == {READER}
    assert allowed == readers == {Action.CASE_STUDY_READ_PUBLIC}


def test_confirming_gives_the_roles_back():
    person, _ = make_unconfirmed()
    confirm_address(person)

    assert holds(User.objects.get(pk=person.pk), Role.EDITOR)


def test_confirmation_of_another_address_does_not_count():
    person, _ = make_unconfirmed()
    person.emailaddress_set.create(email="other@example.nhs.uk", verified=True, primary=True)

    assert not holds(person, Role.EDITOR)


def test_roles_of_a_confirmed_person_take_one_query(django_assert_num_queries):
    person = make_administrator()

    with django_assert_num_queries(1):
        assert holds(person, Role.ADMINISTRATOR)


@pytest.mark.parametrize("fields", [{"is_superuser": True}, {}])
def test_session_of_an_unconfirmed_person_is_nobodys(client, fields):
    """Neither Wagtail's groups nor the superuser's flag lets them into the editor."""
    person = make_user(held=[Role.EDITOR], confirmed=False, **fields)
    client.force_login(person)

    assert client.get("/cms/").url == "/accounts/login/?next=/cms/"


def test_address_changed_by_an_administrator_ends_old_sessions_for_good(client):
    boss, person, theirs = make_administrator(), make_user(held=[Role.EDITOR]), Client()
    client.force_login(boss)
    theirs.force_login(person)
    names = {"first_name": "Sam", "last_name": "Field", "job_title": "", "is_active": "on"}

    client.post(f"/cms/users/edit/{person.pk}/", {**names, "email": "new@example.nhs.uk"})
    while_unconfirmed = theirs.get("/my/").status_code
    answer = Client().post(
        "/accounts/login/", {"login": "new@example.nhs.uk", "password": PASSWORD}
    )
    Client().post(link_in_letter())

    assert while_unconfirmed == 302
    assert answer.url == "/accounts/confirm-email/"
    assert mail.outbox[-1].to == ["new@example.nhs.uk"]
    assert holds(User.objects.get(pk=person.pk), Role.EDITOR)
    assert theirs.get("/my/").status_code == 302


def test_old_address_opens_nothing_once_it_is_replaced(client):
    person = make_user()
    User.objects.filter(pk=person.pk).update(email="new@example.nhs.uk")

    answer = client.post("/accounts/login/", {"login": person.email, "password": PASSWORD})

    assert answer.url == "/accounts/confirm-email/"
    assert "_auth_user_id" not in client.session
    assert mail.outbox[-1].to == ["new@example.nhs.uk"]


def test_person_changes_their_own_address(client):
    person, elsewhere = make_user(held=[Role.EDITOR]), Client()
    client.force_login(person)
    elsewhere.force_login(person)

    asked = client.post("/accounts/email/", {"email": "new@example.nhs.uk", "action_add": ""})
    client.post(asked.url, {"password": PASSWORD, "next": "/accounts/email/"})
    before = User.objects.get(pk=person.pk)
    client.post(link_in_letter(0))

    after = User.objects.get(pk=person.pk)
    assert (before.email, holds(before, Role.EDITOR)) == (person.email, True)
    assert (after.email, holds(after, Role.EDITOR)) == ("new@example.nhs.uk", True)
    assert mail.outbox[-1].to == [person.email], "the old address hears of it"
    assert client.get("/my/").status_code == 200
    assert elsewhere.get("/my/").status_code == 302


def test_owner_of_a_second_factor_may_change_their_address_too(client):
    person = make_user()
    sign_in(client, person, set_up_second_factor(person))
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})

    client.post("/accounts/email/", {"email": "new@example.nhs.uk", "action_add": ""})

    assert mail.outbox[-1].to == ["new@example.nhs.uk"]


def test_open_browser_alone_does_not_change_the_address(client):
    client.force_login(make_user())

    asked = client.post("/accounts/email/", {"email": "new@example.nhs.uk", "action_add": ""})

    assert asked.url.startswith("/accounts/reauthenticate/")
    assert not mail.outbox


def test_changing_to_an_address_elsewhere_is_refused_beside_its_field(client):
    client.force_login(make_user())

    answer = client.post("/accounts/email/", {"email": "me@gmail.com", "action_add": ""})

    page = answer.content.decode()
    assert "It must end in nhs.net or nhs.uk" in page
    assert 'value="me@gmail.com"' in page
    assert not mail.outbox
