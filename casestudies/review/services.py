"""The steps of the review: trust finance, a peer, an editor.

Finance signs, leaves the rest as estimates, or sends it back. A peer takes the check, hands it back
or gives a verdict. The editor publishes with a grade, or leads a changed figure back to finance.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from wagtail.models import TaskState

from casestudies.models import CaseStudyPage, FinanceTask, PeerReview
from casestudies.permissions import check_can_pass_on, check_can_review
from casestudies.review import headline_preview, readiness
from casestudies.review import states as review_states
from casestudies.review.states import Step
from casestudies.savings import same_money, sign_offs
from portal.accounts import audit, permissions
from portal.accounts.models import User
from portal.accounts.permissions import Action, Role, can_somewhere
from portal.accounts.signatures import signature_of

ANSWERS = (("met", "Met"), ("not-met", "Not met"), ("not-applicable", "Does not apply"))


@dataclass(frozen=True)
class Finding:
    """What a reviewer found on one criterion."""

    question: str
    answer: str
    note: str = ""

    @property
    def answer_label(self) -> str:
        return dict(ANSWERS)[self.answer]


def may_review_any(user: Any) -> bool:
    """Whether the person has any part in checking others' case studies."""
    return can_somewhere(user, Action.CASE_STUDY_PEER_REVIEW)


def open_review(page: Any) -> PeerReview | None:
    """The review that somebody has taken and not finished."""
    return page.peer_reviews.filter(done_at=None).select_related("reviewer", "trust").first()


def last_review(page: Any) -> PeerReview | None:
    """The last finished review."""
    done = page.peer_reviews.exclude(done_at=None).select_related("reviewer", "trust")
    return done.order_by("-done_at").first()


@transaction.atomic
def take(*, page: CaseStudyPage, by: User) -> PeerReview:
    """Take the check of the latest version.

    Raises PermissionDenied for people who may not, ValidationError where the record is at
    another step or somebody else was quicker.
    """
    draft = page.get_latest_revision_as_object()
    check_can_review(by, draft)
    review_states.current_or_refuse(page, Step.PEER)
    try:
        with transaction.atomic():
            review = PeerReview.objects.create(
                page=page,
                revision=page.get_latest_revision(),
                reviewer=by,
                trust=signature_of(by, role=Role.AUTHOR).trust,
                taken_at=timezone.now(),
            )
    except IntegrityError as error:
        raise ValidationError("Somebody else has just taken this review.") from error
    audit.record(by=by, action="review.peer_taken", subject=page, trust=page.trust)
    return review


@transaction.atomic
def hand_back(*, review: PeerReview, by: User) -> None:
    """Give up a review that was taken: another peer can take it. Only for its reviewer."""
    _check_holder(review, by)
    page = review.page
    review.delete()
    audit.record(by=by, action="review.peer_handed_back", subject=page, trust=page.trust)


@transaction.atomic
def decide(
    *, review: PeerReview, by: User, findings: Sequence[Finding], verdict: str, comment: str
) -> None:
    """Finish a review: the record passes on to the editor, or back to its author.

    Raises ValidationError, by field, for a missing note on what is not met, a missing comment on
    a return, or a record that is no longer at this step.
    """
    _check_holder(review, by)
    # Something may have changed since it was taken: whoever wrote in it meanwhile is an author.
    check_can_review(by, review.page.get_latest_revision_as_object())
    state = review_states.current_or_refuse(review.page, Step.PEER)
    if verdict not in PeerReview.Verdict.values:
        raise ValidationError({"verdict": "Choose whether it passes or goes back to the author."})
    if verdict == PeerReview.Verdict.RETURNED and not comment.strip():
        raise ValidationError({"comment": "Say what the author should change."})
    review.findings = [
        {"question": one.question, "answer": one.answer, "note": one.note.strip()}
        for one in findings
    ]
    review.verdict, review.comment, review.done_at = verdict, comment.strip(), timezone.now()
    review.revision = review.page.get_latest_revision()
    review.save()
    audit.record(
        by=by,
        action="review.peer_done",
        subject=review.page,
        trust=review.page.trust,
        verdict=verdict,
    )
    if verdict == PeerReview.Verdict.PASSED:
        state.approve(user=by, comment=review.comment)
    else:
        state.reject(user=by, comment=review.comment)


def findings_of(review: PeerReview) -> list[Finding]:
    """The stored findings as values."""
    return [Finding(**entry) for entry in review.findings]


def _check_holder(review: PeerReview, by: User) -> None:
    if review.reviewer_id != by.pk or review.done_at is not None:
        raise PermissionDenied("This review is not in your hands.")


HEADLINE_CHANGED = (
    "What readers will see has changed since you looked. Nothing is signed. "
    "Check the headline below and sign again."
)


