from __future__ import annotations

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.signals import authentication_failed, authenticator_reset, authenticator_used
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

from portal.accounts import audit
from portal.accounts.models import AuditEntry
from portal.trusts import register
from tests.builders.accounts import PASSWORD, make_administrator, make_user
from tests.builders.trusts import make_trust


@pytest.mark.django_db
def test_entry_says_who_did_what_to_which_record():
    person, trust = make_user(), make_trust()

    audit.record(by=person, action="trust.renamed", subject=trust, trust=trust, year=2024)

    entry = AuditEntry.objects.get(action="trust.renamed")
    assert (entry.by, entry.action, entry.trust) == (person, "trust.renamed", trust)
    assert (entry.subject_type, entry.subject_id) == ("trusts.trust", str(trust.pk))
    assert entry.detail == {"year": 2024}


@pytest.mark.django_db(transaction=True)
def test_entry_outside_a_transaction_is_refused():
    trust = make_trust()

    with pytest.raises(RuntimeError, match="transaction"):
        audit.record(by=None, action="x", subject=trust)

    assert not AuditEntry.objects.filter(action="x").exists()


def actions():
    return [one.action for one in AuditEntry.objects.order_by("pk")]


def entry(action):
    return AuditEntry.objects.get(action=action)


@pytest.mark.django_db
def test_signing_in_and_out_is_in_the_trail_with_the_failures(client):
    person = make_user("nia@example.nhs.uk")
    wrong = {"login": person.email, "password": "not-it-at-all-1"}

    client.post("/accounts/login/", wrong)
    client.post("/accounts/login/", {**wrong, "login": "hunter2-typed-in-the-wrong-box@nhs.net"})
    client.post("/accounts/login/", {**wrong, "password": PASSWORD})
    client.post("/accounts/logout/")

    assert actions()[1:] == ["sign_in.failed", "sign_in.failed", "sign_in", "sign_out"]
    failed = list(AuditEntry.objects.filter(action="sign_in.failed").order_by("pk"))
    assert [one.subject_id for one in failed] == [str(person.pk), ""]
    assert "hunter2" not in str(list(AuditEntry.objects.values()))
    assert entry("sign_in").by == entry("sign_out").by == person


@pytest.mark.django_db
def test_second_factors_are_in_the_trail(client):
    person = make_user()
    client.force_login(person)
    totp = TOTP.activate(person, generate_totp_secret())
    codes = RecoveryCodes.activate(person)

    authenticator_used.send(Authenticator, request=None, user=person, authenticator=codes.instance)
    authenticator_reset.send(Authenticator, request=None, user=person, authenticator=codes.instance)
    authentication_failed.send(
        Authenticator, request=None, user=person, authenticator=totp.instance
    )
    totp.instance.delete()

    assert actions()[2:] == [
        "second_factor.added", "second_factor.added", "second_factor.recovery_code_used",
        "second_factor.reset", "second_factor.failed", "second_factor.removed",
    ]  # fmt: skip
    assert entry("second_factor.removed").detail == {"kind": "totp"}
    assert totp.instance.data["secret"] not in str(list(AuditEntry.objects.values()))


@pytest.mark.django_db
def test_changes_of_people_are_in_the_trail_by_name_and_never_by_value(client):
    boss, person = make_administrator(), make_user("old@trust.nhs.uk")
    client.force_login(boss)
    values = {"email": "new@trust.nhs.uk", "first_name": "Nia", "last_name": "Rees"}

    client.post(f"/cms/users/edit/{person.pk}/", values)

    mine = AuditEntry.objects.filter(subject_id=str(person.pk), by=boss)
    assert mine.get(action="person.changed").detail["fields"][:3] == [
        "first_name", "last_name", "email",
    ]  # fmt: skip
    assert mine.filter(action="person.closed").exists()
    assert "new@trust" not in str(list(AuditEntry.objects.values()))


@pytest.mark.django_db
def test_a_new_password_is_in_the_trail_without_it():
    person = make_user()

    person.set_password("another-long-secret-1")
    person.save()

    assert entry("person.password_changed").subject_id == str(person.pk)
    assert "another-long" not in str(list(AuditEntry.objects.values()))


@pytest.mark.django_db
def test_a_password_hashed_anew_at_sign_in_is_no_new_password(settings):
    person = make_user()
    settings.PASSWORD_HASHERS = [
        "django.contrib.auth.hashers.PBKDF2PasswordHasher",
        *settings.PASSWORD_HASHERS,
    ]

    assert person.check_password(PASSWORD)

    assert "person.password_changed" not in actions()


@pytest.mark.django_db
def test_imports_are_in_the_trail(tmp_path):
    folder = tmp_path / "trusts.csv"
    folder.write_text("ods_code,name\nRXX,Somewhere NHS Trust\n")

    register.load(trusts=folder, figures=[])

    assert entry("register.imported").detail == {"trusts": 1}
