"""What an editor does with many records at once. Each stands for itself: what fails says why."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from casestudies.maintenance import services as maintenance_services
from casestudies.maintenance.services import owners_of
from casestudies.models import CaseStudyPage, EfficiencyArea
from casestudies.publishing import services as publishing_services
from casestudies.schema.publishing import MOST_AREAS
from portal.accounts import audit, notifications, permissions
from portal.accounts.models import User
from portal.accounts.permissions import Action
from portal.text.dates import day_in_words

LONGEST_NOTE = 500


@dataclass(frozen=True)
class Outcome:
    """What came of it for one record, in a sentence."""

    page: CaseStudyPage
    done: bool
    text: str


def check_may(user: Any) -> None:
    """Raise PermissionDenied with a sentence for anybody but editors and administrators."""
    permissions.check(user, Action.CASE_STUDY_PUBLISH, message="The editors’ desk is for editors.")


def each(pages: Iterable[CaseStudyPage], command: Callable[[CaseStudyPage], str]) -> list[Outcome]:
    """Run a command on each record, in a transaction of its own."""
    outcomes = []
    for page in pages:
        try:
            with transaction.atomic():
                text = command(page)
        except (ValidationError, PermissionDenied) as refusal:
            said = refusal.messages if isinstance(refusal, ValidationError) else [str(refusal)]
            outcomes.append(Outcome(page, False, " ".join(said)))
        else:
            outcomes.append(Outcome(page, True, text))
    return outcomes


def ask(pages: Iterable[CaseStudyPage], *, by: User, note: str) -> list[Outcome]:
    """Write to the owner of each record: once a day at most, however often it is pressed."""
    check_may(by)
    note = note.strip()
    if not note:
        raise ValidationError({"note": "Write what you ask them to do."})
    if len(note) > LONGEST_NOTE:
        raise ValidationError({"note": f"Keep it to {LONGEST_NOTE} characters."})
    return each(pages, lambda page: _ask(page, by, note))


def _ask(page: CaseStudyPage, by: User, note: str) -> str:
    owners = owners_of(page)
    if not owners:
        raise ValidationError("Nobody writes for its trust, and there is no editor to write to.")
    sent = notifications.send_letter(
        to=owners,
        kind="case_study.asked",
        key=f"case_study.{page.pk}.asked:{timezone.localdate().isoformat()}",
        letter="casestudies/email/editor_asks.txt",
        context={"page": page, "note": note},
        url=reverse("casestudies:keep", args=[page.pk]),
    )
    if not sent:
        raise ValidationError("They were written to today already.")
    audit.record(by=by, action="case_study.asked", subject=page, trust=page.trust)
    names = " and ".join(notice.recipient.get_full_name() for notice in sent)
    return f"Sent to {names}."


def put_off(
    pages: Iterable[CaseStudyPage], *, by: User, review_by: date, reason: str
) -> list[Outcome]:
    """Put the review date of each record off, with a reason.

    Raises ValidationError where the day is not ahead or the reason is missing.
    """
    check_may(by)
    if review_by <= timezone.localdate():
        raise ValidationError({"review_by": "Choose a day that is still to come."})
    if not reason.strip():
        raise ValidationError({"reason": "Say why the date is put off."})

    def command(page: CaseStudyPage) -> str:
        maintenance_services.extend(page=page, by=by, review_by=review_by, reason=reason)
        return f"To be looked at by {day_in_words(review_by)}."

    return each(pages, command)


def retire(pages: Iterable[CaseStudyPage], *, by: User, reason: str) -> list[Outcome]:
    """Retire each record for the same reason, which readers see."""
    check_may(by)
    if not reason.strip():
        raise ValidationError({"reason": "Say why, in a sentence that readers will see."})

    def command(page: CaseStudyPage) -> str:
        maintenance_services.retire(page=page, by=by, reason=reason)
        return "Retired. Its page stays, with your reason."

    return each(pages, command)


def add_area(pages: Iterable[CaseStudyPage], *, by: User, area: EfficiencyArea) -> list[Outcome]:
    """Add an area to each record."""
    check_may(by)

    def changed(held: list[int]) -> list[int]:
        if area.pk in held:
            raise ValidationError(f"It is in {area.name} already.")
        if len(held) >= MOST_AREAS:
            raise ValidationError(
                f"It has {MOST_AREAS} areas, which is the most. Take one away first."
            )
        return [*held, area.pk]

    return each(pages, lambda page: _change_areas(page, by, changed, f"Added to {area.name}."))


def take_area(pages: Iterable[CaseStudyPage], *, by: User, area: EfficiencyArea) -> list[Outcome]:
    """Take an area away from each record; never its last."""
    check_may(by)

    def changed(held: list[int]) -> list[int]:
        if area.pk not in held:
            raise ValidationError(f"It is not in {area.name}.")
        if held == [area.pk]:
            raise ValidationError("It would have no area left. Add another first.")
        return [pk for pk in held if pk != area.pk]

    return each(pages, lambda page: _change_areas(page, by, changed, f"Taken out of {area.name}."))


def _change_areas(
    page: CaseStudyPage, by: User, changed: Callable[[list[int]], list[int]], said: str
) -> str:
    def change(live: Any) -> None:
        put_areas(live, changed([area.pk for area in live.areas.all()]))

    def change_draft(draft: Any) -> None:
        held = [area.pk for area in draft.areas.all()]
        try:
            put_areas(draft, changed(held))
        except ValidationError:
            # The draft has it so already.
            put_areas(draft, held)

    publishing_services.change_both(page, by=by, change=change, change_draft=change_draft)
    audit.record(by=by, action="case_study.areas_changed", subject=page, trust=page.trust)
    return said


def put_areas(page: Any, ids: list[int]) -> None:
    """Set the areas of a page or a draft in memory, in this order."""
    found = EfficiencyArea.objects.in_bulk(ids)
    page.areas = [found[pk] for pk in dict.fromkeys(ids) if pk in found]