@transaction.atomic
def sign_chosen(*, page: Any, values: Iterable[str], seen: str, by: User) -> int:
    """Sign lines of the latest version, with the headline that readers will see for them.

    `values` are a line's UUID and digest as they were on the screen; `seen` names the preview
    that the person confirmed. All or nothing. Returns how many were signed. Raises PermissionDenied
    as `sign_offs.sign`, ValidationError where a figure or the headline has changed since, or where
    it is not answered whether a line is the same money as another.
    """
    draft = page.get_latest_revision_as_object()
    chosen = {UUID(line): digest for line, _, digest in (one.partition(":") for one in values)}
    check_questions(draft, chosen)
    shown = headline_preview.preview_headline(draft, chosen)
    if shown.seen != seen:
        raise ValidationError(HEADLINE_CHANGED)
    for line, digest in chosen.items():
        sign_offs.sign(
            page=draft,
            line_uuid=line,
            by=by,
            expected_digest=digest,
            headline_amount=shown.headline.amount if shown.headline else None,
            headline_year=shown.headline.year if shown.headline else "",
        )
    return len(chosen)


def check_questions(draft: Any, chosen: Collection[UUID]) -> None:
    """Raise ValidationError that names what is to be answered before these lines are signed."""
    waiting = [
        pair
        for pair in same_money.open_questions(draft)
        if pair.first.uuid in chosen or pair.second.uuid in chosen
    ]
    if waiting:
        raise ValidationError([f"{pair.question}. Then sign." for pair in waiting])


@transaction.atomic
def after_signing(*, page: Any, by: User) -> bool:
    """End the step if every figure of the latest version is signed. Returns whether it ended."""
    state = review_states.current(page, Step.FINANCE)
    if state is None or readiness.unsigned(page.get_latest_revision_as_object()):
        return False
    state.approve(user=by, comment="Every figure is signed.")
    return True


@transaction.atomic
def pass_on(*, page: Any, by: User, reason: str) -> None:
    """End the step and leave unsigned figures as estimates, with the reason.

    Raises ValidationError without a reason or at another step, PermissionDenied for anyone but an
    approver of the trust who is no author of it (or an editor, where there is none).
    """
    check_can_pass_on(by, page)
    state = review_states.current_or_refuse(page, Step.FINANCE)
    if not reason.strip():
        raise ValidationError({"reason": "Say why these figures stay estimates."})
    state.approve(user=by, comment=reason.strip())
    audit.record(by=by, action="review.figures_passed_on", subject=page, trust=page.trust)


@transaction.atomic
def send_back(*, page: Any, by: User, reason: str) -> None:
    """Return the record to its author with a comment. Raises as `pass_on` does."""
    check_can_pass_on(by, page)
    state = review_states.current_or_refuse(page, Step.FINANCE)
    if not reason.strip():
        raise ValidationError({"reason": "Say what the author should change."})
    state.reject(user=by, comment=reason.strip())
    audit.record(by=by, action="review.figures_sent_back", subject=page, trust=page.trust)


def check_can_publish(user: Any, page: Any) -> None:
    """Raise PermissionDenied with a sentence for anyone but those who publish."""
    permissions.check(
        user,
        Action.CASE_STUDY_PUBLISH,
        trust_ids=[page.trust_id],
        message="Only an editor publishes a case study.",
    )


@transaction.atomic
def publish(*, page: Any, by: User) -> None:
    """Approve the last step, which publishes the latest version.

    Raises ValidationError that names what is in the way, or that it is at another step.
    """
    check_can_publish(by, page)
    state = review_states.current_or_refuse(page, Step.EDITOR)
    found = readiness.hindrances(page.get_latest_revision_as_object())
    if found:
        raise ValidationError([one.text for one in found])
    state.task.specific.on_action(state, by, "approve")


@transaction.atomic
def back_to_finance(*, page: Any, by: User) -> None:
    """Start again at trust finance, because signed figures were changed since.

    The peer's check stands: once finance is done it is the editor's turn again. Raises
    ValidationError where no signature is void.
    """
    check_can_publish(by, page)
    state = review_states.current_or_refuse(page, Step.EDITOR)
    if not readiness.void_signatures(page.get_latest_revision_as_object()):
        raise ValidationError("No signature is void: there is nothing for trust finance to do.")
    signed = state.workflow_state.task_states.filter(
        task__in=FinanceTask.objects.all(), status=TaskState.STATUS_APPROVED
    )
    signed.update(status=TaskState.STATUS_CANCELLED)
    audit.record(by=by, action="review.back_to_finance", subject=page, trust=page.trust)
    state.cancel(user=by, comment="Figures changed after they were signed.")
