"""The check by a peer: who may take it, taking it, handing it back, and the verdict."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from casestudies.models import CaseStudyPage, PeerReview
from casestudies.permissions import check_can_review
from casestudies.reviewing import states
from casestudies.reviewing.promises import Step
from portal.accounts import audit
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
    states.current_or_refuse(page, Step.PEER)
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
    state = states.current_or_refuse(review.page, Step.PEER)
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
