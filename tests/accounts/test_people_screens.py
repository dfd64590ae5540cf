from __future__ import annotations

import pytest

from portal.accounts.models import AuditEntry, RoleAssignment, User
from portal.accounts.permissions import Role
from tests.builders.accounts import make_administrator, make_author, make_user
from tests.builders.trusts import make_trust

pytestmark = pytest.mark.django_db


@pytest.fixture
def boss(client):
    person = make_administrator()
    client.force_login(person)
    return person


def test_administrator_gives_a_role_through_the_command(client, boss):
    person, trust = make_user(), make_trust()

    client.post("/cms/roles/new/", {"user": person.pk, "role": "author", "trust": trust.pk})

    assert person.role_assignments.get().trust == trust
    assert AuditEntry.objects.filter(action="role.granted", by=boss).exists()


def test_membership_notice_opens_the_form_filled_in(client, boss):
    person, trust = make_user(), make_trust()

    page = client.get(f"/cms/roles/new/?user={person.pk}&trust={trust.pk}").content.decode()

    assert f'<option value="{trust.pk}" selected>' in page


def test_trust_role_without_a_trust_is_an_error_by_the_field(client, boss):
    answer = client.post("/cms/roles/new/", {"user": boss.pk, "role": "author", "trust": ""})

    assert "Choose the trust that the role is held for." in answer.content.decode()


def test_administrator_takes_a_role_away_through_the_command(client, boss):
    trust = make_trust()
    held = RoleAssignment.objects.get(user=make_author(trust))

    client.post(f"/cms/roles/delete/{held.pk}/")

    assert not RoleAssignment.objects.filter(pk=held.pk).exists()
    assert AuditEntry.objects.filter(action="role.revoked", by=boss).exists()


def test_a_role_is_never_edited(client, boss):
    held = boss.role_assignments.get()

    client.post(f"/cms/roles/edit/{held.pk}/", {"user": boss.pk, "role": "editor", "trust": ""})

    assert boss.role_assignments.get().role == "administrator"


@pytest.mark.parametrize("path", ["/cms/roles/", "/cms/roles/new/", "/cms/audit/", "/cms/users/"])
@pytest.mark.parametrize("role", [Role.EDITOR, Role.PROGRAMME_MANAGER])
def test_other_staff_do_not_see_the_screens(client, path, role):
    client.force_login(make_user(held=[role]))

    assert client.get(path).status_code == 302


def test_administrator_adds_a_person_by_e_mail(client, boss):
    values = {"email": "New.One@trust.nhs.uk", "first_name": "New", "last_name": "One"}

    client.post("/cms/users/new/", values)

    assert User.objects.get(email="new.one@trust.nhs.uk").has_usable_password() is False


def test_added_person_needs_an_allowed_address_too(client, boss):
    values = {"email": "x@gmail.com", "first_name": "New", "last_name": "One"}

    answer = client.post("/cms/users/new/", values)

    assert "It must end in" in answer.content.decode()


def test_people_form_gives_no_power(client, boss):
    person = make_user("p@trust.nhs.uk")
    values = {"email": person.email, "first_name": "A", "last_name": "B", "is_active": "on"}
    stolen = {"is_superuser": "on", "groups": [group.pk for group in boss.groups.all()]}

    client.post(f"/cms/users/edit/{person.pk}/", {**values, **stolen})

    person.refresh_from_db()
    assert person.first_name == "A"
    assert not person.is_superuser
    assert not person.groups.exists()


def test_superuser_is_out_of_an_administrators_reach(client, boss):
    root = make_user(is_superuser=True)

    client.post(f"/cms/users/edit/{root.pk}/", {"email": "mine@trust.nhs.uk"})

    root.refresh_from_db()
    assert root.email != "mine@trust.nhs.uk"


def test_bulk_action_puts_nobody_into_a_group(client, boss):
    person = make_user()
    group = boss.groups.get()

    client.post(
        f"/cms/bulk/accounts/user/assign_role/?id={person.pk}", {"role": group.pk}, follow=True
    )

    assert not person.groups.exists()


def test_audit_trail_is_read_only(client, boss):
    assert client.get("/cms/audit/").status_code == 200
    assert client.get("/cms/audit/new/").status_code in (302, 404)
