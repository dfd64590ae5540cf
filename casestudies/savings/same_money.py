"""Is this the same money? Lines of one record that look alike, and what was answered of them.

Two savings look alike where year, amount, full-year value, effect and recurrence agree and no
overlap group holds both. Until somebody answers, the ledger counts their money once.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Count
from django.db.models.functions import Coalesce
from django.utils import timezone

from casestudies import signals
from casestudies.choices import SIGN_OFF_RANK, Effect, Recurrence, SignOffLevel
from casestudies.models.figures import Saving
from casestudies.models.review_records import MoneyComparison
from casestudies.permissions import can_sign
from casestudies.savings.ledger import ENOUGH, figures_of
from casestudies.savings.sign_offs import statuses_of
from portal.accounts import audit, permissions
from portal.accounts.models import User
from portal.accounts.permissions import Action

# By both lines, the smaller UUID first, and the figures that the answer was given on.
Answers = Mapping[tuple[UUID, UUID, str], MoneyComparison]

SAY_WHICH = "Choose whether it is the same money or different money."
SAY_WHY = "Say in a few words why it is different money."
GONE = "One of the two lines has changed since. Look at them again."
FINANCE_ONLY = (
    "Both lines are signed, so only trust finance can say that they are different money: "
    "it would raise what readers see as signed."
)


@dataclass(frozen=True)
class LookAlike:
    """Two savings of one record that say the same; `answer` is None while nobody has answered."""

    first: Any
    second: Any
    answer: MoneyComparison | None = None

    @property
    def open(self) -> bool:
        return self.answer is None

    @property
    def key(self) -> str:
        """Its name in a form: both UUIDs, the smaller first."""
        return f"{self.first.uuid}.{self.second.uuid}"

    @property
    def figures(self) -> str:
        """What both say now; an answer holds for it."""
        return figures_of(self.first)

    @property
    def amount(self) -> str:
        """“£340,000 in 2024/25, cash-releasing, recurrent”."""
        return in_words(self.first)

    @property
    def names(self) -> str:
        """“A” and “B”, by their descriptions."""
        return f"{name_of(self.first)} and {name_of(self.second)}"

    @property
    def question(self) -> str:
        """What to do about it, in a sentence without its full stop."""
        return f"Say whether {self.names} are the same money ({self.amount})"


def name_of(line: Any) -> str:
    """A line by its description, in quotes."""
    return f"“{line.description}”" if line.description else "a saving without a description"


def in_words(line: Any) -> str:
    """Pounds, year, effect and recurrence of a saving."""
    effect, recurrence = (
        Effect(line.effect).label.lower(),
        Recurrence(line.recurrence).label.lower(),
    )
    return f"£{line.amount:,.0f} in {line.financial_year}, {effect}, {recurrence}"


def pairs_of(lines: Iterable[Any]) -> list[tuple[Any, Any]]:
    """The pairs of lines that look alike, the smaller UUID first. Pure."""
    alike: dict[str, list[Any]] = {}
    for line in sorted(lines, key=lambda one: one.uuid):
        alike.setdefault(figures_of(line), []).append(line)
    return [
        (first, second)
        for held in alike.values()
        for first, second in combinations(held, 2)
        if first.uuid != second.uuid and not _share_a_group(first, second)
    ]


def _share_a_group(first: Any, second: Any) -> bool:
    group = first.overlap_group.strip().lower()
    return bool(group) and group == second.overlap_group.strip().lower()


def look_alikes(page_id: int | None, lines: Iterable[Any]) -> list[LookAlike]:
    """The pairs of a page or a draft with their answers. A query only where there is a pair."""
    pairs = pairs_of(lines)
    answers = answers_by_page([page_id]).get(page_id, {}) if pairs and page_id else {}
    return paired_with_answers(pairs, answers)


def paired_with_answers(pairs: Iterable[tuple[Any, Any]], answers: Answers) -> list[LookAlike]:
    """Each pair with its answer, if it has one for its figures of now."""
    return [
        LookAlike(first, second, answers.get((first.uuid, second.uuid, figures_of(first))))
        for first, second in pairs
    ]


def answers_by_page(page_ids: Iterable[int]) -> dict[int, Answers]:
    """Every answer of these pages, by page and by both lines with their figures. One query."""
    found: dict[int, dict[tuple[UUID, UUID, str], MoneyComparison]] = {}
    for one in MoneyComparison.objects.filter(page_id__in=list(page_ids)).select_related("by"):
        found.setdefault(one.page_id, {})[one.first, one.second, one.figures] = one
    return dict(found)


def different_by_line(found: Iterable[LookAlike]) -> dict[UUID, frozenset[UUID]]:
    """For each line, those that somebody said are different money. What the ledger takes."""
    different: dict[UUID, set[UUID]] = {}
    for pair in found:
        if pair.answer is not None and not pair.answer.same:
            different.setdefault(pair.first.uuid, set()).add(pair.second.uuid)
            different.setdefault(pair.second.uuid, set()).add(pair.first.uuid)
    return {line: frozenset(others) for line, others in different.items()}


def said_beside(found: Iterable[LookAlike]) -> dict[UUID, str]:
    """For each line that is not said to be different money: the name of the one beside it."""
    beside: dict[UUID, str] = {}
    for pair in found:
        if pair.answer is None or pair.answer.same:
            beside.setdefault(pair.first.uuid, name_of(pair.second))
            beside.setdefault(pair.second.uuid, name_of(pair.first))
    return beside


def open_questions(page: Any) -> list[LookAlike]:
    """The pairs of a page or a draft that nobody has answered for their figures of now."""
    return [pair for pair in look_alikes(page.pk, page.savings.all()) if pair.open]


def pages_with_look_alikes() -> set[int]:
    """The ids of pages whose published lines hold two that say the same. One query."""
    alike = (
        Saving.objects.annotate(full=Coalesce("full_year_amount", "amount"))
        .order_by()
        .values("page_id", "financial_year", "amount", "full", "effect", "recurrence")
        .annotate(number=Count("pk"))
        .filter(number__gt=1)
    )
    return {one["page_id"] for one in alike}


def check_can_answer(user: Any, page: Any, pair: Sequence[Any], *, same: bool) -> None:
    """Raise PermissionDenied with a sentence unless this person may give this answer.

    Those who write or edit the record, and those who may sign its figures. Where both lines are
    signed, "different money" raises what readers take for signed, so finance alone says it.
    """
    if can_sign(user, page):
        return
    permissions.check(
        user,
        Action.CASE_STUDY_EDIT,
        trust_ids=[page.trust_id],
        message="Only the authors, editors and finance approvers of this record can say that.",
    )
    statuses = statuses_of(page, pair)
    signed = [SIGN_OFF_RANK[SignOffLevel(one.level)] >= ENOUGH for one in statuses.values()]
    if not same and all(signed):
        raise PermissionDenied(FINANCE_ONLY)


@transaction.atomic
def answer(
    *,
    page: Any,
    first: UUID,
    second: UUID,
    same: bool | None,
    reason: str = "",
    by: User | None,
    figures: str = "",
) -> MoneyComparison:
    """Say whether two lines of `page`, which may be a draft, are the same money.

    `figures` is what the person saw; `by` is None where records are loaded. Raises
    PermissionDenied as `check_can_answer`, ValidationError by field, or where the lines no longer
    look alike. A second answer replaces the first, and the audit trail keeps both.
    """
    if same is None:
        raise ValidationError({"same": SAY_WHICH})
    if not same and not reason.strip():
        raise ValidationError({"reason": SAY_WHY})
    if len(reason.strip()) > 300:
        raise ValidationError({"reason": "Keep it to 300 characters."})
    first, second = sorted((first, second))
    pair = next(
        (
            one
            for one in pairs_of(page.savings.all())
            if (one[0].uuid, one[1].uuid) == (first, second)
        ),
        None,
    )
    if pair is None or (figures and figures != figures_of(pair[0])):
        raise ValidationError(GONE)
    if by is not None:
        check_can_answer(by, page, pair, same=same)
    given, _ = MoneyComparison.objects.update_or_create(
        page_id=page.pk,
        first=first,
        second=second,
        figures=figures_of(pair[0]),
        defaults={
            "same": same,
            "reason": reason.strip(),
            "by": by,
            "answered_at": timezone.now(),
        },
    )
    audit.record(
        by=by,
        action="figures.compared",
        subject=page,
        trust=page.trust,
        lines=[str(first), str(second)],
        same=same,
    )
    signals.announce(page.pk)
    return given
