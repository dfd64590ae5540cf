"""The words that matching sends. None of them says what a trust wrote: that is read on the page."""

from __future__ import annotations

from collections.abc import Iterable

from portal.accounts import notices
from portal.accounts.models import User
from portal.matching import permissions
from portal.matching.choices import Side
from portal.matching.models import ExemplarDesignation, HelpRequest, Match, Message
from portal.matching.people import brokers, contacts, team
from portal.matching.round_calendar import RoundCalendar
from portal.text.dates import day_in_words


def request_path(request: HelpRequest) -> str:
    """The address of a request, with its matches."""
    return f"/help/{request.pk}/"


def seekers(match: Match) -> list[User]:
    """The people of the trusts that asked."""
    return team([match.seeker, *match.request.members.all()])


def helpers(match: Match) -> list[User]:
    """The people who may answer for the helper."""
    return team([match.helper])


def people_of(match: Match, side: Side) -> list[User]:
    return seekers(match) if side == Side.SEEKER else helpers(match)


def _send(match: Match, to: Iterable[User], event: str, subject: str, body: str) -> None:
    notices.send(
        to=to,
        kind=f"match.{event.split('.')[0]}",
        key=f"match.{match.pk}.{event}",
        subject=subject,
        body=body,
        url=request_path(match.request),
    )


def tell_asked(match: Match) -> None:
    """A team was picked for small help; where nobody is there to answer, the broker hears it."""
    asks = f"{match.seeker} asks your team for help"
    body = (
        f"{match.request.get_help_kind_display()}, about {match.need.area}. "
        f"Please answer by {day_in_words(match.reply_due)}."
    )
    everyone = helpers(match)
    named = contacts(match.case_study, everyone)
    _send(match, named, "asked", asks, f"You are a contact for “{match.case_study}”. {body}")
    _send(match, [user for user in everyone if user not in named], "asked", asks, body)
    if not everyone:
        _send(
            match,
            brokers(),
            "nobody_there",
            f"Nobody at {match.helper} has an account",
            f"{match.seeker} asks this trust for help, and nobody there can read it.",
        )


def tell_brokers_asked(request: HelpRequest) -> None:
    areas = ", ".join(str(need.area) for need in request.needs.all())
    notices.send(
        to=brokers(),
        kind="help.asked",
        key=f"help.{request.pk}.asked",
        subject=f"{request.trust} asks for help",
        body=f"{request.get_help_kind_display()}, about {areas}. {_what_to_do(request)}",
        url=request_path(request),
    )


def _what_to_do(request: HelpRequest) -> str:
    """What the broker does with a new request: a round decides, or it looks for a partner."""
    if request.brokered:
        calendar = RoundCalendar()
        waits = [calendar.wait_of(need) for need in request.needs.all()]
        days = sorted({wait.coming.held_on for wait in waits if wait.coming is not None})
        if len(days) > 0 and all(wait.coming for wait in waits):
            return f"It takes part in the round on {day_in_words(days[0])}."
        if any(wait.programme is not None and wait.round is None for wait in waits):
            return "No round is planned for it: plan one, or propose a partner."
    return "Find a partner for it."


def tell_members(request: HelpRequest, *, by: User) -> None:
    """A trust that others ask for, as a place, hears of it."""
    notices.send(
        to=[user for user in team(request.members.all()) if user != by],
        kind="help.place",
        key=f"help.{request.pk}.place",
        subject=f"{request.trust} asks for help for your place",
        body="Your trust is named as one of those that ask. You can read the request.",
        url=request_path(request),
    )


def tell_withdrawn(match: Match) -> None:
    _send(
        match,
        helpers(match),
        "withdrawn",
        f"{match.seeker} has withdrawn its request",
        "There is nothing more to do. Thank you for being ready to help.",
    )


def tell_proposed(match: Match) -> None:
    body = f"About {match.need.area}. Please accept or decline by {day_in_words(match.reply_due)}."
    _send(match, seekers(match), "proposed", f"A match for you: {match.helper}", body)
    _send(match, helpers(match), "proposed", f"{match.seeker} could learn from you", body)


def tell_accepted(match: Match, side: Side) -> None:
    who = match.trust_of(side)
    _send(
        match,
        people_of(match, side.other),
        f"accepted.{side}",
        f"{who} has accepted the match",
        f"It is now for you to accept or decline, by {day_in_words(match.reply_due)}.",
    )


def tell_active(match: Match) -> None:
    subject = f"{match.seeker} and {match.helper} now work together"
    body = "Both trusts have accepted. Agree what you want to reach, and when you meet."
    _send(match, [*seekers(match), *helpers(match)], "active", subject, body)


def tell_called_off(match: Match) -> None:
    subject = f"The match of {match.seeker} and {match.helper} was taken back"
    body = "The programme manager has taken this proposal back. There is nothing to do."
    _send(match, [*seekers(match), *helpers(match)], "called_off", subject, body)


def tell_completed(match: Match, side: Side) -> None:
    subject = f"{match.seeker} and {match.helper} have finished their work"
    body = "Please say how it went: it takes a minute."
    _send(match, people_of(match, side.other), "completed", subject, body)
    _send(match, brokers(), "completed.broker", subject, "See what came of it.")


def tell_message(message: Message) -> None:
    match, side = message.match, Side(message.side)
    _send(
        match,
        people_of(match, side.other),
        f"message.{message.pk}",
        f"{match.trust_of(side)} has written to you",
        f"A message about {match.need.area}. Read it and answer on the page.",
    )


def tell_agreed(match: Match, side: Side, *, version: int) -> None:
    _send(
        match,
        people_of(match, side.other),
        f"agreed.{version}",
        f"{match.trust_of(side)} has written down what you agreed",
        "Look at the case study you follow, the goals and the meetings. Change what is not right.",
    )


def tell_flagged(match: Match, side: Side) -> None:
    _send(
        match,
        people_of(match, side),
        f"flagged.{side}",
        f"{match.trust_of(side.other)} is waiting for your answer",
        f"Please accept or decline by {day_in_words(match.reply_due)}.",
    )


def tell_inactive(match: Match, *, since: object) -> None:
    subject = f"Nothing has happened for 30 days: {match.seeker} and {match.helper}"
    body = "Write what you have done, finish the work, or end it and ask for another partner."
    to = [*seekers(match), *helpers(match), *brokers()]
    _send(match, to, f"inactive.{since}", subject, body)


def tell_designation(
    designation: ExemplarDesignation, *, event: str, subject: str, body: str, to: Iterable[User]
) -> None:
    """News of a designation, to its trust's people or to the brokers.

    It leads those who may open the designation's page there, and the others to the exemplars.
    """
    to = list(to)
    managers = [user for user in to if permissions.can_manage(user, designation)]
    others = [user for user in to if user not in managers]
    for group, url in (
        (managers, f"/exemplars/designations/{designation.pk}/"),
        (others, "/exemplars/"),
    ):
        notices.send(
            to=group,
            kind=f"designation.{event.split('.')[0]}",
            key=f"designation.{designation.pk}.{event}",
            subject=subject,
            body=body,
            url=url,
        )
