"""The term of an exemplar: renewed by the broker, and ended by the clock where it is not."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from portal.accounts.models import AuditEntry, User
from portal.background import jobs
from portal.matching import notifications, permissions, policies
from portal.matching.choices import DesignationStatus
from portal.matching.designations import policies as designation_policies
from portal.matching.designations import services as designation_services
from portal.matching.models import ExemplarDesignation, Offer
from portal.matching.notifications import brokers, team
from portal.text.dates import day_in_words
from portal.trusts.models import closed_before

REMIND_BEFORE = timedelta(days=30)
RENEW_BEFORE = timedelta(days=90)
STANDING = (DesignationStatus.DESIGNATED, DesignationStatus.PAUSED)


def register() -> None:
    """Add the clock of terms to those that `send_due` runs."""
    jobs.register("matching-6-terms", clock, label="End and pause exemplars whose term is over")


def check_renew(designation: ExemplarDesignation, until: date | None = None) -> None:
    """A standing exemplar near the end of its term, whose proof still holds in every area."""
    if designation.status not in STANDING:
        raise ValidationError("Only an exemplar that is designated or paused is renewed.")
    if policies.is_historical(designation.programme):
        raise ValidationError("This programme has ended. It is kept as history.")
    today = timezone.localdate()
    if designation.until is not None and designation.until - today > RENEW_BEFORE:
        opens = designation.until - RENEW_BEFORE
        raise ValidationError(f"It can be renewed from {day_in_words(opens)} on.")
    ends = until or next_until(designation)
    if ends <= (designation.until or today):
        raise ValidationError({"until": "Enter a day after the end of the term it has now."})
    programme = designation.programme
    if programme.ends is not None and ends > programme.ends:
        raise ValidationError({"until": f"{programme} ends on {day_in_words(programme.ends)}."})
    offers = Offer.objects.filter(designation=designation, places__gt=0).select_related("area")
    designation_policies.check_proof(designation, [offer.area for offer in offers])


def can_renew(designation: ExemplarDesignation, until: date | None = None) -> bool:
    return policies.allowed(check_renew, designation, until)


def next_until(designation: ExemplarDesignation) -> date:
    """The last day of the term that follows the one it has, or that begins today."""
    return designation_policies.term_from(designation, designation.until or timezone.localdate())


@transaction.atomic
def renew(
    *, designation: ExemplarDesignation, by: User, until: date | None = None
) -> ExemplarDesignation:
    """Give an exemplar another term, or one to the day `until`; its people are told.

    Raises PermissionDenied unless the person is the broker, ValidationError where the proof no
    longer holds, the term is still long, or the programme ends before.
    """
    permissions.check_assess(by)
    designation_services.lock(designation)
    check_renew(designation, until)
    designation.until = until or next_until(designation)
    designation.renewed_on = timezone.localdate()
    designation.full_clean()
    designation.save(update_fields=["until", "renewed_on"])
    designation_services.record(designation, "renewed", by, until=str(designation.until))
    notifications.tell_designation(
        designation,
        event=f"renewed.{designation.until}",
        letter="renewed",
        to=team([designation.trust]),
    )
    return designation


def clock(now: datetime) -> int:
    """End pauses and terms that are over, and remind of those that end soon. Once each."""
    today = timezone.localdate(now)
    standing = ExemplarDesignation.objects.select_related("programme", "trust").order_by("pk")
    # A trust that has closed ends its exemplars, and what ended so does not go on from a pause.
    ended = Q(until__lt=today) | closed_before(today, prefix="trust__")
    over = standing.filter(ended, status__in=STANDING)
    rested = standing.filter(status=DesignationStatus.PAUSED, paused_until__lt=today)
    soon = standing.filter(status__in=STANDING, until__gte=today, until__lte=today + REMIND_BEFORE)
    return jobs.all_of(
        lambda: jobs.each(over, lambda one: _expire(one, now)),
        lambda: jobs.each(rested, lambda one: _end_pause(one, today)),
        lambda: jobs.each(soon, _remind),
    )


def _expire(designation: ExemplarDesignation, now: datetime) -> bool:
    designation_services.lock_to_end(designation)
    today = timezone.localdate(now)
    renewed = designation.until is None or designation.until >= today
    closed = not designation.trust.is_open_on(today)
    if (renewed and not closed) or not designation_policies.can_end(designation):
        return False
    designation_services.close(designation, by=None, at=now)
    notifications.tell_designation(
        designation,
        event=f"expired.{designation.trust.closed if closed else designation.until}",
        letter="expired",
        closed=closed,
        to=brokers(),
    )
    return True


def _end_pause(designation: ExemplarDesignation, today: date) -> bool:
    """Let it go on by itself; where its proof is gone, the broker and the trust hear that."""
    designation_services.lock(designation)
    back = designation.paused_until
    if designation.status != DesignationStatus.PAUSED or back is None or back >= today:
        return False
    if designation_policies.can_designate(designation):
        designation_services.go_on(designation, by=None)
        return True
    if _noted(designation, "pause_over", back):
        return False
    designation_services.record(designation, "pause_over", None, day=str(back))
    notifications.tell_designation(
        designation,
        event=f"pause_over.{back}",
        letter="pause_over",
        to=[*brokers(), *team([designation.trust])],
    )
    return True


def _remind(designation: ExemplarDesignation) -> bool:
    designation_services.lock(designation)
    if designation.until is None or _noted(designation, "term_ends", designation.until):
        return False
    designation_services.record(designation, "term_ends", None, day=str(designation.until))
    notifications.tell_designation(
        designation,
        event=f"term_ends.{designation.until}",
        letter="term_ends",
        to=[*brokers(), *team([designation.trust])],
    )
    return True


def _noted(designation: ExemplarDesignation, event: str, day: date) -> bool:
    """True if the audit trail has this event for this day already."""
    return AuditEntry.objects.filter(
        action=f"designation.{event}",
        subject_type=designation._meta.label_lower,
        subject_id=str(designation.pk),
        detail__day=str(day),
    ).exists()
