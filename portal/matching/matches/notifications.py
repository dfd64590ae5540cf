"""What people hear of a pair: at work, and when a match comes to nothing.

One letter for each event, which also says what is next. It repeats nothing that a trust wrote.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib.humanize.templatetags.humanize import apnumber

from portal.accounts import notifications
from portal.accounts.models import User
from portal.matching import reply_clock
from portal.matching.choices import Side
from portal.matching.matches import next_best
from portal.matching.models import ExemplarDesignation, Match, Task
from portal.matching.notifications import brokers, helpers, people_of, seekers, team
from portal.matching.round_calendar import RoundCalendar


def match_path(match: Match) -> str:
    """The address of a match, for both of its sides and the broker."""
    return f"/help/match/{match.pk}/"


class Letters:
    """The letters of one event: whoever has had one gets no second."""

    def __init__(self) -> None:
        self.told: set[int] = set()

    def tell(
        self, page: Match, to: Iterable[User], event: str, letter: str, **context: Any
    ) -> None:
        """Send a letter that leads to the page of a match; `match` is what it is about, if not
        the same.
        """
        fresh = [user for user in to if user.pk not in self.told]
        self.told |= {user.pk for user in fresh}
        notifications.send_letter(
            to=fresh,
            kind=f"match.{event.split('.')[0]}",
            key=f"match.{page.pk}.{event}",
            letter=f"matching/email/{letter}.txt",
            context={"match": page, **context},
            url=match_path(page),
        )


def tell_declined(match: Match, side: Side, following: Match | None) -> None:
    """The other side learns only that it was declined; the broker can read why."""
    letters, who = Letters(), match.trust_of(side)
    if side == Side.HELPER:
        _tell_seekers(letters, match, following, "declined.helper", "declined_seekers", who=who)
    else:
        _tell_offered_seekers(letters, following)
        letters.tell(match, helpers(match), "declined.seeker", "declined_helpers", who=who)
    _tell_offered_helper(letters, following)
    _tell_brokers(letters, match, following, "declined.broker", "declined_brokers", who=who)


def tell_lapsed(match: Match, following: Match | None) -> None:
    """Nobody answered in time. All three hear it, and the seeker who is asked next."""
    letters, days = Letters(), apnumber(reply_clock.WORKING_DAYS_TO_REPLY)
    _tell_seekers(letters, match, following, "lapsed", "lapsed_seekers", days=days)
    letters.tell(match, helpers(match), "lapsed", "lapsed_helpers", days=days)
    _tell_offered_helper(letters, following)
    _tell_brokers(letters, match, following, "lapsed", "lapsed_brokers", days=days)


def tell_exemplar_gone(match: Match, following: Match | None) -> None:
    """The exemplar is one no longer, so its proposal lapses before it was answered."""
    letters = Letters()
    _tell_seekers(letters, match, following, "lapsed", "exemplar_gone_seekers")
    letters.tell(match, helpers(match), "lapsed", "exemplar_gone_helpers")
    _tell_offered_helper(letters, following)
    _tell_brokers(letters, match, following, "lapsed", "exemplar_gone_brokers")


def tell_passed_on(match: Match) -> None:
    """A place that came free goes to a need that waited: both teams, and the broker."""
    letters = Letters()
    letters.tell(match, seekers(match), "proposed", "place_came_free")
    _tell_offered_helper(letters, match)
    letters.tell(match, brokers(), "passed_on", "passed_on")


def tell_ended(match: Match, side: Side | None, following: Match | None) -> None:
    """The side that did not end it, and the broker; a seeker that changes hears who is next."""
    letters = Letters()
    if side == Side.SEEKER:
        _tell_offered_seekers(letters, following)
    else:
        _tell_seekers(letters, match, following, "ended", "ended_seekers")
    if side != Side.HELPER:
        letters.tell(match, helpers(match), "ended", "ended_helpers")
    _tell_offered_helper(letters, following)
    _tell_brokers(letters, match, following, "ended.broker", "ended_brokers")


def _tell_seekers(
    letters: Letters,
    match: Match,
    following: Match | None,
    event: str,
    letter: str,
    **context: Any,
) -> None:
    """Those who asked learn what came to nothing and what happens now, in one letter.

    Where nobody follows, `wait` is what a brokered request waits for now.
    """
    if following is None and match.request.brokered:
        context["wait"] = RoundCalendar().wait_of(match.need)
    where, key = following or match, f"{event}.{match.pk}"
    # The letter is about what came to nothing, and leads to what follows it.
    context |= {"match": match, "following": following}
    letters.tell(where, seekers(match), key, letter, **context)


def _tell_offered_seekers(letters: Letters, following: Match | None) -> None:
    """Those who said no, or changed, know that: they hear only who is offered next."""
    if following is not None:
        letters.tell(following, people_of(following, Side.SEEKER), "proposed", "next_match")


def _tell_offered_helper(letters: Letters, following: Match | None) -> None:
    if following is not None:
        letters.tell(following, helpers(following), "proposed", "proposed_to_helper")


def _tell_brokers(
    letters: Letters,
    match: Match,
    following: Match | None,
    event: str,
    letter: str,
    **context: Any,
) -> None:
    if following is None and match.request.brokered:
        context["wants_another"] = next_best.wants_another(match)
    letters.tell(match, brokers(), event, letter, following=following, **context)


def _send(
    match: Match, to: Iterable[User], event: str, letter: str, *, page: str = "", **context: Any
) -> None:
    """Send `letter` of matching's own, which leads to the match or to a `page` below it."""
    notifications.send_letter(
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
    notifications.send_letter(
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
