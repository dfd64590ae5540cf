"""One way to write the audit trail. Administrators read it, and nobody changes it.

It holds no addresses of machines: who did what and when answers what the trail is asked, and where
a person sat would be personal data kept for no use.
"""

from __future__ import annotations

from typing import Any

from allauth.core import context
from django.db import models, transaction

from portal.accounts.models import AuditEntry, User
from portal.trusts.models import Trust


def record(
    *,
    by: User | None,
    action: str,
    subject: models.Model | None,
    trust: Trust | None = None,
    **detail: Any,
) -> AuditEntry:
    """Write one entry. Call it inside the transaction of the change it records.

    `subject` is None for what concerns no one record, such as the import of a file. `detail` takes
    codes, numbers and dates, never what a person wrote. Raises RuntimeError outside a
    transaction, because an entry that outlives its change would be a lie.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("audit.record() belongs inside the transaction of the change.")
    return AuditEntry.objects.create(
        by=by,
        action=action,
        subject_type=subject._meta.label_lower if subject is not None else "",
        subject_id=str(subject.pk) if subject is not None else "",
        trust=trust,
        detail=detail,
    )


def acting_person() -> User | None:
    """Who is signed in to the request that is being answered; None for a command or a visitor."""
    request = context.request
    user = getattr(request, "user", None) if request is not None else None
    return user if isinstance(user, User) and user.is_authenticated else None
