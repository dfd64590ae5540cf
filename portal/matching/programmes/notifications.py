"""The words that go out when a programme changes. Each event reaches a person once."""

from __future__ import annotations

from typing import Any

from portal.accounts import notifications
from portal.accounts.models import AuditEntry, User
from portal.matching.choices import DesignationStatus, RequestStatus
from portal.matching.models import Programme, Round, WeightsVersion
from portal.matching.notifications import brokers, team
from portal.trusts.models import Trust

STANDING = (DesignationStatus.DESIGNATED, DesignationStatus.PAUSED)


def path_of(programme: Programme) -> str:
    """The public address of a programme."""
    return f"/exemplars/{programme.slug}/"


def tell_created(programme: Programme, *, by: User) -> None:
    """The other programme managers hear of a new programme."""
    _send(
        programme,
        [user for user in brokers() if user != by],
        event="created",
        letter="programme_created",
    )


def tell_changed(programme: Programme, entry: AuditEntry, *, by: User) -> None:
    """Its exemplars and the other programme managers hear that its words or dates changed."""
    _send(
        programme,
        _concerned(programme, by),
        event=f"changed.{entry.pk}",
        letter="programme_changed",
    )


def tell_weights(programme: Programme, version: WeightsVersion, *, by: User) -> None:
    """New weights are published: version by version."""
    _send(
        programme,
        _concerned(programme, by),
        event=f"weights.{version.version}",
        letter="programme_weights",
        version=version.version,
    )


def tell_reserves(programme: Programme, entry: AuditEntry, *, by: User) -> None:
    """Its exemplars hear for which trust types places are held back."""
    _send(
        programme,
        _concerned(programme, by),
        event=f"reserves.{entry.pk}",
        letter="programme_reserves",
    )


def tell_round_planned(planned: Round, *, by: User) -> None:
    """Exemplars, and trusts that wait for a partner, hear when the next round is."""
    programme = planned.programme
    _send(
        programme,
        [*_concerned(programme, by), *team(_waiting(programme))],
        event=_round_event("planned", planned),
        letter="round_planned",
        round=planned,
    )


def tell_round_taken_back(planned: Round, *, by: User) -> None:
    """Whoever heard of the round hears that it is not held."""
    programme = planned.programme
    _send(
        programme,
        [*_concerned(programme, by), *team(_waiting(programme))],
        event=_round_event("taken_back", planned),
        letter="round_taken_back",
        round=planned,
    )


def _round_event(what: str, planned: Round) -> str:
    # A round that is taken back gives its number free: its dates tell the two apart.
    return f"round_{what}.{planned.number}.{planned.closes_on}.{planned.held_on}"


def _concerned(programme: Programme, by: User) -> list[User]:
    exemplars = Trust.objects.filter(
        designations__programme=programme, designations__status__in=STANDING
    )
    return [user for user in [*brokers(), *team(exemplars)] if user != by]


def _waiting(programme: Programme) -> list[Trust]:
    return list(
        Trust.objects.filter(
            help_requests__programme=programme, help_requests__status=RequestStatus.OPEN
        ).distinct()
    )


def _send(programme: Programme, to: list[User], *, event: str, letter: str, **context: Any) -> None:
    notifications.send_letter(
        to=to,
        kind=f"programme.{event.split('.')[0]}",
        key=f"programme.{programme.pk}.{event}",
        letter=f"matching/email/{letter}.txt",
        context={"programme": programme, **context},
        url=path_of(programme),
    )
