"""Where a case study is in the review: what is done, what comes next, who has it, until when."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import timezone
from wagtail.models import TaskState, WorkflowState

from casestudies.models.review_records import PeerReview
from casestudies.permissions import authors_by_page
from casestudies.review import states as review_states
from casestudies.review.states import PROMISES, Step
from portal.accounts.models import RoleAssignment, User
from portal.accounts.permissions import Role
from portal.text.dates import day_and_month
from portal.trusts import former_trusts

DONE, NOW, NEXT, RETURNED = "done", "now", "next", "returned"
NO_APPROVER = "nobody yet: ask an administrator to name a finance approver"


@dataclass(frozen=True)
class StepShown:
    """One step as the author reads it. `state` is done, now, next or returned."""

    step: Step
    label: str
    does: str
    state: str
    working_days: int
    who: str = ""
    since: date | None = None
    due: date | None = None
    finished: date | None = None
    comment: str = ""

    @property
    def overdue(self) -> bool:
        return self.state == NOW and self.due is not None and self.due < timezone.localdate()


@dataclass(frozen=True)
class Progress:
    """All steps of one record. Without a review that runs, nothing has been sent."""

    page_id: int
    steps: tuple[StepShown, ...] = ()
    sent: date | None = None
    by: str = ""

    @property
    def now(self) -> StepShown | None:
        """The step that it waits at."""
        return next((step for step in self.steps if step.state == NOW), None)

    @property
    def returned(self) -> StepShown | None:
        """The step that sent it back, where it is with its author again."""
        return next((step for step in self.steps if step.state == RETURNED), None)

    @property
    def in_review(self) -> bool:
        return self.now is not None

    @property
    def in_words(self) -> str:
        """One line: where it is, since when, promised by when."""
        if self.returned:
            return f"Sent back: {self.returned.label.lower()}"
        if self.now is None or self.now.since is None or self.now.due is None:
            return ""
        late = ", overdue" if self.now.overdue else ""
        return f"{self.now.label}, since {_day(self.now.since)}, by {_day(self.now.due)}{late}"


def progress_of(page: Any) -> Progress:
    """The progress of one page. Four queries at most."""
    return progress_of_many([page])[page.pk]


def progress_of_many(pages: Iterable[Any]) -> dict[int, Progress]:
    """The progress of each page, by id. A fixed number of queries, however many pages."""
    pages = {page.pk: page for page in pages}
    active = review_states.active_of(pages)
    takers = {
        review.page_id: review
        for review in PeerReview.objects.filter(page__in=list(active), done_at=None).select_related(
            "reviewer", "trust"
        )
    }
    approvers = _approvers({pages[pk].trust_id for pk in active})
    authors = authors_by_page(pages[pk] for pk in active)
    return {
        pk: _progress(
            page,
            active.get(pk),
            takers.get(pk),
            _named(approvers.get(page.trust_id or 0, []), authors.get(pk, set())),
        )
        for pk, page in pages.items()
    }


def _named(approvers: list[User], authors: set[int]) -> str:
    """Those who can sign: an approver who wrote in the record cannot."""
    names = [one.get_full_name() or one.email for one in approvers if one.pk not in authors]
    return " or ".join(names) or NO_APPROVER


def _approvers(trust_ids: set[int | None]) -> dict[int, list[User]]:
    """The finance approvers by trust, in two queries however many trusts."""
    links = former_trusts.passed_on_links()
    acting = {pk: former_trusts.ids_carrying_on([pk], links) for pk in trust_ids if pk is not None}
    held = RoleAssignment.objects.filter(
        role=Role.FINANCE_APPROVER.value,
        trust__in=set().union(*acting.values()),
        user__is_active=True,
    ).select_related("user")
    rows = list(held.order_by("user__last_name", "pk"))
    return {pk: [one.user for one in rows if one.trust_id in ids] for pk, ids in acting.items()}


def _progress(
    page: Any, state: WorkflowState | None, taker: PeerReview | None, approvers: str
) -> Progress:
    if state is None:
        return Progress(page.pk)
    latest: dict[Step, TaskState] = {}
    for task_state in sorted(state.task_states.all(), key=lambda one: (one.started_at, one.pk)):
        step = review_states.step_of(task_state.task)
        if step is not None:
            latest[step] = task_state
    who = {
        Step.FINANCE: approvers,
        Step.PEER: _reviewer(taker),
        Step.EDITOR: "the editors",
    }
    return Progress(
        page_id=page.pk,
        steps=tuple(_step(step, latest.get(step), who[step]) for step in Step),
        sent=timezone.localdate(state.created_at),
        by=state.requested_by.get_full_name() if state.requested_by else "",
    )


def _reviewer(taker: PeerReview | None) -> str:
    if taker is None:
        return "not taken yet"
    name = taker.reviewer.get_full_name()
    return f"{name}, {taker.trust.name}" if taker.trust else f"{name}, editor"


def _step(step: Step, state: TaskState | None, who: str) -> StepShown:
    promise = PROMISES[step]
    plain = {
        "step": step,
        "label": promise.label,
        "does": promise.does,
        "working_days": promise.working_days,
    }
    if state is None or state.status == TaskState.STATUS_CANCELLED:
        return StepShown(state=NEXT, **plain)
    since = timezone.localdate(state.started_at)
    if state.status == TaskState.STATUS_IN_PROGRESS:
        return StepShown(state=NOW, who=who, since=since, due=promise.due(since), **plain)
    by = state.finished_by
    return StepShown(
        state=RETURNED if state.status == TaskState.STATUS_REJECTED else DONE,
        who=by.get_full_name() if by else "",
        since=since,
        finished=timezone.localdate(state.finished_at) if state.finished_at else None,
        comment=state.comment,
        **plain,
    )


def _day(value: date) -> str:
    return day_and_month(value)
