"""The next round that a need takes part in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from portal.matching import policies
from portal.matching.choices import RunStatus
from portal.matching.models import Need, Programme, Round


@dataclass(frozen=True)
class NextRound:
    """A round that is still to come; `closes_on` is None where only its day is known."""

    programme: Programme
    held_on: date
    closes_on: date | None = None


def for_need(need: Need) -> NextRound | None:
    """The earliest round still to come that this need takes part in; never one that is past.

    A planned round counts for requests asked by its closing day, and until it has been sent.
    """
    today = timezone.localdate()
    programmes = list(Programme.objects.filter(policies.programmes_of_rounds(need)))
    dated = [
        NextRound(programme, programme.next_round)
        for programme in programmes
        if programme.next_round is not None and programme.next_round >= today
    ]
    asked_on = timezone.localdate(need.help_request.created_at)
    rows = Round.objects.filter(
        programme__in=programmes, held_on__gte=today, closes_on__gte=asked_on
    ).exclude(runs__status=RunStatus.SENT)
    planned = [
        NextRound(one.programme, one.held_on, one.closes_on)
        for one in rows.select_related("programme")
    ]
    # Of two records of the same day the planned round says more.
    coming = [one for one in [*planned, *dated] if _runs_then(one)]
    return min(coming, key=lambda one: one.held_on, default=None)


def _runs_then(coming: NextRound) -> bool:
    """A programme's dates may be changed after its rounds were planned: it runs on its days."""
    programme = coming.programme
    begun = programme.starts <= coming.held_on
    return begun and (programme.ends is None or coming.held_on <= programme.ends)
