"""What an adopter answers when it is asked again: still going, changed, paused or stopped."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from casestudies import adoptions
from casestudies.choices import AdoptionStatus
from casestudies.models.adoption import KEPT, Adoption, AdoptionAsk
from portal.accounts import audit
from portal.accounts.models import User

Answer = AdoptionAsk.Answer
# Before a year has passed, what goes on is still being brought in.
KEPT_AFTER_MONTHS = 12
ANSWERED = "Your trust has answered this already. Thank you."


def status_after(status: str, *, months: int, answer: str) -> AdoptionStatus:
    """Where the record stands once the question of that month is answered."""
    if answer == Answer.STOPPED:
        return AdoptionStatus.STOPPED
    if answer == Answer.PAUSED:
        return AdoptionStatus.PAUSED
    kept = status in KEPT or (status == AdoptionStatus.IN_PROGRESS and months >= KEPT_AFTER_MONTHS)
    if not kept:
        return AdoptionStatus.IN_PROGRESS
    changed = answer == Answer.CHANGED or status == AdoptionStatus.ADAPTED
    return AdoptionStatus.ADAPTED if changed else AdoptionStatus.SUSTAINED


def still_going(*, ask: AdoptionAsk, by: User) -> Adoption:
    """The one press: it goes on, and nothing else changed. Raises as `answer`."""
    return answer(ask=ask, by=by, given=Answer.STILL_GOING)


@transaction.atomic
def answer(
    *,
    ask: AdoptionAsk,
    by: User,
    given: str,
    result: str | None = None,
    how_adapted: str | None = None,
    stopped_reason: str = "",
    stopped_on: date | None = None,
    show_name_if_stopped: bool = False,
) -> Adoption:
    """Answer for the adopting trust; the record follows. None leaves a text as it is.

    Raises PermissionDenied for people of other trusts, ValidationError by field, and for a
    question that was answered already.
    """
    adoptions.check_can_record(by, ask.adoption.trust)
    held = AdoptionAsk.objects.select_for_update().filter(pk=ask.pk).first()
    if held is None:
        raise ValidationError(ANSWERED)
    check_open(held)
    _check_given(given, how_adapted or "")
    adoption = held.adoption
    held.answer, held.answered_at, held.answered_by = given, timezone.now(), by
    held.save(update_fields=["answer", "answered_at", "answered_by"])
    audit.record(
        by=by,
        action="adoption.answered",
        subject=adoption,
        trust=adoption.trust,
        months=held.months,
        answer=given,
    )
    return adoptions.record(
        case_study=adoption.case_study,
        trust=adoption.trust,
        by=by,
        status=status_after(adoption.status, months=held.months, answer=given),
        stopped_reason=stopped_reason,
        stopped_on=stopped_on,
        show_name_if_stopped=show_name_if_stopped,
        started=adoption.started,
        result=adoption.result if result is None else result,
        how_adapted=adoption.how_adapted if how_adapted is None else how_adapted,
    )


def check_open(ask: AdoptionAsk) -> None:
    """Raise ValidationError unless the question has come and still waits for its answer."""
    if ask.answered_at is not None:
        raise ValidationError(ANSWERED)
    if ask.due > timezone.localdate():
        raise ValidationError("It is too early to say. We ask you when the time has come.")


def can_answer(ask: AdoptionAsk) -> bool:
    """Whether the button is shown."""
    try:
        check_open(ask)
    except ValidationError:
        return False
    return True


def _check_given(given: str, how_adapted: str) -> None:
    if given not in Answer.values:
        raise ValidationError({"given": "Choose an answer from the list."})
    if given == Answer.CHANGED and not how_adapted.strip():
        raise ValidationError({"how_adapted": "Say what is different now."})
