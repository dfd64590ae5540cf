"""Making a group of an exemplar's pairs, and its sessions. Each pair keeps its own page.

What followers hear of their group names no other follower.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from portal.accounts import audit, notifications
from portal.accounts.models import User
from portal.matching import capacity, policies
from portal.matching.cohorts import permissions
from portal.matching.matches import notifications as match_notifications
from portal.matching.matches import states
from portal.matching.models import Cohort, ExemplarDesignation, GroupSession, Match, Offer
from portal.matching.notifications import seekers, team


def cohort_path(cohort: Cohort) -> str:
    """The address of a group."""
    return f"/help/cohorts/{cohort.pk}/"


def tell_joined(cohort: Cohort, match: Match, *, version: int) -> None:
    notifications.send_letter(
        to=seekers(match),
        kind="cohort.joined",
        key=f"cohort.{cohort.pk}.joined.{version}",
        letter="matching/email/cohort_joined.txt",
        context={"match": match, "cohort": cohort},
        url=cohort_path(cohort),
    )


def tell_planned(session: GroupSession) -> None:
    cohort = session.cohort
    members = [match.seeker for match in cohort.matches.all() if match.is_open]
    notifications.send_letter(
        to=team(members),
        kind="cohort.session",
        key=f"cohort.{cohort.pk}.session.{session.pk}",
        letter="matching/email/cohort_session.txt",
        context={"helper": cohort.offer.designation.trust, "session": session},
        url=cohort_path(cohort),
    )


@transaction.atomic
def form(*, offer: Offer, name: str, matches: Iterable[Match], by: User) -> Cohort:
    """Bring followers of one offer together; each is told, and not who the others are.

    Raises PermissionDenied unless the person answers for the exemplar or is the broker,
    ValidationError by field, or for a pair that is not at work under the offer.
    """
    permissions.check_lead(by, offer)
    chosen = list(matches)
    if not name.strip():
        raise ValidationError({"name": "Give the group a name."})
    if not chosen:
        raise ValidationError({"matches": "Choose at least one follower."})
    cohort = Cohort(offer=offer, name=name.strip(), made_by=by)
    cohort.full_clean()
    cohort.save()
    _record(cohort, "cohort.formed", by)
    for match in chosen:
        _join(cohort, match, by)
    return cohort


@transaction.atomic
def join(*, cohort: Cohort, match: Match, by: User) -> Match:
    """Take one more follower into the group. Raises as `form`."""
    permissions.check_lead(by, cohort.offer)
    return _join(cohort, match, by)


def _join(cohort: Cohort, match: Match, by: User) -> Match:
    states.lock(match)
    policies.check_member(cohort, match)
    match.cohort = cohort
    match.save(update_fields=["cohort"])
    entry = audit.record(by=by, action="cohort.joined", subject=match, trust=match.seeker)
    tell_joined(cohort, match, version=entry.pk)
    return match


@transaction.atomic
def leave(*, match: Match, by: User) -> Match:
    """Take a follower out of its group; the pair goes on alone.

    The exemplar, the broker and the follower itself may. Raises PermissionDenied for others,
    ValidationError where the pair is in no group.
    """
    states.lock(match)
    if match.cohort is None:
        raise ValidationError("This pair is in no group.")
    permissions.check_leave(by, match)
    match.cohort = None
    match.save(update_fields=["cohort"])
    audit.record(by=by, action="cohort.left", subject=match, trust=match.seeker)
    return match


@transaction.atomic
def plan_session(*, cohort: Cohort, planned_for: date, by: User, note: str = "") -> GroupSession:
    """Set the day of a session; every follower of the group is told. Raises as `form`."""
    permissions.check_lead(by, cohort.offer)
    policies.check_plan(cohort, planned_for)
    session = GroupSession(cohort=cohort, planned_for=planned_for, note=note.strip(), by=by)
    session.full_clean()
    session.save()
    _record(cohort, "cohort.session_planned", by)
    tell_planned(session)
    return session


@transaction.atomic
def hold_session(
    *,
    session: GroupSession,
    held_on: date,
    helper_hours: Decimal,
    present: Iterable[Match],
    by: User,
) -> GroupSession:
    """Write down that a session was held, who came, and the hours that the exemplar gave.

    The hours count once, however many came, also beyond those of the quarter: the broker is told
    then. Raises as `form`, and ValidationError if the session is written down already.
    """
    permissions.check_lead(by, session.cohort.offer)
    # The hours of a quarter are shared by all of an exemplar's pairs: one writer at a time.
    ExemplarDesignation.objects.select_for_update().get(pk=session.cohort.offer.designation_id)
    session.refresh_from_db(fields=["held_on", "helper_hours"])
    if session.held_on is not None:
        raise ValidationError("This session is written down already.")
    came = list(present)
    if any(match.cohort_id != session.cohort_id for match in came):
        raise ValidationError({"present": "Choose from the followers of this group."})
    session.held_on, session.helper_hours = held_on, helper_hours
    session.full_clean()
    policies.check_session(session)
    session.save()
    session.present.set(came)
    for match in came:
        if match.is_open:
            states.touch(match)
    _record(session.cohort, "cohort.session_held", by)
    designation = session.cohort.offer.designation
    words = capacity.words_beyond(designation, day=held_on)
    first = session.cohort.matches.order_by("pk").first()
    if words and first is not None:
        match_notifications.tell_hours_beyond(
            designation, words, event=f"session.{session.pk}", match=first
        )
    return session


@transaction.atomic
def close(*, cohort: Cohort, by: User) -> Cohort:
    """The group has finished; its pairs go on alone. Raises as `form`."""
    permissions.check_lead(by, cohort.offer)
    if cohort.closed_at is not None:
        raise ValidationError("This group has finished already.")
    cohort.closed_at = timezone.now()
    cohort.save(update_fields=["closed_at"])
    _record(cohort, "cohort.closed", by)
    return cohort


def _record(cohort: Cohort, action: str, by: User) -> None:
    audit.record(by=by, action=action, subject=cohort, trust=cohort.offer.designation.trust)
