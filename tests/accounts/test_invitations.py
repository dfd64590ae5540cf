from __future__ import annotations

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.core.cache import cache

from portal.accounts import invitations
from portal.accounts.models import AuditEntry, RoleAssignment, User
from tests.builders.accounts import PASSWORD, make_administrator, make_user
from tests.builders.trusts import make_trust

pytestmark = pytest.mark.django_db
NEW_ONE = {"email": "new.one@trust.nhs.uk", "first_name": "New", "last_name": "One"}


@pytest.fixture(autouse=True)
def fresh_limits():
    cache.clear()


@pytest.fixture
def boss(client):
    person = make_administrator()
    client.force_login(person)
    return person


def make_invited(email="first@elsewhere.example"):
    person = User(email=email)
    person.set_unusable_password()
    person.save()
    return person


def use(client, link, password=PASSWORD):
    """Open the link as a browser does, and send a password."""
    form = client.get(link, follow=True)
    values = {"password1": password, "password2": password}
    return client.post(form.request["PATH_INFO"], values, follow=True)


def sign_in(client, email, password=PASSWORD):
    values = {"login": email, "password": password}
    return client.post("/accounts/login/", values, follow=True).request["PATH_INFO"]


def test_the_link_lets_a_person_of_any_domain_choose_a_password_and_confirms_the_address(client):
    person = make_invited()

    use(client, invitations.make_link(person))

    assert EmailAddress.objects.get(user=person).verified
    assert AuditEntry.objects.filter(action="address.confirmed", by=person).exists()
    assert sign_in(client, person.email) == "/my/"


def test_the_link_works_once_and_with_it_every_other_that_was_made(client):
    person = make_invited()
    first, second = invitations.make_link(person), invitations.make_link(person)
    use(client, first)

    pages = [use(client, link, "another-password-here") for link in (first, second)]

    assert all("This link no longer works" in page.content.decode() for page in pages)
    assert sign_in(client, person.email) == "/my/"


def test_the_link_ends_within_seven_days(client, settings):
    days = (invitations.link_ends() - invitations.timezone.localtime()).total_seconds() / 86400
    link = invitations.make_link(make_invited())
    settings.PASSWORD_RESET_TIMEOUT = -1

    assert 0 < days <= 7
    assert "This link no longer works" in client.get(link, follow=True).content.decode()


def test_an_address_is_not_confirmed_by_a_link_that_may_have_gone_to_another(client):
    person = make_user(confirmed=False)
    EmailAddress.objects.create(user=person, email="other@trust.nhs.uk")

    use(client, invitations.make_link(person))

    assert not EmailAddress.objects.filter(user=person, verified=True).exists()


def test_an_administrator_invites_a_person_with_a_role_at_a_trust_by_letter(client, boss):
    trust = make_trust()
    client.post("/cms/users/new/", {**NEW_ONE, "role": "author", "trust": trust.pk})

    person = User.objects.get(email=NEW_ONE["email"])
    letter = mail.outbox[0]
    link = next(word for word in letter.body.split() if "/key/" in word)
    client.logout()
    use(client, link)

    assert (person.role_assignments.get().role, person.acting_trust) == ("author", trust)
    assert (letter.to, letter.extra_headers["Auto-Submitted"]) == ([person.email], "auto-generated")
    assert AuditEntry.objects.filter(action="person.invited", by=boss).exists()
    assert sign_in(client, person.email) == "/my/"


@pytest.mark.parametrize(
    ("role", "has_trust", "sentence"),
    [
        ("author", False, "Choose the trust that the role is held for."),
        ("editor", True, "Leave the trust empty: this role is held nationally."),
        ("", True, "Choose the role that the person has at this trust."),
    ],
)
def test_a_role_in_the_wrong_place_is_told_and_nothing_typed_is_lost(
    client, boss, role, has_trust, sentence
):
    trust = make_trust().pk if has_trust else ""
    page = client.post("/cms/users/new/", {**NEW_ONE, "role": role, "trust": trust})

    assert sentence in page.content.decode()
    assert NEW_ONE["email"] in page.content.decode()
    assert not User.objects.filter(email=NEW_ONE["email"]).exists()
    assert not mail.outbox


def test_an_invitation_waits_for_no_mail_server_and_one_that_is_away_is_shown(
    client, boss, settings
):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", 9, 1

    page = client.post("/cms/users/new/", {**NEW_ONE, "role": "editor"}, follow=True)

    assert "is on its way by e-mail" in page.content.decode()
    failures = client.get("/administration/failures/").content.decode()
    assert "The mail server does not answer" in failures
    assert "1 letter waiting" in failures
    assert RoleAssignment.objects.filter(user__email=NEW_ONE["email"], role="editor").exists()


def test_a_person_let_in_from_another_domain_can_be_edited(client, boss):
    person = make_invited()
    values = {"email": person.email, "first_name": "A", "last_name": "B", "is_active": "on"}

    client.post(f"/cms/users/edit/{person.pk}/", values)

    person.refresh_from_db()
    assert person.first_name == "A"
