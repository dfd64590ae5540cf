"""What becomes of each address that allauth brings, and of the letters it sends."""

from __future__ import annotations

import re

import pytest
from django.core import mail
from django.core.cache import cache
from django.urls import get_resolver

from tests.attacks.wall.walking import routes
from tests.builders.accounts import PASSWORD, make_administrator, make_user, set_up_second_factor

pytestmark = pytest.mark.django_db
SIGN_IN = "/accounts/login/"
# Where each leads a visitor, and a person who has signed in. None: their own page, of ours.
ACTIONS = {
    # Signing in and out: the one way in (test_one_way_in, test_limits).
    "account_login": (None, "/my/"),
    "account_logout": ("/", None),
    "account_inactive": (None, None),
    # Opening an account: the domains of the setting, and a confirmed address.
    "account_signup": (None, "/my/"),
    "account_email_verification_sent": (None, None),
    "account_confirm_email": (None, None),
    # Passwords: a reset for everyone who has an account; signing in again afterwards.
    "account_reset_password": (None, None),
    "account_reset_password_done": (None, None),
    "account_reset_password_from_key": (None, None),
    "account_reset_password_from_key_done": (None, None),
    "account_change_password": (SIGN_IN, None),
    "account_set_password": (SIGN_IN, "/accounts/password/change/"),
    "account_reauthenticate": (SIGN_IN, None),
    # One address a person; another takes its place once confirmed (test_confirmed_address).
    "account_email": (SIGN_IN, None),
    # Switched off: the page leads to the sign-in, as no code is ever sent.
    "account_confirm_login_code": (SIGN_IN, "/my/"),
    # The second factor: proven by this session (test_second_factor).
    "mfa_index": (SIGN_IN, None),
    "mfa_authenticate": (SIGN_IN, "/my/"),
    "mfa_reauthenticate": (SIGN_IN, "/accounts/reauthenticate/"),
    "mfa_activate_totp": (SIGN_IN, "/accounts/reauthenticate/"),
    "mfa_deactivate_totp": (SIGN_IN, 404),
    "mfa_view_recovery_codes": (SIGN_IN, 404),
    "mfa_generate_recovery_codes": (SIGN_IN, "/accounts/reauthenticate/"),
    "mfa_download_recovery_codes": (SIGN_IN, 404),
}
KEYS = {"account_confirm_email": "x/", "account_reset_password_from_key": "1-abc/"}


@pytest.fixture(autouse=True)
def fresh_limits():
    cache.clear()


def mounted():
    """The names and paths of everything below /accounts/."""
    (tree,) = (entry for entry in get_resolver().url_patterns if str(entry.pattern) == "accounts/")
    found = {name for name, _ in routes(tree)}
    lookup = {name: f"/{get_resolver().reverse_dict.getlist(name)[0][0][0][0]}" for name in found}
    return {
        name: path.split("%(")[0] + KEYS.get(name, "") if name in KEYS else path
        for name, path in lookup.items()
    }


def outcome(client, path):
    answer = client.get(path)
    if answer.status_code == 302:
        return answer.url.split("?")[0]
    return None if answer.status_code == 200 else answer.status_code


def test_every_action_of_allauth_is_listed_and_leads_where_the_list_says(client):
    paths = mounted()
    for_visitor = {name: outcome(client, path) for name, path in paths.items()}
    client.force_login(make_user())
    for_person = {name: outcome(client, path) for name, path in paths.items()}

    assert {name: (for_visitor[name], for_person[name]) for name in paths} == ACTIONS


def ask_for_reset(client, email):
    mail.outbox.clear()
    answer = client.post("/accounts/password/reset/", {"email": email}, follow=True)
    return answer.redirect_chain, re.sub(r"csrf\S+ value=\S+", "", answer.content.decode())


