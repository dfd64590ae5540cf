from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from portal.accounts import roles, signals
from portal.accounts.models import AuditEntry, RoleAssignment
from portal.accounts.permissions import Role
from tests.builders.accounts import make_administrator, make_member, make_user
from tests.builders.trusts import make_trust

pytestmark = pytest.mark.django_db


def test_administrator_gives_a_role_and_it_is_written_down():
    boss, person, trust = make_administrator(), make_user(), make_trust()

    roles.grant(user=person, role=Role.AUTHOR, trust=trust, by=boss)

    entry = AuditEntry.objects.get(by=boss)
    assert (entry.action, entry.detail) == ("role.granted", {"role": "author"})


def test_first_trust_becomes_the_one_acted_for():
    trust = make_trust()

    assert make_member(trust).acting_trust == trust


def test_giving_twice_is_one_role_and_one_entry():
    person, trust = make_user(), make_trust()

    for _ in range(2):
        roles.grant(user=person, role=Role.MEMBER, trust=trust, by=None)

    assert person.role_assignments.count() == 1
    assert AuditEntry.objects.filter(action="role.granted").count() == 1


@pytest.mark.parametrize("verb", [roles.grant, roles.revoke])
def test_nobody_but_an_administrator(verb):
    trust = make_trust()
    author = make_user(held=[(Role.AUTHOR, trust)])

    with pytest.raises(PermissionDenied, match="Only an administrator"):
        verb(user=author, role=Role.AUTHOR, trust=trust, by=author)


@pytest.mark.parametrize(
    ("role", "at_a_trust"), [(Role.AUTHOR, False), (Role.EDITOR, True), (Role.READER, False)]
)
def test_role_in_the_wrong_place_is_refused(role, at_a_trust):
    trust = make_trust() if at_a_trust else None

    with pytest.raises(ValidationError):
        roles.grant(user=make_user(), role=role, trust=trust, by=None)


def test_national_role_follows_into_its_group_and_out():
    person = make_user(held=[Role.EDITOR])
    assert person.groups.filter(name="Editors").exists()
    assert person.has_perm("wagtailadmin.access_admin")

    roles.revoke(user=person, role=Role.EDITOR, by=None)

    assert not person.groups.exists()


def test_taking_the_last_role_at_a_trust_ends_acting_for_it():
    trust = make_trust()
    person = make_member(trust)

    roles.revoke(user=person, role=Role.MEMBER, trust=trust, by=None)

    assert person.acting_trust is None


def test_taking_a_role_that_is_not_held_says_so():
    assert roles.revoke(user=make_user(), role=Role.EDITOR, by=None) is False


def test_change_is_announced():
    heard = []

    def listen(sender, user, **kwargs):
        heard.append(user)

    signals.roles_changed.connect(listen)
    person = make_member(make_trust())
    signals.roles_changed.disconnect(listen)

    assert heard == [person]


@pytest.mark.parametrize("national", [True, False])
def test_database_holds_a_role_once(national):
    trust = None if national else make_trust()
    role = Role.EDITOR.value if national else Role.MEMBER.value
    person = make_user()
    RoleAssignment.objects.create(user=person, role=role, trust=trust)

    with pytest.raises(IntegrityError), transaction.atomic():
        RoleAssignment.objects.create(user=person, role=role, trust=trust)


@pytest.mark.parametrize(("role", "at_a_trust"), [("author", False), ("editor", True)])
def test_database_refuses_a_role_in_the_wrong_place(role, at_a_trust):
    trust = make_trust() if at_a_trust else None

    with pytest.raises(IntegrityError), transaction.atomic():
        RoleAssignment.objects.create(user=make_user(), role=role, trust=trust)
