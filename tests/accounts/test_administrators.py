from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError

from portal.accounts import invitations
from portal.accounts.models import AuditEntry, User
from tests.builders.accounts import PASSWORD, make_user

pytestmark = pytest.mark.django_db


def test_a_new_person_becomes_an_administrator_with_a_link_and_it_is_written_down():
    made = invitations.appoint("first@elsewhere.example")

    assert made.is_new and "/accounts/password/reset/key/" in made.link
    assert list(invitations.current_administrators()) == [made.user]
    granted = AuditEntry.objects.get(action="role.granted")
    assert (granted.by, granted.detail) == (None, {"role": "administrator"})


def test_the_same_person_again_gets_a_fresh_link_and_no_second_role():
    invitations.appoint("first@elsewhere.example")

    again = invitations.appoint("FIRST@elsewhere.example")

    assert not again.is_new and again.link
    assert User.objects.count() == again.user.role_assignments.count() == 1


def test_a_person_with_a_password_and_a_confirmed_address_keeps_both():
    person = make_user()
    made = invitations.appoint(person.email)

    made.user.refresh_from_db()
    assert made.is_new and made.link == ""
    assert made.user.check_password(PASSWORD)


def test_a_password_that_a_stranger_may_have_chosen_is_void():
    person = make_user(confirmed=False)

    made = invitations.appoint(person.email)

    made.user.refresh_from_db()
    assert made.link and not made.user.has_usable_password()


def test_a_closed_account_is_refused():
    person = make_user(is_active=False)

    with pytest.raises(ValidationError, match="is closed"):
        invitations.appoint(person.email)


def test_what_is_no_address_is_told_and_what_is_one_is_cleaned():
    wrong = ["", "boss", "boss@", "a b@trust.nhs.uk", "boss@trust.nhs.uk\nBcc: x@y.z", "x" * 250]
    taken = []
    for typed in wrong:
        try:
            taken.append(invitations.clean_address(typed))
        except ValidationError as refusal:
            assert "is not an e-mail address. Write it like" in refusal.messages[0]

    assert taken == []
    assert invitations.clean_address(" Boss@Trust.NHS.uk ") == "boss@trust.nhs.uk"