def test_reset_reaches_every_account_and_reveals_none(client):
    invited = make_administrator(email="ann@improvement.example.org")

    known = ask_for_reset(client, invited.email)
    link = re.search(r"\S+/accounts/password/reset/key/\S+", mail.outbox[0].body).group()
    unknown = ask_for_reset(client, "nobody@improvement.example.org")

    assert known == unknown
    assert link.startswith("http://localhost:8000/accounts/")
    assert "no account has this address" in mail.outbox[0].body


def test_account_of_another_domain_signs_in(client):
    invited = make_administrator(email="ann@improvement.example.org")

    answer = client.post(SIGN_IN, {"login": invited.email, "password": PASSWORD})

    assert answer.url == "/my/"


def test_person_of_another_domain_may_be_edited_but_not_moved_to_one(client):
    boss = make_administrator()
    invited = make_user(email="ann@improvement.example.org")
    client.force_login(boss)
    path, values = f"/cms/users/edit/{invited.pk}/", {"last_name": "Lee", "is_active": "on"}

    kept = client.post(path, {**values, "first_name": "Ann", "email": invited.email})
    moved = client.post(path, {**values, "first_name": "Bo", "email": "ann@gmail.com"})
    invited.refresh_from_db()

    assert kept.status_code == 302
    assert "It must end in" in moved.content.decode()
    assert (invited.first_name, invited.email) == ("Ann", "ann@improvement.example.org")


def letters(client, settings):
    """One of each kind that a person can cause, by its subject."""
    settings.PORTAL_BASE_URL = "https://exemplar.example.nhs.uk:8443"
    person = make_user()
    newcomer = {"first_name": "A", "last_name": "B", "password1": PASSWORD, "password2": PASSWORD}
    for email in ("new@example.nhs.uk", person.email):
        client.post("/accounts/signup/", {**newcomer, "email": email}, HTTP_HOST="localhost")
    for email in (person.email, "nobody@example.nhs.uk"):
        client.post("/accounts/password/reset/", {"email": email}, HTTP_HOST="localhost")
    client.force_login(person)
    new = {
        "oldpassword": PASSWORD,
        "password1": "another-long-one",
        "password2": "another-long-one",
    }
    client.post("/accounts/password/change/", new)
    return {letter.subject.removeprefix("[Exemplar] "): letter for letter in mail.outbox}


def test_letters_are_in_our_name_with_links_to_our_address(client, settings):
    sent = letters(client, settings)

    assert set(sent) == {
        "Confirm your e-mail address",
        "You have an account already",
        "Choose a new password",
        "There is no account with this address",
        "Password Changed",
    }
    for letter in sent.values():
        links = re.findall(r"https?://\S+", letter.body)
        assert links
        assert all(link.startswith("https://exemplar.example.nhs.uk:8443") for link in links)
        assert not re.search(r"localhost|testserver|Hello from", letter.body)
        assert letter.extra_headers["Auto-Submitted"] == "auto-generated"


def test_host_that_a_visitor_names_is_in_no_letter(client, settings):
    settings.ALLOWED_HOSTS = ["*"]
    person = make_user()
    client.post("/accounts/password/reset/", {"email": person.email}, HTTP_HOST="evil.example")

    assert "evil.example" not in mail.outbox[0].body


def test_closed_account_neither_signs_in_nor_resets(client):
    person = make_user(is_active=False)

    answer = client.post(SIGN_IN, {"login": person.email, "password": PASSWORD})
    ask_for_reset(client, person.email)

    assert answer.url == "/accounts/inactive/"
    assert "_auth_user_id" not in client.session
    assert "reset/key" not in mail.outbox[0].body


def test_signing_out_is_final(client):
    client.force_login(make_user())
    before = client.cookies["sessionid"].value
    client.post("/accounts/logout/")
    client.cookies["sessionid"] = before

    assert client.get("/my/").url.startswith(SIGN_IN)


def test_second_factor_is_not_taken_away_without_saying_again_who_one_is(client):
    person = make_user()
    set_up_second_factor(person)
    client.force_login(person)

    assert client.post("/accounts/2fa/totp/deactivate/").url == "/accounts/2fa/reauthenticate/"
    assert person.authenticator_set.exists()
