"""One way to write the audit trail."""

from __future__ import annotations

from typing import Any

from django.db import models, transaction

from portal.accounts.models import AuditEntry, User
from portal.trusts.models import Trust


def record(
    *,
    by: User | None,
    action: str,
    subject: models.Model,
    trust: Trust | None = None,
    **detail: Any,
) -> AuditEntry:
    """Write one entry. Call it inside the transaction of the change it records.

    `detail` takes codes, numbers and dates, never what a person wrote. Raises RuntimeError
    outside a transaction, because an entry that outlives its change would be a lie.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("audit.record() belongs inside the transaction of the change.")
    return AuditEntry.objects.create(
        by=by,
        action=action,
        subject_type=subject._meta.label_lower,
        subject_id=str(subject.pk),
        trust=trust,
        detail=detail,
    )
