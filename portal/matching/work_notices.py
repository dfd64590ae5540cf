"""What people of a pair hear while they work together. Nothing that a trust wrote is in it."""

from __future__ import annotations

from collections.abc import Iterable

from portal.accounts import notices
from portal.accounts.models import User
from portal.matching.choices import Side
from portal.matching.models import ExemplarDesignation, Match, Task
from portal.matching.notices import helpers, people_of, seekers
from portal.matching.partner_notices import match_path
from portal.matching.people import brokers, team
from portal.text.dates import day_in_words


def _send(
    match: Match, to: Iterable[User], event: str, subject: str, body: str, page: str = ""
) -> None:
    notices.send(
        to=to,
        kind=f"match.{event.split('.')[0]}",
        key=f"match.{match.pk}.{event}",
        subject=subject,
        body=body,
        url=f"{match_path(match)}{page}",
    )


def leads(match: Match, side: Side) -> list[User]:
    """The people who may answer for a side: of a place, only those of the trust that leads it."""
    return team([match.trust_of(side)])


def tell_due(match: Match, side: Side) -> None:
    """The last day of a proposal; it holds on a day later, if the reminder comes late."""
    _send(
        match,
        people_of(match, side),
        f"due.{side}",
        f"Your answer to {match.trust_of(side.other)} is due",
        f"It was asked for by {day_in_words(match.reply_due)}. "
        "Without an answer the match lapses next.",
    )


def tell_confirmed(match: Match, side: Side, *, version: int) -> None:
    _send(
        match,
        people_of(match, side.other),
        f"agreement_confirmed.{version}",
        f"{match.trust_of(side)} agrees to what you wrote down",
        "The page stands for both of you. Either side can write it anew.",
    )


def tell_agreement_overdue(match: Match, side: Side) -> None:
    _send(
        match,
        leads(match, side),
        f"agreement_overdue.{side}",
        f"Agree the work with {match.trust_of(side.other)}",
        "Ten working days have passed. One page is enough: goals, who, how often, expenses.",
    )


def tell_task(task: Task, side: Side) -> None:
    """A task that the other side is to do, or both."""
    if task.side == side:
        return
    match = task.match
    _send(
        match,
        people_of(match, side.other),
        f"task.{task.pk}",
        f"{match.trust_of(side)} has written down a task",
        "It is for you, or for both of you. See it on the page of the match.",
    )


def tell_task_due(task: Task) -> None:
    match = task.match
    to = people_of(match, Side(task.side)) if task.side else [*seekers(match), *helpers(match)]
    _send(
        match,
        to,
        f"task_due.{task.pk}",
        f"A task is due: {match.seeker} and {match.helper}",
        "Tick it off on the page of the match when it is done.",
    )


def tell_hours_beyond(
    designation: ExemplarDesignation, words: str, *, event: str, match: Match
) -> None:
    """The broker hears that an exemplar gave more hours than it said it would."""
    notices.send(
        to=brokers(),
        kind="match.hours_beyond",
        key=f"designation.{designation.pk}.hours_beyond.{event}",
        subject=f"{designation.trust} gives more hours than its limit",
        body=f"{words} They are counted. Ask whether it can go on so.",
        url=match_path(match),
    )


def tell_check_in(match: Match) -> None:
    _send(
        match,
        leads(match, Side.SEEKER),
        "check_in",
        f"30 days with {match.helper}: does it work?",
        "Three answers, one tap. You can change partner now without giving offence.",
        "check-in/",
    )


def tell_needs_help(match: Match, *, version: int) -> None:
    _send(
        match,
        brokers(),
        f"needs_help.{version}",
        f"{match.seeker} asks for your help with {match.helper}",
        "It said so when it was asked how the work goes. The other trust does not know.",
    )


def tell_survey_again(match: Match, side: Side) -> None:
    _send(
        match,
        leads(match, side),
        f"survey_again.{side}",
        f"How did it go with {match.trust_of(side.other)}?",
        "It takes a minute, and it makes the next pair better. We do not ask again.",
        "survey/",
    )
