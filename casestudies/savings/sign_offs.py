"""Signatures on figures. A signature stands for a line as it was: change it, and it is void."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from casestudies.choices import SIGN_OFF_RANK, SignOffLevel
from casestudies.models.figures import ImplementationCost, MeasureFields, SavingFields
from casestudies.models.review_records import SignOff
from casestudies.page_contexts import rows_of
from casestudies.permissions import check_can_sign
from portal.accounts import audit
from portal.accounts.models import User
from portal.accounts.permissions import Role
from portal.accounts.signatures import check_can_sign_with, signature_of
from portal.text.dates import day_in_words

SIGNED_FIELDS: dict[type, tuple[str, ...]] = {
    SavingFields: (
        "financial_year", "amount", "full_year_amount", "effect", "recurrence",
        "one_off_reason", "overlap_group", "description", "source",
    ),
    MeasureFields: (
        "name", "unit", "baseline", "baseline_date", "after", "after_date",
        "lower_is_better", "series", "source",
    ),
    ImplementationCost: (
        "kind", "amount", "financial_year", "recurrence", "description", "source",
    ),
}  # fmt: skip


@dataclass(frozen=True)
class LineStatus:
    """What a line's signature is worth now. A void one counts as estimated."""

    level: str = SignOffLevel.ESTIMATED
    name: str = ""
    role: str = ""
    trust_name: str = ""
    signed_at: datetime | None = None
    void: bool = False
    changed_on: date | None = None

    @property
    def label(self) -> str:
        return SignOffLevel(self.level).label

    @property
    def rung(self) -> int:
        """1 for estimated to 4 for confirmed by an adopter."""
        return SIGN_OFF_RANK[self.level] + 1

    @property
    def text(self) -> str:
        if self.void:
            return f"Signature void: figure changed on {day(self.changed_on)}"
        if self.signed_at is None:
            return self.label
        return f"{self.label}: {self.detail}"

    @property
    def detail(self) -> str:
        """Who signed and when; empty for a line that nobody signed."""
        if self.signed_at is None:
            return ""
        who = [part for part in (self.name, self.role, self.trust_name) if part]
        return ", ".join([*who, day(timezone.localdate(self.signed_at))])


def day(value: date | None) -> str:
    """A date in words: 3 May 2024."""
    return day_in_words(value) if value else "a date not known"


def digest(line: Any) -> str:
    """SHA-256, in hex, over all that a signature on this line vouches for."""
    fields = next(names for kind, names in SIGNED_FIELDS.items() if isinstance(line, kind))
    signed = {name: _canonical(getattr(line, name)) for name in fields}
    signed["uuid"] = str(line.uuid)
    # Only where it is true: what was signed before a cost could say so keeps its digest.
    if isinstance(line, ImplementationCost) and line.netted:
        signed["netted"] = True
    return hashlib.sha256(json.dumps(signed, sort_keys=True).encode()).hexdigest()


def _canonical(value: Any) -> Any:
    """One spelling for each value: 1, 1.0 and Decimal("1.000") are the same figure."""
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, int | float | Decimal):
        return format(Decimal(str(value)).normalize(), "f")
    if isinstance(value, list | tuple):
        return [_canonical(item) for item in value]
    return value.isoformat() if isinstance(value, date) else str(value).strip()


def lines_of(page: Any) -> list[Any]:
    """All lines of figures of a page or a draft: savings, costs, measures."""
    return [*page.savings.all(), *page.costs.all(), *page.measures.all()]


def line_of(page: Any, line_uuid: UUID) -> Any | None:
    """The line with this UUID, or None."""
    return next((line for line in lines_of(page) if line.uuid == line_uuid), None)


def statuses_of(page: Any, lines: Iterable[Any] | None = None) -> dict[UUID, LineStatus]:
    """The status of each line of a page or a draft, in one query (more only for void ones)."""
    lines = lines_of(page) if lines is None else list(lines)
    signatures: dict[UUID, list[SignOff]] = {}
    rows = rows_of(page)
    for sign_off in rows.sign_offs if rows else SignOff.objects.filter(page_id=page.pk):
        signatures.setdefault(sign_off.line_uuid, []).append(sign_off)
    return {line.uuid: _status(line, signatures.get(line.uuid, [])) for line in lines}


