"""Which round each need waits for: the one clock of reviews and long pairings.

A review or a long pairing is decided in a round, so it is not late while a planned round is still
to come. Where none is planned, planning one is a task of the programme manager. A need that no
programme's rounds take goes by the six working days of the broker.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from django.db.models import Q
from django.utils import timezone

from casestudies.areas import AreaTree
from portal.matching.choices import BROKERED_HELP, RunStatus
from portal.matching.models import Need, Programme, Round


@dataclass(frozen=True)
class NextRound:
    """A round that is still to come; `closes_on` is None where only its day is known."""

    programme: Programme
    held_on: date
    closes_on: date | None = None


class WaitsFor(StrEnum):
    """What a need without a partner waits for."""

    ROUND = "round"
    LATE_ROUND = "late-round"
    PLAN = "plan"
    BROKER = "broker"


@dataclass(frozen=True)
class Wait:
    """What a need waits for. `programme` is None, and `round` too, where the broker looks.

    A `LATE_ROUND` was to be held on a day that has passed, and has not been sent.
    """

    waits_for: WaitsFor
    programme: Programme | None = None
    round: NextRound | None = None

    @property
    def coming(self) -> NextRound | None:
        """The round, where it is still to come."""
        return self.round if self.waits_for == WaitsFor.ROUND else None


BROKER_LOOKS = Wait(WaitsFor.BROKER)


class RoundCalendar:
    """The rounds of all programmes that run or are to run, read once; a few queries."""

    def __init__(self, *, today: date | None = None) -> None:
        self.today = today or timezone.localdate()
        running = Programme.objects.filter(Q(ends=None) | Q(ends__gte=self.today))
        self.programmes = list(running.order_by("pk"))
        tree = AreaTree()
        self.areas: dict[int, set[int]] = defaultdict(set)
        links = Programme.areas.through.objects.filter(programme__in=self.programmes)
        for programme, area in links.values_list("programme", "efficiencyarea"):
            self.areas[programme] |= tree.ids_within(area)
        self.rounds: dict[int, list[Round]] = defaultdict(list)
        unsent = Round.objects.filter(programme__in=self.programmes).exclude(
            runs__status=RunStatus.SENT
        )
        for one in unsent.order_by("held_on", "number"):
            self.rounds[one.programme_id].append(one)
        self.days = set(
            Round.objects.filter(programme__in=self.programmes).values_list("programme", "held_on")
        )

    def wait_of(self, need: Need) -> Wait:
        """What this need, which has no partner, waits for; its request is read along."""
        if need.help_request.help_kind not in BROKERED_HELP:
            return BROKER_LOOKS
        programmes = [one for one in self.programmes if self._takes(one, need)]
        if not programmes:
            return BROKER_LOOKS
        found = [self._of_programme(programme, need) for programme in programmes]
        return min(found, key=_rank)

    def _takes(self, programme: Programme, need: Need) -> bool:
        """As `policies.needs_of_rounds`: named by the request, or by none and in its areas."""
        request = need.help_request
        if programme.illustrative != request.trust.illustrative:
            return False
        if request.programme_id is not None:
            return request.programme_id == programme.pk
        return need.area_id in self.areas[programme.pk]

    def _of_programme(self, programme: Programme, need: Need) -> Wait:
        """The first round that was not sent and takes requests of that day."""
        asked_on = timezone.localdate(need.help_request.created_at)
        found = [
            NextRound(programme, one.held_on, one.closes_on)
            for one in self.rounds[programme.pk]
            if one.closes_on >= asked_on and _runs_on(programme, one.held_on)
        ]
        # A programme may name the day of its next round without planning it.
        named = programme.next_round
        is_coming = named is not None and named >= self.today
        if is_coming and (programme.pk, named) not in self.days and _runs_on(programme, named):
            found.append(NextRound(programme, named))
        first = min(found, key=lambda one: one.held_on, default=None)
        if first is None:
            return Wait(WaitsFor.PLAN, programme)
        is_late = first.held_on < self.today
        return Wait(WaitsFor.LATE_ROUND if is_late else WaitsFor.ROUND, programme, first)


def _runs_on(programme: Programme, day: date) -> bool:
    """A programme's dates may be changed after its rounds were planned: it runs on its days."""
    return programme.starts <= day and (programme.ends is None or day <= programme.ends)


def _rank(wait: Wait) -> tuple[int, date]:
    """The round that is due or comes first; a programme without one comes after those."""
    return (wait.round is None, wait.round.held_on if wait.round else date.max)
