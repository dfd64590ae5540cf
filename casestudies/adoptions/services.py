"""Take-up of a case study: recorded by the adopter, or claimed by the origin and confirmed.

An adopter that is asked again answers: still going, changed, paused or stopped.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from dateutil.relativedelta import relativedelta
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from casestudies.adoptions import finance as adoption_finance
from casestudies.adoptions import follow_up
from casestudies.choices import AdoptionStatus, StopReason
from casestudies.models.adoption import KEPT, Adoption, AdoptionAsk, AdoptionMeasure, AdoptionSaving
from casestudies.savings import questions as savings_questions
from casestudies.savings.sign_offs import day, digest
from casestudies.signals import adoption_kept
from portal.accounts import audit, notifications, permissions
from portal.accounts.models import RoleAssignment, User
from portal.accounts.permissions import Action
from portal.text.dates import month_in_words
from portal.trusts.models import Trust

TEXT_FIELDS = ("result", "how_adapted")


def can_record(user: Any, trust: Trust) -> bool:
    """True for a member or author of the adopting trust."""
    return permissions.can(user, Action.ADOPTION_RECORD, trust_ids=[trust.pk])


def check_can_record(user: Any, trust: Trust) -> None:
    """Raise PermissionDenied with a sentence unless `can_record`."""
    permissions.check(
        user,
        Action.ADOPTION_RECORD,
        trust_ids=[trust.pk],
        message="Only people of the trust that took a change up can record what happened there.",
    )


def can_claim(user: Any, case_study: Any) -> bool:
    """True for an author of the origin."""
    return permissions.can(user, Action.ADOPTION_CLAIM, trust_ids=[case_study.trust_id])


@transaction.atomic
def record(
    *,
    case_study: Any,
    trust: Trust,
    status: str,
    by: User | None,
    stopped_reason: str = "",
    stopped_on: date | None = None,
    started: date | None = None,
    result: str = "",
    how_adapted: str = "",
    show_name_if_stopped: bool = False,
    savings: Iterable[AdoptionSaving] | None = None,
    measures: Iterable[AdoptionMeasure] | None = None,
    dates_explained: str | None = None,
    confirmed_at: Any = None,
) -> Adoption:
    """Write down, or bring up to date, what happened at the trust that took the change up.

    `savings` and `measures` are unsaved lines that replace the ones there; None leaves them.
    `by` is None when the system loads records; then `confirmed_at` may be given. A stop without
    a day is of the day it is told. Raises PermissionDenied unless the person is of that trust,
    ValidationError by field.
    """
    if by is not None:
        check_can_record(by, trust)
    check_takes_up(case_study, trust)
    check_status(status, stopped_reason)
    check_started(status, started)
    check_stopped_on(status, stopped_on, started)
    adoption = Adoption.objects.filter(case_study_id=case_study.pk, trust=trust).first()
    was = adoption.status if adoption else ""
    adoption = adoption or Adoption(case_study_id=case_study.pk, trust=trust)
    now = confirmed_at or timezone.now()
    begun = started or adoption.started
    if by is not None:
        check_plausible(savings or (), trust=trust, started=begun)
        begun = begun or follow_up.began(adoption)
        if started != adoption.started:
            check_begun(case_study, started, dates_explained or adoption.dates_explained)
    if by is not None or begun is not None:
        check_lasts(status, begun, today=timezone.localdate(now))
    words = (adoption.result, adoption.how_adapted)
    adoption.status = status
    adoption.stopped_reason = stopped_reason
    adoption.started = started or adoption.started
    adoption.stopped_on = stopped_on or adoption.stopped_on or timezone.localdate(now)
    if status != AdoptionStatus.STOPPED:
        adoption.stopped_on = None
    adoption.result = result.strip()
    adoption.how_adapted = how_adapted.strip()
    if dates_explained is not None:
        adoption.dates_explained = dates_explained.strip()
    if by is not None and (adoption.result, adoption.how_adapted) != words:
        adoption.written_by = by
    if by is not None and (savings is not None or adoption.written_by == by):
        adoption.finance_query = ""
    adoption.show_name_if_stopped = show_name_if_stopped
    adoption.confirmed_at = adoption.confirmed_at or now
    adoption.confirmed_by = by or adoption.confirmed_by
    adoption.last_confirmed = timezone.localdate(now)
    _set_lines(adoption, savings=savings, measures=measures, by=by)
    audit.record(
        by=by, action="adoption.recorded", subject=adoption, trust=trust, was=was, status=status
    )
    follow_up.schedule(adoption, by=by)
    # Records that the system loads are of the past: nobody is told of them.
    _tell_origin(adoption, is_news=was != status and by is not None)
    if by is not None:
        adoption_finance.tell_finance(Adoption.objects.get(pk=adoption.pk))
    if by is not None and status in KEPT and was not in KEPT:
        adoption_kept.send(sender=Adoption, adoption_id=adoption.pk)
    return adoption


@transaction.atomic
def claim(*, case_study: Any, trust: Trust, by: User | None) -> Adoption:
    """The origin says that another trust took its change up. It counts once that trust agrees.

    Raises PermissionDenied unless `by` is an author of the origin, ValidationError where the
    adoption is already there.
    """
    if by is not None:
        permissions.check(
            by,
            Action.ADOPTION_CLAIM,
            trust_ids=[case_study.trust_id],
            message="Only an author of the trust that wrote the case study can say who took it up.",
        )
    check_takes_up(case_study, trust)
    if Adoption.objects.filter(case_study_id=case_study.pk, trust=trust).exists():
        raise ValidationError({"trust": f"{trust.name} is already listed."})
    adoption = Adoption.objects.create(
        case_study_id=case_study.pk,
        trust=trust,
        status=AdoptionStatus.IN_PROGRESS,
        claimed_by_origin=True,
    )
    audit.record(by=by, action="adoption.claimed", subject=adoption, trust=trust)
    notifications.send_letter(
        to=people_of(trust) if by is not None else [],
        kind="adoption.claimed",
        key=f"adoption.claimed.{adoption.pk}",
        letter="casestudies/email/adoption_claimed.txt",
        context={"case_study": case_study, "trust": trust},
        url=f"/case-studies/adoption/{case_study.pk}/{trust.ods_code.lower()}/",
    )
    return adoption


@transaction.atomic
def confirm(*, adoption: Adoption, by: User) -> Adoption:
    """The adopter agrees with a claim as it stands. Raises PermissionDenied for other people."""
    check_can_record(by, adoption.trust)
    is_news = adoption.confirmed_at is None
    if is_news:
        adoption.confirmed_at = timezone.now()
        adoption.confirmed_by = by
    adoption.last_confirmed = timezone.localdate()
    adoption.save()
    audit.record(by=by, action="adoption.confirmed", subject=adoption, trust=adoption.trust)
    follow_up.schedule(adoption, by=by)
    _tell_origin(adoption, is_news=is_news)
    return adoption


@transaction.atomic
def decline_claim(*, adoption: Adoption, by: User) -> None:
    """The adopter says that a claim is not so: it is removed, and only the audit trail knows.

    Raises PermissionDenied for other people, ValidationError for an adoption that is confirmed.
    """
    check_can_record(by, adoption.trust)
    if adoption.confirmed_at is not None:
        raise ValidationError(
            "This adoption is confirmed. Change its status instead of declining it."
        )
    audit.record(by=by, action="adoption.declined", subject=adoption, trust=adoption.trust)
    adoption.delete()


def check_takes_up(case_study: Any, trust: Trust) -> None:
    """Raise ValidationError unless this trust can adopt this case study."""
    if case_study.trust_id == trust.pk:
        raise ValidationError("A trust cannot take up its own case study. Edit the case study.")
    if case_study.signpost:
        raise ValidationError("This only points to a case published elsewhere.")
    origin_illustrative = case_study.trust is not None and case_study.trust.illustrative
    if origin_illustrative != trust.illustrative:
        raise ValidationError("Illustrative and real trusts are not mixed.")


def check_status(status: str, stopped_reason: str) -> None:
    """Raise ValidationError unless the status is known and a reason stands with a stop only."""
    if status not in AdoptionStatus.values:
        raise ValidationError({"status": "Choose a status from the list."})
    if status == AdoptionStatus.STOPPED and stopped_reason not in StopReason.values:
        raise ValidationError({"stopped_reason": "Say why it was stopped."})
    if status != AdoptionStatus.STOPPED and stopped_reason:
        raise ValidationError({"stopped_reason": "Leave this empty unless it was stopped."})


def check_started(status: str, started: date | None) -> None:
    """Raise ValidationError for a start to come, unless the trust only considers it."""
    ahead = started is not None and started > timezone.localdate()
    if ahead and status != AdoptionStatus.CONSIDERING:
        raise ValidationError(
            {"started": "Enter a day that is not in the future, or say that you consider it."}
        )


def check_stopped_on(status: str, stopped_on: date | None, started: date | None) -> None:
    """Raise ValidationError unless the day of a stop stands with a stop, after its start."""
    if stopped_on is None:
        return
    if status != AdoptionStatus.STOPPED:
        raise ValidationError({"stopped_on": "Leave this empty unless it was stopped."})
    if stopped_on > timezone.localdate():
        raise ValidationError({"stopped_on": "Enter a day that is not in the future."})
    if started is not None and stopped_on < started:
        raise ValidationError({"stopped_on": "Enter a day after the start."})


def check_lasts(status: str, started: date | None, *, today: date) -> None:
    """Raise ValidationError where “it lasts” is said before six months are over."""
    if status not in KEPT:
        return
    if started is None:
        raise ValidationError(
            {"started": "Say when you started: that it lasts is said after six months."}
        )
    from_day = started + relativedelta(months=savings_questions.LASTS_AFTER_MONTHS)
    if today < from_day:
        raise ValidationError(
            {
                "started": "It is too early to say that it lasts: that can be said from "
                f"{day(from_day)}, six months after you started. Until then choose “In progress”."
            }
        )


def check_begun(case_study: Any, started: date | None, explained: str) -> None:
    """Raise ValidationError for a start before that of the origin, unless it is explained."""
    origin = case_study.started
    # The origin gives a month, as its first day.
    if started is None or origin is None or explained.strip() or started >= origin:
        return
    raise ValidationError(
        {
            "started": f"{case_study.organisation_name} itself began in {month_in_words(origin)}. "
            "Change the day, or say below how it comes to that."
        }
    )


def check_plausible(
    savings: Iterable[AdoptionSaving], *, trust: Trust, started: date | None
) -> None:
    """Raise ValidationError that names each saving whose size or year needs an explanation."""
    lines = list(savings)
    doubts = savings_questions.doubts_of(lines, trust=lambda: trust, started=started)
    texts = [
        f"{' '.join(doubts[line.uuid])} Say how it comes to that."
        for line in lines
        if line.uuid in doubts and not line.explanation.strip()
    ]
    if texts:
        raise ValidationError(texts)


def _set_lines(
    adoption: Adoption,
    *,
    savings: Iterable[AdoptionSaving] | None,
    measures: Iterable[AdoptionMeasure] | None,
    by: User | None,
) -> None:
    adoption.full_clean()
    for line in [*(savings or ()), *(measures or ())]:
        line.full_clean(exclude=["adoption"])
    # A figure that stays as it was stays with whoever recorded it.
    known = {}
    if adoption.pk:
        for line in [*adoption.savings.all(), *adoption.measures.all()]:
            known[line.uuid, digest(line)] = line.recorded_by
    for line in [*(savings or ()), *(measures or ())]:
        line.recorded_by = known.get((line.uuid, digest(line)), by)
    if savings is not None:
        adoption.savings = list(savings)
    if measures is not None:
        adoption.measures = list(measures)
    adoption.save()


def people_of(trust: Trust, *roles: str) -> list[User]:
    """The people who hold a role at a trust: any of `roles`, or members and authors."""
    wanted = roles or (RoleAssignment.Role.MEMBER, RoleAssignment.Role.AUTHOR)
    return list(
        User.objects.filter(
            is_active=True, role_assignments__trust=trust, role_assignments__role__in=wanted
        ).distinct()
    )


def _tell_origin(adoption: Adoption, *, is_news: bool) -> None:
    """Tell the origin's contacts and authors, once for each status."""
    if not is_news:
        return
    case_study = adoption.case_study
    if case_study.trust is None:
        return
    contacts = [c.user for c in case_study.contacts.select_related("user") if c.user and not c.left]
    authors = people_of(case_study.trust, RoleAssignment.Role.AUTHOR)
    stopped = adoption.status == AdoptionStatus.STOPPED and not adoption.show_name_if_stopped
    who = "A trust" if stopped else adoption.trust.name
    notifications.send_letter(
        to=[*contacts, *authors],
        kind="adoption.recorded",
        key=f"adoption.{adoption.pk}.{adoption.status}.{adoption.last_confirmed}",
        letter="casestudies/email/adoption_recorded.txt",
        context={"who": who, "adoption": adoption},
        url=case_study.get_url() or "",
    )


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
    check_can_record(by, ask.adoption.trust)
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
    return record(
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