def _status(line: Any, signatures: list[SignOff]) -> LineStatus:
    if not signatures:
        return LineStatus()
    now = digest(line)
    standing = [sign_off for sign_off in signatures if sign_off.digest == now]
    if standing:
        best = max(standing, key=lambda s: (SIGN_OFF_RANK[s.level], s.signed_at))
        return LineStatus(best.level, best.name, best.role, best.trust_name, best.signed_at)
    last = max(signatures, key=lambda s: s.signed_at)
    return LineStatus(
        name=last.name,
        role=last.role,
        trust_name=last.trust_name,
        signed_at=last.signed_at,
        void=True,
        changed_on=_changed_on(line, last),
    )


def _changed_on(line: Any, sign_off: SignOff) -> date | None:
    """The day of the first version of the page that shows other figures than were signed."""
    for revision in sign_off.page.revisions.filter(created_at__gt=sign_off.signed_at).order_by(
        "created_at"
    ):
        then = line_of(revision.as_object(), line.uuid)
        if then is not None and digest(then) != sign_off.digest:
            return timezone.localdate(revision.created_at)
    return timezone.localdate(sign_off.page.latest_revision_created_at or sign_off.signed_at)


@transaction.atomic
def sign(
    *,
    page: Any,
    line_uuid: UUID,
    by: User,
    expected_digest: str | None = None,
    headline_amount: Decimal | None = None,
    headline_year: str = "",
) -> SignOff:
    """Vouch for a line as it stands in `page`, which may be a draft (a revision's object).

    Name, job title and trust are those of the account of `by`: nobody signs as somebody else.
    `expected_digest` is what the person saw, and so are the pounds and the year of the headline
    that readers will see with it; they are kept with the signature. Raises ValidationError if the
    figures have changed since, for an unknown line, or where the account lacks a name or a job
    title; PermissionDenied unless the person may sign this record's figures.
    """
    check_can_sign(by, page)
    signature = signature_of(by, role=Role.FINANCE_APPROVER, trust_id=page.trust_id)
    check_can_sign_with(signature)
    line = _line(page, line_uuid)
    if expected_digest is not None and expected_digest != digest(line):
        raise ValidationError(
            "A figure has changed since you opened this page. Check the figures and sign again."
        )
    return _store(
        page,
        line,
        by=by,
        level=SignOffLevel.FINANCE,
        name=signature.name,
        role=signature.job_title,
        trust_name=signature.trust.name if signature.trust else "",
        signed_at=timezone.now(),
        headline_amount=headline_amount,
        headline_year=headline_year,
    )


@transaction.atomic
def load(
    *,
    page: Any,
    line_uuid: UUID,
    level: str = SignOffLevel.FINANCE,
    name: str,
    role: str,
    signed_at: datetime | None = None,
) -> SignOff:
    """Store a signature that a loaded record brings with it, by somebody without an account here.

    For the import and the demonstration, never for a person at a screen. Raises ValidationError
    for an unknown line or level, or without name and role.
    """
    if level not in SignOffLevel.values or level == SignOffLevel.ESTIMATED:
        raise ValidationError({"level": "Choose a level from the list."})
    for field, value in (("name", name), ("role", role)):
        if not value.strip():
            raise ValidationError({field: f"Say the {field} of the person who signed."})
        if len(value.strip()) > 120:
            raise ValidationError({field: "Keep it to 120 characters."})
    return _store(
        page,
        _line(page, line_uuid),
        by=None,
        level=level,
        name=name.strip(),
        role=role.strip(),
        trust_name="",
        signed_at=signed_at or timezone.now(),
    )


def _line(page: Any, line_uuid: UUID) -> Any:
    line = line_of(page, line_uuid)
    if line is None:
        raise ValidationError("This line is no longer in the case study. Look at it again.")
    return line


def _store(page: Any, line: Any, *, by: User | None, level: str, **signed: Any) -> SignOff:
    sign_off = SignOff.objects.create(
        page_id=page.pk,
        line_uuid=line.uuid,
        digest=digest(line),
        revision=page.get_latest_revision(),
        level=level,
        by=by,
        **signed,
    )
    audit.record(
        by=by,
        action="figures.signed",
        subject=page,
        trust=page.trust,
        line=str(line.uuid),
        level=str(level),
        **_confirmed(sign_off),
    )
    return sign_off


def _confirmed(sign_off: SignOff) -> dict[str, Any]:
    """The headline that was confirmed with a signature, for the audit trail."""
    if sign_off.headline_amount is None:
        return {}
    return {"headline": int(sign_off.headline_amount), "year": sign_off.headline_year}
