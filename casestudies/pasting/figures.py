"""Figures from a spreadsheet into a draft. Readers see nothing of them until it is published."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction

from casestudies.models import CaseStudyPage, Saving
from casestudies.pasted_figures import SavingRow, Series
from portal.accounts import audit, permissions
from portal.accounts.models import User
from portal.accounts.permissions import Action

LOCKED = (
    "Somebody is checking this case study now, so it cannot be changed. Wait until they are done."
)


def check_can_paste(user: Any, page: CaseStudyPage) -> None:
    """Raise PermissionDenied with a sentence unless the person may edit it."""
    permissions.check(
        user,
        Action.CASE_STUDY_EDIT,
        trust_ids=[page.trust_id],
        message="Only the authors of this trust and editors change its figures.",
    )


def already_there(draft: Any, rows: Sequence[SavingRow]) -> set[int]:
    """The numbers of the rows that say what a saving of the draft, or a row above, says."""
    seen = {_key(line) for line in draft.savings.all()}
    found = set()
    for row in rows:
        if _key(row) in seen:
            found.add(row.row)
        seen.add(_key(row))
    return found


@transaction.atomic
def add_savings(*, page: CaseStudyPage, rows: Sequence[SavingRow], by: User) -> int:
    """Add savings to a new version; those that are there already are left out.

    Returns how many were added. Raises PermissionDenied, or ValidationError where the record is
    being checked or a line breaks a rule of its own, with the number of its row.
    """
    draft = _draft(page, by)
    known = already_there(draft, rows)
    fresh = [row for row in rows if row.row not in known]
    for row in fresh:
        line = Saving(**_values(row))
        try:
            line.full_clean(exclude=["page"])
        except ValidationError as refusal:
            raise ValidationError(f"Row {row.row}: {' '.join(refusal.messages)}") from refusal
        draft.savings.add(line)
    if fresh:
        draft.no_cash_effect = False
        _save(draft, page, by, "savings", len(fresh))
    return len(fresh)


@transaction.atomic
def set_series(*, page: CaseStudyPage, measure: UUID, series: Series, by: User) -> int:
    """Put monthly values into a measure of a new version: a month that is there is replaced.

    Returns how many months were read. Raises as `add_savings`, and ValidationError for a measure
    that is not in the draft.
    """
    draft = _draft(page, by)
    line = next((one for one in draft.measures.all() if one.uuid == measure), None)
    if line is None:
        raise ValidationError("Choose the measure that these values belong to.")
    values = dict(map(tuple, line.series)) | dict(map(tuple, series.as_stored()))
    line.series = [list(pair) for pair in sorted(values.items())]
    draft.measures = [line if one.uuid == measure else one for one in draft.measures.all()]
    _save(draft, page, by, "series", len(series.points))
    return len(series.points)


def _draft(page: CaseStudyPage, by: User) -> Any:
    check_can_paste(by, page)
    if page.permissions_for_user(by).page_locked():
        raise ValidationError(LOCKED)
    return page.get_latest_revision_as_object()


def _save(draft: Any, page: CaseStudyPage, by: User, what: str, number: int) -> None:
    draft.save_revision(user=by, log_action=True, clean=False)
    audit.record(
        by=by, action="figures.pasted", subject=page, trust=page.trust, what=what, number=number
    )


def _key(line: Any) -> tuple[Any, ...]:
    return (line.financial_year, line.amount, line.effect, line.recurrence, line.description)


def _values(row: SavingRow) -> dict[str, Any]:
    names = (
        "financial_year", "amount", "full_year_amount", "effect", "recurrence", "one_off_reason",
        "description", "source",
    )  # fmt: skip
    return {name: getattr(row, name) for name in names}
