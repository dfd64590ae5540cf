"""What people are told about a review: who must act, and the author after each step."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils import timezone
from wagtail.models import TaskState

from casestudies.models import CaseStudyPage, PeerReview
from casestudies.permissions import approvers_of, can_review, trusts_involved
from casestudies.review import services as review_services
from casestudies.review import states as review_states
from casestudies.review.states import PROMISES, Step
from portal.accounts import notifications
from portal.accounts.models import User
from portal.accounts.permissions import Role, people_with
from portal.trusts.models import Trust

# So many peers are asked at once: enough that one has time, few enough that it is not noise.
PEERS_ASKED = 5


def authors_of(page: Any, state: TaskState | None = None) -> list[User]:
    """Who sent it, or else its owner, or else the authors of its trust."""
    asked = state.workflow_state.requested_by if state is not None else None
    person = asked or page.owner
    if person is not None and person.is_active:
        return [person]
    return people_with(Role.AUTHOR, [page.trust_id])


def editors() -> list[User]:
    return people_with(Role.EDITOR)


def who_acts(page: CaseStudyPage, step: Step) -> list[User]:
    """The people whom a step waits for; where nobody holds the role, those who can mend that."""
    if step is Step.FINANCE:
        return approvers_of(page) or editors()
    if step is Step.PEER:
        taken = review_services.open_review(page)
        return [taken.reviewer] if taken else _likely_peers(page)
    return editors()


def address_of(page: CaseStudyPage, step: Step) -> str:
    """Where a step is done."""
    name = {Step.FINANCE: "sign", Step.PEER: "peer_review", Step.EDITOR: "grade"}[step]
    return reverse(f"casestudies:{name}", args=[page.pk])


def tell_step_began(state: TaskState) -> None:
    """Tell those who act now. Nothing for a step that was over at once, or of a retired record."""
    step, page = _of(state)
    if page is None or step is None or state.status != TaskState.STATUS_IN_PROGRESS:
        return
    if page.retired_on is not None:
        return
    promise = PROMISES[step]
    due = promise.due(timezone.localdate(state.started_at))
    notifications.send_letter(
        to=who_acts(page, step),
        kind=f"review.{step}",
        key=f"review.{step}.{state.pk}",
        letter="casestudies/email/review_began.txt",
        context={
            "promise": promise,
            "page": page,
            "step": step,
            "nobody_signs": step is Step.FINANCE and not approvers_of(page),
            "due": due,
        },
        url=address_of(page, step),
    )


def tell_author_done(state: TaskState) -> None:
    """Tell the author that a step is behind them. The last one is told by `tell_published`."""
    step, page = _of(state)
    if page is None or step is None or step is Step.EDITOR or state.finished_by is None:
        return
    following = {Step.FINANCE: Step.PEER, Step.PEER: Step.EDITOR}[step]
    notifications.send_letter(
        to=[user for user in authors_of(page, state) if user != state.finished_by],
        kind="review.step_done",
        key=f"review.step_done.{state.pk}",
        letter="casestudies/email/review_step_done.txt",
        context={
            "done": PROMISES[step],
            "page": page,
            "comment": state.comment,
            "next": PROMISES[following],
        },
        url=reverse("casestudies:progress", args=[page.pk]),
    )


def tell_returned(state: TaskState) -> None:
    """Tell the author that it came back, and why."""
    step, page = _of(state)
    if page is None or step is None:
        return
    notifications.send_letter(
        to=authors_of(page, state),
        kind="review.returned",
        key=f"review.returned.{state.pk}",
        letter="casestudies/email/review_returned.txt",
        context={"page": page, "comment": state.comment},
        url=reverse("casestudies:progress", args=[page.pk]),
    )


def tell_published(page: CaseStudyPage, state: TaskState) -> None:
    notifications.send_letter(
        to=authors_of(page, state),
        kind="review.published",
        key=f"review.published.{state.pk}",
        letter="casestudies/email/review_published.txt",
        context={"page": page},
        url=page.url or "",
    )


def remind(state: TaskState, event: str) -> int:
    """Remind those who act, at half time and on the last day. Returns how many were told."""
    step, page = _of(state)
    if page is None or step is None:
        return 0
    due = PROMISES[step].due(timezone.localdate(state.started_at))
    people = who_acts(page, step)
    if step is Step.PEER and review_services.open_review(page) is None:
        # Those who were asked have not had time: an editor can find somebody, or do it.
        people = editors()
    sent = notifications.send_letter(
        to=people,
        kind=f"review.{event}",
        key=f"review.{event}.{state.pk}",
        letter="casestudies/email/review_reminder.txt",
        context={"event": event, "page": page, "promise": PROMISES[step], "due": due},
        url=address_of(page, step),
    )
    return len(sent)


def tell_overdue(state: TaskState) -> int:
    """Tell the author and the editors that a promise was not kept."""
    step, page = _of(state)
    if page is None or step is None:
        return 0
    sent = notifications.send_letter(
        to=[*authors_of(page, state), *editors()],
        kind="review.overdue",
        key=f"review.overdue.{state.pk}",
        letter="casestudies/email/review_overdue.txt",
        context={"promise": PROMISES[step], "page": page},
        url=reverse("casestudies:progress", args=[page.pk]),
    )
    return len(sent)


def _likely_peers(page: CaseStudyPage) -> list[User]:
    """A few authors of trusts of the same type, those with the fewest reviews in hand first."""
    draft = page.get_latest_revision_as_object()
    alike = Trust.objects.open().exclude(pk__in=trusts_involved(draft))
    if page.trust is not None:
        alike = alike.filter(type=page.trust.type, illustrative=page.trust.illustrative)
    found = User.objects.filter(
        is_active=True,
        role_assignments__role=Role.AUTHOR.value,
        role_assignments__trust__in=alike,
    ).distinct()
    busy = set(PeerReview.objects.filter(done_at=None).values_list("reviewer_id", flat=True))
    able = [user for user in found.order_by("pk") if can_review(user, draft)]
    return sorted(able, key=lambda user: user.pk in busy)[:PEERS_ASKED]


def _of(state: TaskState) -> tuple[Step | None, CaseStudyPage | None]:
    step = review_states.step_of(state.task)
    page = CaseStudyPage.objects.filter(pk=int(state.workflow_state.object_id)).first()
    return step, page
