"""Which trusts a person stands for: acting for one, and asking to join one."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.db import transaction

from portal.accounts import audit, notices
from portal.accounts.models import Notice, User
from portal.accounts.permissions import Role, trust_ids_of
from portal.trusts.models import Trust

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
    return notices.send_letter(
        to=administrators,
        kind="membership-asked",
        key=f"membership-asked:{by.pk}:{trust.ods_code}",
        letter="accounts/email/membership_asked.txt",
        context={"by": by, "trust": trust},
        url=f"/cms/roles/new/?user={by.pk}&trust={trust.pk}",
    )
