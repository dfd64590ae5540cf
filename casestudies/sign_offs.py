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
from casestudies.models.sign_off import SignOff
from portal.accounts import audit, permissions
from portal.accounts.models import User
from portal.accounts.permissions import Action

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
        return f"{self.name}, {self.role}, {day(timezone.localdate(self.signed_at))}"


def day(value: date | None) -> str:
    """A date in words: 3 May 2024."""
    return f"{value.day} {value:%B %Y}" if value else "a date not known"


def digest(line: Any) -> str:
    """SHA-256, in hex, over all that a signature on this line vouches for."""
    fields = next(names for kind, names in SIGNED_FIELDS.items() if isinstance(line, kind))
    signed = {name: _canonical(getattr(line, name)) for name in fields}
    signed["uuid"] = str(line.uuid)
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
    for sign_off in SignOff.objects.filter(page_id=page.pk):
        signatures.setdefault(sign_off.line_uuid, []).append(sign_off)
    return {line.uuid: _status(line, signatures.get(line.uuid, [])) for line in lines}


def status_of(line: Any) -> LineStatus:
    """The status of one line. A line of an adopter's own record has no signature."""
    page = getattr(line, "page", None)
    if page is None:
        return LineStatus()
    return statuses_of(page, [line])[line.uuid]


def _status(line: Any, signatures: list[SignOff]) -> LineStatus:
    if not signatures:
        return LineStatus()
    now = digest(line)
    standing = [sign_off for sign_off in signatures if sign_off.digest == now]
    if standing:
        best = max(standing, key=lambda s: (SIGN_OFF_RANK[s.level], s.signed_at))
        return LineStatus(best.level, best.name, best.role, best.signed_at)
    last = max(signatures, key=lambda s: s.signed_at)
    return LineStatus(
        name=last.name,
        role=last.role,
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


def can_sign(user: Any, page: Any) -> bool:
    """True for a finance approver of the case study's own trust."""
    return permissions.can(user, Action.FIGURES_SIGN, trust_ids=[page.trust_id])


def check_can_sign(user: Any, page: Any) -> None:
    """Raise PermissionDenied with a sentence unless `can_sign`."""
    permissions.check(
        user,
        Action.FIGURES_SIGN,
        trust_ids=[page.trust_id],
        message="Only a finance approver of this trust can sign its figures.",
    )


@transaction.atomic
def sign(
    *,
    page: Any,
    line_uuid: UUID,
    level: str = SignOffLevel.FINANCE,
    by: User | None,
    name: str,
    role: str,
    signed_at: datetime | None = None,
    expected_digest: str | None = None,
) -> SignOff:
    """Vouch for a line as it stands in `page`, which may be a draft (a revision's object).

    `by` is None, and `signed_at` given, only when a record with its signatures is loaded by the
    system. `expected_digest` is what the person saw: raises ValidationError if the figures have
    changed since, for an unknown line or level, or without name and role; PermissionDenied
    unless the person approves figures for this trust.
    """
    if by is not None:
        check_can_sign(by, page)
        if level != SignOffLevel.FINANCE:
            raise ValidationError({"level": "A finance approver signs for trust finance only."})
    line = line_of(page, line_uuid)
    _check(line, level=level, name=name, role=role, expected_digest=expected_digest)
    sign_off = SignOff.objects.create(
        page_id=page.pk,
        line_uuid=line_uuid,
        digest=digest(line),
        revision=page.get_latest_revision(),
        level=level,
        name=name.strip(),
        role=role.strip(),
        by=by,
        signed_at=signed_at or timezone.now(),
    )
    audit.record(
        by=by,
        action="figures.signed",
        subject=page,
        trust=page.trust,
        line=str(line_uuid),
        level=str(level),
    )
    return sign_off


def _check(line: Any, *, level: str, name: str, role: str, expected_digest: str | None) -> None:
    if line is None:
        raise ValidationError("This line is no longer in the case study. Look at it again.")
    if level not in SignOffLevel.values or level == SignOffLevel.ESTIMATED:
        raise ValidationError({"level": "Choose a level from the list."})
    if expected_digest is not None and expected_digest != digest(line):
        raise ValidationError(
            "A figure has changed since you opened this page. Check the figures and sign again."
        )
    for field, value in (("name", name), ("role", role)):
        if not value.strip():
            raise ValidationError({field: f"Enter your {field}."})
        if len(value.strip()) > 120:
            raise ValidationError({field: "Keep it to 120 characters."})
