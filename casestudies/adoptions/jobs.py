"""The clock of adoptions: each question goes out once, and once more after two weeks."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.urls import reverse
from django.utils import timezone

from casestudies.adoptions import follow_up
from casestudies.adoptions import services as adoption_services
from casestudies.models import Adoption, AdoptionAsk
from portal.accounts import notifications
from portal.background import jobs

REMIND_AFTER = timedelta(days=14)


def register() -> None:
    """Add this clock to those that `send_due` runs."""
    jobs.register("casestudies-3-adoptions", ask, label="Ask adopters how it goes")


def ask(now: datetime) -> int:
    """Ask the adopters whose month has come, and remind the silent. Returns how many were asked."""
    today = timezone.localdate(now)
    return jobs.all_of(
        lambda: jobs.each(follow_up.unscheduled(today=today), _schedule),
        lambda: jobs.each(follow_up.due_on(today), lambda one: _ask(one.pk, now)),
    )


def _schedule(adoption: Adoption) -> int:
    follow_up.schedule(adoption)
    return 0


def _ask(ask_id: int, now: datetime) -> bool:
    held = AdoptionAsk.objects.select_for_update().filter(pk=ask_id, answered_at=None).first()
    if held is None:
        return False
    if held.asked_at is None:
        field, again = "asked_at", False
    elif held.reminded_at is None and held.asked_at <= now - REMIND_AFTER:
        field, again = "reminded_at", True
    else:
        return False
    # Where nobody is there to answer, the question waits for somebody who is.
    if not _tell(held, again=again):
        return False
    setattr(held, field, now)
    held.save(update_fields=[field])
    return True


def _tell(ask: AdoptionAsk, *, again: bool) -> bool:
    adoption = ask.adoption
    sent = notifications.send_letter(
        to=adoption_services.people_of(adoption.trust),
        kind="adoption.asked",
        key=f"adoption.{adoption.pk}.asked.{ask.months}{'.again' if again else ''}",
        letter="casestudies/email/adoption_asked.txt",
        context={"ask": ask, "again": again},
        url=reverse("casestudies:adoption_ask", args=[ask.pk]),
    )
    return bool(sent)
