"""Who is an exemplar: put forward by its own authors, assessed and designated by the broker."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.dispatch import Signal
from django.utils import timezone

from casestudies.models import EfficiencyArea
from portal.accounts import audit
from portal.accounts.models import AuditEntry, User
from portal.matching import capacity, notifications, permissions, policies
from portal.matching.choices import DesignationStatus, MatchStatus
from portal.matching.designations import assessments
from portal.matching.designations import policies as designation_policies
from portal.matching.matches import next_best, putting_forward, states
from portal.matching.matches import notifications as match_notifications
from portal.matching.matches import services as match_services
from portal.matching.models import ExemplarDesignation, Match, Offer, Programme
from portal.matching.notifications import brokers, team
from portal.trusts.models import Trust


@dataclass(frozen=True)
class OfferTerms:
    """What an exemplar offers in one area. `help_offered` are HelpKind values, empty for all."""

    area: EfficiencyArea
    places: int = 1
    help_offered: tuple[str, ...] = ()
    note: str = ""


def write(designation: ExemplarDesignation, terms: Iterable[OfferTerms]) -> None:
    """Make these the offers of a designation that is locked.

    One that is left out goes, or keeps no place where it has matches. Raises ValidationError.
    """
    held = {offer.area_id: offer for offer in designation.offers.all()}
    for one in terms:
        offer = held.pop(one.area.pk, None) or Offer(designation=designation, area=one.area)
        offer.places, offer.note = one.places, one.note.strip()
        offer.help_offered = list(one.help_offered)
        offer.full_clean()
        offer.save()
    for offer in held.values():
        if offer.matches.exists():
            offer.places = 0
            offer.save(update_fields=["places"])
        else:
            offer.delete()


applied = Signal()
"""Sent in the transaction of an application, with `designation` and `by`, who applied."""


@transaction.atomic
def apply(
    *,
    programme: Programme,
    trust: Trust,
    offers: Iterable[OfferTerms],
    by: User,
    ceiling: int,
    hours_a_quarter: int | None = None,
    evidence: str = "",
    put_forward_from: Match | None = None,
) -> ExemplarDesignation:
    """Put a trust forward as an exemplar in a programme; the broker is told.

    `ceiling` is how many followers it takes at once, over all areas. Raises PermissionDenied
    unless the person is an author of the trust, ValidationError by field.
    """
    permissions.check_apply(by, trust)
    terms = list(offers)
    designation_policies.check_apply(programme, trust, [one.area for one in terms])
    designation = ExemplarDesignation(
        programme=programme,
        trust=trust,
        status=DesignationStatus.APPLIED,
        ceiling=ceiling,
        hours_a_quarter=hours_a_quarter,
        evidence=evidence.strip(),
        put_forward_from=put_forward_from,
    )
    designation.full_clean()
    designation.save()
    write(designation, terms)
    record(designation, "applied", by)
    applied.send(ExemplarDesignation, designation=designation, by=by)
    notifications.tell_designation(
        designation,
        event="applied",
        letter="applied",
        to=brokers(),
    )
    return designation


@transaction.atomic
def put_forward(
    *, match: Match, by: User, programme: Programme | None = None
) -> ExemplarDesignation:
    """A follower that has sustained what it learned becomes an exemplar's candidate itself.

    Filled in from the match: `programme`, or its own, or the one that is open to the trust; its
    area, one place, what it took up and its own result. Raises PermissionDenied unless the
    person is an author of the trust that followed, ValidationError where the match or the
    adoption is not that far, or where it is not clear which programme is meant.
    """
    permissions.check_apply(by, match.seeker)
    putting_forward.check_put_forward(match)
    return apply(
        programme=programme or putting_forward.only_programme(match),
        trust=match.seeker,
        offers=[OfferTerms(match.need.area)],
        by=by,
        ceiling=1,
        evidence=putting_forward.evidence_of(match),
        put_forward_from=match,
    )


@transaction.atomic
def assess(
    *,
    designation: ExemplarDesignation,
    by: User,
    evidence: str = "",
    answers: Iterable[assessments.Line] = (),
) -> object:
    """The broker has looked at the evidence; `evidence` adds what was found.

    `answers` has a line for each of the programme's own criteria. What was found that day on
    every criterion is kept, and the audit trail says which of the fixed ones each area met.
    Raises PermissionDenied for others, ValidationError unless it was applied for and all is
    answered.
    """
    permissions.check_assess(by)
    lock(designation)
    designation_policies.check_assess(designation)
    given = list(answers)
    assessments.check_answers(designation.programme, given)
    if evidence.strip():
        designation.evidence = f"{designation.evidence}\n\n{evidence.strip()}".strip()
    met = assessments.keep(designation, given, by)
    return _move(designation, DesignationStatus.ASSESSED, by, criteria=met)


@transaction.atomic
def designate(
    *, designation: ExemplarDesignation, by: User, reason: str = ""
) -> ExemplarDesignation:
    """Make it an exemplar for a term of its programme, or let a paused one go on.

    In each area it must have a published case study with a recurrent saving that finance signed
    and a contact who is still there; `reason` says why it is one although a criterion of the
    programme's own was not met. Raises PermissionDenied for others, ValidationError otherwise.
    """
    permissions.check_assess(by)
    lock(designation)
    designation_policies.check_designate(designation)
    if designation.status == DesignationStatus.ASSESSED:
        assessments.check_reason(designation, reason)
        assessments.give_reason(designation, reason)
    return go_on(designation, by=by)


def go_on(designation: ExemplarDesignation, *, by: User | None) -> ExemplarDesignation:
    """Designate one that is locked and checked; `by` is None where the clock ends its pause."""
    designation.designated_on = designation.designated_on or timezone.localdate()
    designation.until = designation.until or designation_policies.first_term(designation)
    _move(designation, DesignationStatus.DESIGNATED, by)
    tell_trust(designation, "designated")
    return designation


@transaction.atomic
def pause(
    *,
    designation: ExemplarDesignation,
    by: User,
    until: date | None = None,
    note: str = "",
) -> ExemplarDesignation:
    """Take no new followers for now, or until a day; pairs at work go on.

    `note` says why, to the broker and the trust. Raises PermissionDenied unless the person is
    the broker or an author of the trust, ValidationError unless it is designated.
    """
    permissions.check_manage(by, designation)
    lock(designation)
    designation_policies.check_pause(designation, until)
    designation.paused_until, designation.pause_note = until, note.strip()
    designation.status = DesignationStatus.PAUSED
    designation.full_clean()
    _move(designation, DesignationStatus.PAUSED, by)
    tell_trust(designation, "paused")
    return designation


@transaction.atomic
def end(*, designation: ExemplarDesignation, by: User) -> ExemplarDesignation:
    """Stop being an exemplar. Proposals lapse, and who was to learn from it is offered the next
    best; pairs at work go on.

    Raises as `pause`; ValidationError where it has ended already.
    """
    permissions.check_manage(by, designation)
    lock_to_end(designation)
    designation_policies.check_end(designation)
    return close(designation, by=by)


def close(
    designation: ExemplarDesignation, *, by: User | None, at: datetime | None = None
) -> ExemplarDesignation:
    """End one that is locked (`lock_to_end`) and checked; `by` is None where its term ran out.

    `at` is what the clock says that ends it.
    """
    designation.ended_on = timezone.localdate()
    _move(designation, DesignationStatus.ENDED, by)
    proposals = Match.objects.filter(
        offer__designation=designation, status=MatchStatus.PROPOSED
    ).select_related("need__help_request__trust", "need__area", "helper")
    for match in proposals.order_by("need__help_request__created_at", "pk"):
        states.lock(match)
        if policies.can_call_off(match):
            match_notifications.tell_exemplar_gone(match, match_services.lapse(match, by=by, at=at))
    tell_trust(designation, "ended")
    return designation


@transaction.atomic
def edit_offers(
    *,
    designation: ExemplarDesignation,
    offers: Iterable[OfferTerms],
    by: User,
    ceiling: int | None = None,
    hours_a_quarter: int | None = None,
) -> ExemplarDesignation:
    """Replace what is offered. An offer with matches stays, with no places if it is left out.

    `ceiling` None leaves the ceiling; `hours_a_quarter` None means that there is none. An area
    new to a designated exemplar needs its own proof. Raises as `pause`, ValidationError by field.
    """
    permissions.check_manage(by, designation)
    lock(designation)
    terms = list(offers)
    designation_policies.check_edit(designation, [one.area for one in terms])
    if ceiling is not None:
        designation.ceiling = ceiling
    designation.hours_a_quarter = hours_a_quarter
    designation.full_clean()
    designation.save()
    write(designation, terms)
    record(designation, "offers_changed", by)
    capacity.announce_trust(designation.trust_id)
    return designation


def lock(designation: ExemplarDesignation) -> None:
    """Hold the row to the end of the transaction, and read it anew."""
    ExemplarDesignation.objects.select_for_update().get(pk=designation.pk)
    designation.refresh_from_db()


def lock_to_end(designation: ExemplarDesignation) -> None:
    """As `lock`, with the other exemplars that a proposal may go on to; always these first."""
    next_best.hold_all(illustrative=designation.trust.illustrative)
    lock(designation)


def _move(
    designation: ExemplarDesignation, status: DesignationStatus, by: User | None, **detail: Any
) -> ExemplarDesignation:
    designation.status = status
    if status != DesignationStatus.PAUSED:
        designation.paused_until, designation.pause_note = None, ""
    designation.save()
    record(designation, str(status), by, **detail)
    capacity.announce_trust(designation.trust_id)
    return designation


def record(
    designation: ExemplarDesignation, what: str, by: User | None, **detail: Any
) -> AuditEntry:
    """Write what was done with a designation into the audit trail."""
    return audit.record(
        by=by,
        action=f"designation.{what}",
        subject=designation,
        trust=designation.trust,
        **detail,
    )


def tell_trust(designation: ExemplarDesignation, letter: str) -> None:
    """Tell the people of the exemplar, once a day for each state."""
    # A trust may pause and go on again: the audit trail numbers the events.
    stamp = f"{designation.status}.{timezone.localdate()}"
    notifications.tell_designation(
        designation,
        event=stamp,
        letter=letter,
        to=team([designation.trust]),
    )
