"""The words that go out when a programme changes. Each event reaches a person once."""

from __future__ import annotations

from portal.accounts import notices
from portal.accounts.models import AuditEntry, User
from portal.matching.choices import DesignationStatus, RequestStatus
from portal.matching.models import Programme, Round, WeightsVersion
from portal.matching.people import brokers, team
from portal.text.dates import day_in_words
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
        subject=f"A new programme: {programme}",
        body=(
            f"It starts on {day_in_words(programme.starts)}. "
            "Trusts can apply to be exemplars in it."
        ),
    )


def tell_changed(programme: Programme, entry: AuditEntry, *, by: User) -> None:
    """Its exemplars and the other programme managers hear that its words or dates changed."""
    _send(
        programme,
        _concerned(programme, by),
        event=f"changed.{entry.pk}",
        subject=f"{programme} has changed",
        body="Its areas, dates or rules are not what they were. The page says what holds now.",
    )


def tell_weights(programme: Programme, version: WeightsVersion, *, by: User) -> None:
    """New weights are published: version by version."""
    _send(
        programme,
        _concerned(programme, by),
        event=f"weights.{version.version}",
        subject=f"{programme} scores pairs anew",
        body=f"Version {version.version} of the weights is published, beside those before it.",
    )


def tell_reserves(programme: Programme, entry: AuditEntry, *, by: User) -> None:
    """Its exemplars hear for which trust types places are held back."""
    _send(
        programme,
        _concerned(programme, by),
        event=f"reserves.{entry.pk}",
        subject=f"{programme} reserves its places anew",
        body="The page says how many places of each offer a trust type has first call on.",
    )


def tell_round_planned(planned: Round, *, by: User) -> None:
    """Exemplars, and trusts that wait for a partner, hear when the next round is."""
    programme = planned.programme
    _send(
        programme,
        [*_concerned(programme, by), *team(_waiting(programme))],
        event=_round_event("planned", planned),
        subject=f"{programme}: the next round is on {day_in_words(planned.held_on)}",
        body=f"Requests made by {day_in_words(planned.closes_on)} take part in it.",
    )


def tell_round_taken_back(planned: Round, *, by: User) -> None:
    """Whoever heard of the round hears that it is not held."""
    programme = planned.programme
    _send(
        programme,
        [*_concerned(programme, by), *team(_waiting(programme))],
        event=_round_event("taken_back", planned),
        subject=f"{programme}: no round on {day_in_words(planned.held_on)}",
        body="This round has been taken back. The page of the programme says when the next is.",
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


def _send(programme: Programme, to: list[User], *, event: str, subject: str, body: str) -> None:
    notices.send(
        to=to,
        kind=f"programme.{event.split('.')[0]}",
        key=f"programme.{programme.pk}.{event}",
        subject=subject,
        body=body,
        url=path_of(programme),
    )
