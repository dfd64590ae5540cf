"""Figures from a spreadsheet into a draft. Readers see nothing of them until it is published."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid5

from django.core.exceptions import ValidationError
from django.db import transaction

from casestudies.models import CaseStudyPage, Saving
from casestudies.pasting.reading import SAVINGS_COLUMNS, SavingRow, Series
from casestudies.savings import questions as savings_questions
from casestudies.savings import same_money
from casestudies.savings.ledger import figures_of
from casestudies.savings.same_money import SAY_WHICH, SAY_WHY, look_alikes, name_of
from portal.accounts import audit, permissions
from portal.accounts.models import User
from portal.accounts.permissions import Action

LOCKED = (
    "Somebody is checking this case study now, so it cannot be changed. Wait until they are done."
)


SAY_HOW = "Say in a few words how it comes to that."
LONGEST_ANSWER = 300
# Names for rows that are not lines yet.
ROWS = UUID("6d7c7ad2-5b3c-4d51-9d6e-3a54cf7b2f10")


@dataclass(frozen=True)
class RowQuestions:
    """What a pasted row is asked: `looks_like` names the lines that say the same."""

    looks_like: tuple[str, ...] = ()
    doubt: str = ""


@dataclass(frozen=True)
class RowAnswer:
    """What the person said of a row; `same` is None while nothing is chosen."""

    same: bool | None = None
    reason: str = ""
    explanation: str = ""


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


def questions_of(draft: Any, rows: Sequence[SavingRow]) -> dict[int, RowQuestions]:
    """What is to be asked of each row before it is kept, by its number; most rows ask nothing.

    A row looks like the same money as a saving of the draft, or as a row above, where year,
    amount, full-year value, effect and recurrence agree. Rows that are there already, word for
    word, are left out without a question.
    """
    known = already_there(draft, rows)
    fresh = [row for row in rows if row.row not in known]
    lines = [Saving(**_values(row), uuid=uuid5(ROWS, str(row.row))) for row in fresh]
    doubts = savings_questions.doubts_of(lines, trust=lambda: draft.trust, started=draft.started)
    seen: dict[str, list[str]] = {}
    for saving in draft.savings.all():
        seen.setdefault(figures_of(saving), []).append(name_of(saving))
    found = {}
    for row, line in zip(fresh, lines, strict=True):
        alike = tuple(seen.get(figures_of(row), ()))
        seen.setdefault(figures_of(row), []).append(f"row {row.row}, {name_of(row)}")
        doubt = "" if row.explanation else " ".join(doubts.get(line.uuid, ()))
        if alike or doubt:
            found[row.row] = RowQuestions(alike, doubt)
    return found


def check_answers(
    questions: Mapping[int, RowQuestions], answers: Mapping[int, RowAnswer]
) -> dict[int, list[str]]:
    """What is still to be answered, by row: empty where every question has its answer."""
    errors: dict[int, list[str]] = {}
    for row, asked in questions.items():
        answer = answers.get(row, RowAnswer())
        if asked.looks_like and answer.same is None:
            errors.setdefault(row, []).append(SAY_WHICH)
        if asked.looks_like and answer.same is False and not answer.reason.strip():
            errors.setdefault(row, []).append(SAY_WHY)
        if asked.doubt and answer.same is not True and not answer.explanation.strip():
            errors.setdefault(row, []).append(SAY_HOW)
        if max(len(answer.reason), len(answer.explanation)) > LONGEST_ANSWER:
            errors.setdefault(row, []).append(f"Keep it to {LONGEST_ANSWER} characters.")
    return errors


@transaction.atomic
def add_savings(
    *,
    page: CaseStudyPage,
    rows: Sequence[SavingRow],
    by: User,
    answers: Mapping[int, RowAnswer] | None = None,
) -> int:
    """Add savings to a new version; those that are there already are left out.

    So are rows of which `answers`, by the row's number, says that they are the same money as a
    line that is there. Returns how many were added. Raises PermissionDenied, or ValidationError
    where the record is being checked, a question is not answered, or a line breaks a rule of its
    own, with the number of its row.
    """
    draft = _draft(page, by)
    answers = answers or {}
    questions = questions_of(draft, rows)
    errors = check_answers(questions, answers)
    if errors:
        raise ValidationError(
            [f"Row {row}: {text}" for row, texts in errors.items() for text in texts],
            code="unanswered",
        )
    known = already_there(draft, rows)
    same = {row for row, asked in questions.items() if asked.looks_like and answers[row].same}
    fresh = [row for row in rows if row.row not in known | same]
    different: dict[UUID, str] = {}
    for row in fresh:
        line = Saving(**_values(row))
        if row.row in questions:
            line.explanation = line.explanation or answers[row.row].explanation.strip()
            if questions[row.row].looks_like:
                different[line.uuid] = answers[row.row].reason
        try:
            line.full_clean(exclude=["page"])
        except ValidationError as refusal:
            raise ValidationError(f"Row {row.row}: {' '.join(refusal.messages)}") from refusal
        draft.savings.add(line)
    if fresh:
        draft.no_cash_effect = False
        _save(draft, page, by, "savings", len(fresh))
        for pair in look_alikes(page.pk, draft.savings.all()):
            reason = different.get(pair.first.uuid) or different.get(pair.second.uuid)
            if reason and pair.open:
                same_money.answer(
                    page=draft, first=pair.first.uuid, second=pair.second.uuid, same=False,
                    reason=reason, by=by,
                )  # fmt: skip
    return len(fresh)


@transaction.atomic
def explain(*, page: CaseStudyPage, line: UUID, explanation: str, by: User) -> None:
    """Say how an unusual saving comes to that, in a new version.

    Raises as `add_savings`, and ValidationError for an empty or overlong explanation or a line
    that is not in the draft.
    """
    text = explanation.strip()
    if not text:
        raise ValidationError({"explanation": SAY_HOW})
    if len(text) > LONGEST_ANSWER:
        raise ValidationError({"explanation": f"Keep it to {LONGEST_ANSWER} characters."})
    draft = _draft(page, by)
    lines = list(draft.savings.all())
    found = next((one for one in lines if one.uuid == line), None)
    if found is None:
        raise ValidationError(same_money.GONE)
    found.explanation = text
    draft.savings = lines
    _save(draft, page, by, "explanation", 1)


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
    return {name: getattr(row, name) for name in SAVINGS_COLUMNS}
