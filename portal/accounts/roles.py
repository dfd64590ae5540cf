"""Roles and memberships: given and taken here only, and written down each time.

A membership says which trusts a person acts for; a person can ask to join one.
"""

from __future__ import annotations

from django.contrib.auth.models import Group, Permission
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from portal.accounts import audit, notifications, permissions, signals
from portal.accounts.models import Notice, RoleAssignment, User
from portal.accounts.models.user import NATIONAL_ROLES
from portal.accounts.permissions import Action, Role, trust_ids_of
from portal.trusts.models import Trust

# Each national role has a Wagtail group of this name. Other apps give the groups their rights.
NATIONAL_GROUPS = {
    Role.EDITOR: "Editors",
    Role.PROGRAMME_MANAGER: "Programme managers",
    Role.ADMINISTRATOR: "Administrators",
}
MAY_NOT = "Only an administrator can give or take roles."
PEOPLE_RIGHTS = ("add_user", "change_user")
SEE_TRUSTS = (Role.EDITOR, Role.ADMINISTRATOR)


@transaction.atomic
def grant(*, user: User, role: Role, trust: Trust | None = None, by: User | None) -> RoleAssignment:
    """Give a role; safe to repeat. `by` is None when the system itself acts.

    Raises ValidationError when a trust role lacks its trust or a national role has one, and
    PermissionDenied when `by` may not.
    """
    _check_by(by)
    role = Role(role)
    check_shape(role, trust)
    held, is_new = RoleAssignment.objects.get_or_create(user=user, role=role.value, trust=trust)
    if is_new:
        audit.record(by=by, action="role.granted", subject=user, trust=trust, role=role.value)
        if trust is not None and user.acting_trust_id is None:
            user.acting_trust = trust
            user.save(update_fields=["acting_trust"])
        _announce(user)
    return held


@transaction.atomic
def revoke(*, user: User, role: Role, trust: Trust | None = None, by: User | None) -> bool:
    """Take a role away. Returns False if it was not held. Raises PermissionDenied as `grant`."""
    _check_by(by)
    role = Role(role)
    gone, _ = RoleAssignment.objects.filter(user=user, role=role.value, trust=trust).delete()
    if not gone:
        return False
    audit.record(by=by, action="role.revoked", subject=user, trust=trust, role=role.value)
    left = user.role_assignments.filter(trust=user.acting_trust_id).exists()
    if user.acting_trust_id and not left:
        user.acting_trust = None
        user.save(update_fields=["acting_trust"])
    _announce(user)
    return True


def check_shape(role: Role, trust: Trust | None) -> None:
    """Raise ValidationError unless the role stands where it belongs: at a trust, or nationally."""
    if role in (Role.READER,):
        raise ValidationError("Everyone is a reader: that role is not given.")
    if role.value in NATIONAL_ROLES and trust is not None:
        raise ValidationError({"trust": "Leave the trust empty: this role is held nationally."})
    if role.value not in NATIONAL_ROLES and trust is None:
        raise ValidationError({"trust": "Choose the trust that the role is held for."})


def ensure_groups() -> dict[Role, Group]:
    """The Wagtail groups of the national roles, each let into the editor. Safe to run again."""
    access = Permission.objects.get(content_type__app_label="wagtailadmin", codename="access_admin")
    found = {}
    for role, name in NATIONAL_GROUPS.items():
        found[role], _ = Group.objects.get_or_create(name=name)
        found[role].permissions.add(access)
    people = Permission.objects.filter(
        content_type__app_label="accounts", codename__in=PEOPLE_RIGHTS
    )
    found[Role.ADMINISTRATOR].permissions.add(*people)
    see_trusts = Permission.objects.get(content_type__app_label="trusts", codename="view_trust")
    for role in SEE_TRUSTS:
        found[role].permissions.add(see_trusts)
    return found


def _check_by(by: User | None) -> None:
    if by is not None:
        permissions.check(by, Action.ROLE_ASSIGN, message=MAY_NOT)


def _announce(user: User) -> None:
    # A person object may carry the roles it was first asked for.
    user.__dict__.pop("_holdings", None)
    _sync_groups(user)
    signals.roles_changed.send(sender=User, user=user)


def _sync_groups(user: User) -> None:
    held = set(user.role_assignments.values_list("role", flat=True))
    groups = set(user.groups.values_list("name", flat=True))
    if all((role.value in held) == (name in groups) for role, name in NATIONAL_GROUPS.items()):
        return
    for role, group in ensure_groups().items():
        if role.value in held:
            user.groups.add(group)
        else:
            user.groups.remove(group)


NOT_YOURS = "You have no role at that trust. Ask an administrator to add you."


@transaction.atomic
def act_for(*, trust: Trust, by: User) -> None:
    """Make this the trust that `by` acts for. Raises PermissionDenied without a role there."""
    if trust.pk not in trust_ids_of(by):
        raise PermissionDenied(NOT_YOURS)
    if by.acting_trust_id != trust.pk:
        by.acting_trust = trust
        by.save(update_fields=["acting_trust"])
        audit.record(by=by, action="person.acts_for", subject=by, trust=trust)


@transaction.atomic
def ask(*, trust: Trust, by: User) -> list[Notice]:
    """Tell the administrators that `by` works for this trust. Asking again tells nobody twice."""
    audit.record(by=by, action="membership.asked", subject=by, trust=trust)
    administrators = User.objects.filter(
        is_active=True, role_assignments__role=Role.ADMINISTRATOR.value
    )
    return notifications.send_letter(
        to=administrators,
        kind="membership-asked",
        key=f"membership-asked:{by.pk}:{trust.ods_code}",
        letter="accounts/email/membership_asked.txt",
        context={"by": by, "trust": trust},
        url=f"/cms/roles/new/?user={by.pk}&trust={trust.pk}",
    )
