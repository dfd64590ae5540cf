"""What people hear when a match comes to nothing: one letter each, which also says what is next."""

from __future__ import annotations

from collections.abc import Iterable

from django.contrib.humanize.templatetags.humanize import apnumber
from django.utils.text import capfirst

from portal.accounts import notices
from portal.accounts.models import User
from portal.matching import next_best, reply_clock
from portal.matching.choices import Side
from portal.matching.models import Match
from portal.matching.notices import helpers, people_of, seekers
from portal.matching.people import brokers
from portal.matching.round_calendar import RoundCalendar
from portal.text.dates import day_in_words

REASON = "The reason is on the page of the match."
HOW_IT_WENT = "Please say how it went: it takes a minute."


def match_path(match: Match) -> str:
    """The address of a match, for both of its sides and the broker."""
    return f"/help/match/{match.pk}/"


class Letters:
    """The letters of one event: whoever has had one gets no second."""

    def __init__(self) -> None:
        self.told: set[int] = set()

    def tell(self, match: Match, to: Iterable[User], event: str, subject: str, body: str) -> None:
        fresh = [user for user in to if user.pk not in self.told]
        self.told |= {user.pk for user in fresh}
        notices.send(
            to=fresh,
            kind=f"match.{event.split('.')[0]}",
            key=f"match.{match.pk}.{event}",
            subject=subject,
            body=body,
            url=match_path(match),
        )


def tell_declined(match: Match, side: Side, following: Match | None) -> None:
    """The other side learns only that it was declined; the broker can read why."""
    letters, who = Letters(), match.trust_of(side)
    subject = f"{who} has declined the match"
    if side == Side.HELPER:
        _tell_seekers(letters, match, following, "declined.helper", subject)
    else:
        _tell_offered_seekers(letters, following)
        body = "There is nothing more to do. Your place is free again."
        letters.tell(match, helpers(match), "declined.seeker", subject, body)
    _tell_offered_helper(letters, following)
    _tell_brokers(letters, match, following, "declined.broker", subject, REASON)


def tell_lapsed(match: Match, following: Match | None) -> None:
    """Nobody answered in time. All three hear it, and the seeker who is asked next."""
    letters = Letters()
    subject = f"No answer in time: {match.seeker} and {match.helper}"
    days = capfirst(apnumber(reply_clock.WORKING_DAYS_TO_REPLY))
    body = f"{days} working days passed without both trusts accepting, so the match has lapsed."
    _tell_seekers(letters, match, following, "lapsed", subject, body)
    letters.tell(match, helpers(match), "lapsed", subject, body)
    _tell_offered_helper(letters, following)
    _tell_brokers(letters, match, following, "lapsed", subject, body)


def tell_exemplar_gone(match: Match, following: Match | None) -> None:
    """The exemplar is one no longer, so its proposal lapses before it was answered."""
    letters = Letters()
    subject = f"{match.helper} is no longer an exemplar"
    _tell_seekers(letters, match, following, "lapsed", subject, "So this match has lapsed.")
    body = "So your match has lapsed. There is nothing to do."
    letters.tell(match, helpers(match), "lapsed", f"No match with {match.seeker}", body)
    _tell_offered_helper(letters, following)
    _tell_brokers(letters, match, following, "lapsed", subject, f"{match.seeker} was matched.")


def tell_passed_on(match: Match) -> None:
    """A place that came free goes to a need that waited: both teams, and the broker."""
    letters = Letters()
    subject = f"A place has come free for you: {match.helper}"
    letters.tell(match, seekers(match), "proposed", subject, _please(match))
    _tell_offered_helper(letters, match)
    subject = f"A free place is offered on: {match.seeker} and {match.helper}"
    body = f"It waited in {match.run.round}, first of those who could have the place."
    letters.tell(match, brokers(), "passed_on", subject, body)


def tell_ended(match: Match, side: Side | None, following: Match | None) -> None:
    """The side that did not end it, and the broker; a seeker that changes hears who is next."""
    letters = Letters()
    subject = f"The work of {match.seeker} and {match.helper} has ended"
    if side == Side.SEEKER:
        _tell_offered_seekers(letters, following)
    else:
        _tell_seekers(letters, match, following, "ended", subject, HOW_IT_WENT)
    if side != Side.HELPER:
        letters.tell(match, helpers(match), "ended", subject, HOW_IT_WENT)
    _tell_offered_helper(letters, following)
    _tell_brokers(letters, match, following, "ended.broker", subject, REASON)


def _tell_seekers(
    letters: Letters,
    match: Match,
    following: Match | None,
    event: str,
    subject: str,
    body: str = "",
) -> None:
    """Those who asked learn what came to nothing and what happens now, in one letter."""
    if following is not None:
        subject, next_step = f"{subject}. Next: {following.helper}", _please(following)
    elif match.request.brokered:
        next_step = _looks_on(match)
    else:
        next_step = "Your request is open again. You can ask another team."
    words = f"{body} {next_step}".strip()
    letters.tell(following or match, seekers(match), f"{event}.{match.pk}", subject, words)


def _looks_on(match: Match) -> str:
    """What the request waits for now: a round with its day, or the broker."""
    wait = RoundCalendar().wait_of(match.need)
    if wait.coming is not None:
        return f"Your request stays open for the round on {day_in_words(wait.coming.held_on)}."
    if wait.programme is not None and wait.round is None:
        return "Your request stays open. No round is planned yet."
    return "Your request stays open, and the programme’s broker looks for another partner."


def _tell_offered_seekers(letters: Letters, following: Match | None) -> None:
    """Those who said no, or changed, know that: they hear only who is offered next."""
    if following is not None:
        subject = f"The next match for you: {following.helper}"
        letters.tell(
            following, people_of(following, Side.SEEKER), "proposed", subject, _please(following)
        )


def _tell_offered_helper(letters: Letters, following: Match | None) -> None:
    if following is not None:
        subject = f"{following.seeker} could learn from you"
        letters.tell(following, helpers(following), "proposed", subject, _please(following))


def _tell_brokers(
    letters: Letters, match: Match, following: Match | None, event: str, subject: str, body: str
) -> None:
    if following is not None:
        body = f"{body} {following.helper} has been offered next."
    elif match.request.brokered:
        wants = next_best.wants_another(match)
        ask = "please look for another partner" if wants else "ask whether another is wanted"
        body = f"{body} Nobody was offered next: {ask}."
    letters.tell(match, brokers(), event, subject, body)


def _please(match: Match) -> str:
    return f"About {match.need.area}. Please accept or decline by {day_in_words(match.reply_due)}."
