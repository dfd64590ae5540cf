"""An adopter is asked again whether the change lasts: when, about what, and what is known."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from dateutil.relativedelta import relativedelta
from django.db.models import Exists, OuterRef, QuerySet, prefetch_related_objects
from django.utils import timezone

from casestudies.choices import AdoptionStatus
from casestudies.models.adoption import TAKEN_UP, Adoption, AdoptionAsk
from portal.accounts.models import User
from portal.accounts.permissions import Action, trust_ids_for

Answer = AdoptionAsk.Answer
# Who only considers it has nothing to say yet; who stopped has said it.
ASKED = (*TAKEN_UP, AdoptionStatus.PAUSED)
ANSWER_OF_STATUS = {
    AdoptionStatus.IN_PROGRESS: Answer.STILL_GOING,
    AdoptionStatus.SUSTAINED: Answer.STILL_GOING,
    AdoptionStatus.ADAPTED: Answer.CHANGED,
    AdoptionStatus.PAUSED: Answer.PAUSED,
    AdoptionStatus.STOPPED: Answer.STOPPED,
}


@dataclass(frozen=True)
class SurvivalRow:
    """What is known of the adoptions that began at least `months` months ago.

    Raw counts: whoever shows them to others hides the small ones. `unknown` are those of which
    nothing was heard since, so that silence is not taken for success.
    """

    months: int
    going: int
    paused: int
    stopped: int
    unknown: int

    @property
    def known(self) -> int:
        return self.going + self.paused + self.stopped

    @property
    def share(self) -> float | None:
        """Those still going among those known, 0 to 1; None where nothing is known."""
        return self.going / self.known if self.known else None


def began(adoption: Adoption) -> date | None:
    """The day from which its months are counted: its start, or the day it was confirmed."""
    if adoption.started or adoption.confirmed_at is None:
        return adoption.started
    return timezone.localdate(adoption.confirmed_at)


def schedule(adoption: Adoption, *, by: User | None = None) -> None:
    """Bring the asks into line with the record. Run it after every change; it is idempotent.

    A month that lies before the record's last word is not asked about. The latest that has come
    is answered by the record itself, where a person (`by`) brought it up to date.
    """
    start, heard = began(adoption), adoption.last_confirmed
    if adoption.confirmed_at is None or start is None or heard is None:
        return
    latest = adoption.asks.filter(due__lte=heard).last()
    if by is not None and latest and not latest.answered_at and adoption.status in ANSWER_OF_STATUS:
        latest.answer = ANSWER_OF_STATUS[AdoptionStatus(adoption.status)]
        latest.answered_at, latest.answered_by = timezone.now(), by
        latest.save(update_fields=["answer", "answered_at", "answered_by"])
    wanted = {months: start + relativedelta(months=months) for months in AdoptionAsk.MONTHS}
    if adoption.status not in ASKED:
        wanted = {}
    ahead = {months: due for months, due in wanted.items() if due > heard}
    _open(adoption).exclude(months__in=ahead).delete()
    held = dict(adoption.asks.values_list("months", "due"))
    for months, due in ahead.items():
        if months not in held:
            AdoptionAsk.objects.create(adoption=adoption, months=months, due=due)
        elif held[months] != due:
            _open(adoption).filter(months=months).update(due=due)


def _open(adoption: Adoption) -> QuerySet[AdoptionAsk]:
    return AdoptionAsk.objects.filter(adoption=adoption, answered_at=None)


def unscheduled(*, today: date) -> QuerySet[Adoption]:
    """Adoptions of the last three years without any ask: those from before there were asks."""
    first = today - relativedelta(months=max(AdoptionAsk.MONTHS))
    return (
        Adoption.objects.confirmed()
        .filter(status__in=ASKED, asks=None)
        .exclude(started__lt=first)
        .exclude(started=None, confirmed_at__date__lt=first)
    )


def due_on(today: date) -> QuerySet[AdoptionAsk]:
    """What waits for an answer: of each adoption only the latest month that has come."""
    later = AdoptionAsk.objects.filter(
        adoption=OuterRef("adoption"), months__gt=OuterRef("months"), due__lte=today
    )
    return AdoptionAsk.objects.filter(
        ~Exists(later),
        answered_at=None,
        due__lte=today,
        adoption__case_study__live=True,
        # Nobody is asked to keep a retired record complete.
        adoption__case_study__retired_on=None,
    ).select_related("adoption__case_study", "adoption__trust")


def due_for(user: Any) -> list[AdoptionAsk]:
    """What this person may answer now for a trust of theirs, the longest due first."""
    trust_ids = trust_ids_for(user, Action.ADOPTION_RECORD)
    if not trust_ids:
        return []
    return list(due_on(timezone.localdate()).filter(adoption__trust__in=trust_ids))


def survival(adoptions: Iterable[Adoption], *, on: date | None = None) -> list[SurvivalRow]:
    """How many still went on after 6, 12, 24 and 36 months, a row for each. `on` is today."""
    today = on or timezone.localdate()
    held = [
        one for one in adoptions if one.confirmed_at and one.status != AdoptionStatus.CONSIDERING
    ]
    prefetch_related_objects(held, "asks")
    return [_row(months, held, today) for months in AdoptionAsk.MONTHS]


def _row(months: int, adoptions: list[Adoption], today: date) -> SurvivalRow:
    found = [_state_at(months, adoption, today) for adoption in adoptions]
    return SurvivalRow(
        months,
        going=found.count("going"),
        paused=found.count("paused"),
        stopped=found.count("stopped"),
        unknown=found.count("unknown"),
    )


def _state_at(months: int, adoption: Adoption, today: date) -> str:
    """Going, paused, stopped or unknown at that month; empty where it has not come yet."""
    start, heard = began(adoption), adoption.last_confirmed
    if start is None or heard is None or (day := start + relativedelta(months=months)) > today:
        return ""
    if adoption.status == AdoptionStatus.STOPPED:
        return "stopped" if (adoption.stopped_on or heard) <= day else "going"
    answer = next((ask.answer for ask in adoption.asks.all() if ask.months == months), "")
    if answer:
        return str(answer) if answer in (Answer.PAUSED, Answer.STOPPED) else "going"
    if heard < day:
        return "unknown"
    return "paused" if adoption.status == AdoptionStatus.PAUSED else "going"
