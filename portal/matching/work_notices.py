"""What people of a pair hear while they work together. Nothing that a trust wrote is in it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from portal.accounts import notices
from portal.accounts.models import User
from portal.matching.choices import Side
from portal.matching.models import ExemplarDesignation, Match, Task
from portal.matching.notices import helpers, people_of, seekers
from portal.matching.partner_notices import match_path
from portal.matching.people import brokers, team


def _send(
    match: Match, to: Iterable[User], event: str, letter: str, *, page: str = "", **context: Any
) -> None:
    """Send `letter` of matching's own, which leads to the match or to a `page` below it."""
    notices.send_letter(
        to=to,
        kind=f"match.{event.split('.')[0]}",
        key=f"match.{match.pk}.{event}",
        letter=f"matching/email/{letter}.txt",
        context={"match": match, **context},
        url=f"{match_path(match)}{page}",
    )


def leads(match: Match, side: Side) -> list[User]:
    """The people who may answer for a side: of a place, only those of the trust that leads it."""
    return team([match.trust_of(side)])


def tell_due(match: Match, side: Side) -> None:
    """The last day of a proposal; it holds on a day later, if the reminder comes late."""
    to = people_of(match, side)
    _send(match, to, f"due.{side}", "due", other=match.trust_of(side.other))


def tell_confirmed(match: Match, side: Side, *, version: int) -> None:
    to, event = people_of(match, side.other), f"agreement_confirmed.{version}"
    _send(match, to, event, "agreement_confirmed", who=match.trust_of(side))


def tell_agreement_overdue(match: Match, side: Side, *, days: int) -> None:
    _send(
        match,
        leads(match, side),
        f"agreement_overdue.{side}",
        "agreement_overdue",
        days=days,
        other=match.trust_of(side.other),
    )


def tell_task(task: Task, side: Side) -> None:
    """A task that the other side is to do, or both."""
    if task.side == side:
        return
    match = task.match
    to = people_of(match, side.other)
    _send(match, to, f"task.{task.pk}", "task", who=match.trust_of(side))


def tell_task_due(task: Task) -> None:
    match = task.match
    to = people_of(match, Side(task.side)) if task.side else [*seekers(match), *helpers(match)]
    _send(match, to, f"task_due.{task.pk}", "task_due")


def tell_hours_beyond(
    designation: ExemplarDesignation, words: str, *, event: str, match: Match
) -> None:
    """The broker hears that an exemplar gave more hours than it said it would."""
    notices.send_letter(
        to=brokers(),
        kind="match.hours_beyond",
        key=f"designation.{designation.pk}.hours_beyond.{event}",
        letter="matching/email/hours_beyond.txt",
        context={"designation": designation, "words": words},
        url=match_path(match),
    )


def tell_check_in(match: Match) -> None:
    _send(match, leads(match, Side.SEEKER), "check_in", "check_in", page="check-in/")


def tell_needs_help(match: Match, *, version: int) -> None:
    _send(match, brokers(), f"needs_help.{version}", "needs_help")


def tell_survey_again(match: Match, side: Side) -> None:
    _send(
        match,
        leads(match, side),
        f"survey_again.{side}",
        "survey_again",
        page="survey/",
        other=match.trust_of(side.other),
    )
