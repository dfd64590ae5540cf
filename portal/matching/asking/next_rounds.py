"""The next round that a need takes part in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Q
from django.utils import timezone

from casestudies.areas import ancestors_of
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
    programmes = _programmes_for(need, today)
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
    return min([*planned, *dated], key=lambda one: one.held_on, default=None)


def _programmes_for(need: Need, today: date) -> list[Programme]:
    """The running programmes that cover the area: the request's own where it names one."""
    request = need.help_request
    rows = Programme.objects.filter(illustrative=request.trust.illustrative).filter(
        Q(ends=None) | Q(ends__gte=today)
    )
    if request.programme_id is not None:
        return list(rows.filter(pk=request.programme_id))
    # A programme of an area covers what lies below it.
    return list(rows.filter(areas__in=[need.area, *ancestors_of(need.area)]).distinct())
