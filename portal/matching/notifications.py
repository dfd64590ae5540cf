"""Who hears about a request or a match, and in which words.

No letter says what a trust wrote: that is read on the page.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from casestudies.models import CaseStudyPage
from portal.accounts import notifications
from portal.accounts.models import User
from portal.accounts.permissions import Action, Scope, roles_with
from portal.matching import permissions
from portal.matching.choices import Side
from portal.matching.models import ExemplarDesignation, HelpRequest, Match, Message
from portal.matching.round_calendar import RoundCalendar
from portal.trusts.former_trusts import ids_acting_for
from portal.trusts.models import Trust

ANSWER_FOR_A_TRUST = roles_with(Action.MATCH_ANSWER, Scope.OWN)
BROKERS = roles_with(Action.MATCH_PROPOSE, Scope.NO_TRUST)


def team(trusts: Iterable[Trust]) -> list[User]:
    """The people who may answer for one of these trusts: its members and authors.

    Those of a trust that carries it on, and of one that it carries on, are among them.
    """
    return list(
        User.objects.filter(
            is_active=True,
            role_assignments__role__in=ANSWER_FOR_A_TRUST,
            role_assignments__trust__in=ids_acting_for(trust.pk for trust in trusts),
        ).distinct()
    )


def contacts(case_study: CaseStudyPage | None, members: Iterable[User]) -> list[User]:
    """The contacts of a case study among those who may answer for its trust.

    A contact without a role at the trust is left out: what a trust asks is private to the two
    trusts, whoever is named on a page.
    """
    if case_study is None:
        return []
    there = [contact for contact in case_study.contacts.all() if not contact.left]
    named = {contact.user_id for contact in there}
    return [user for user in members if user.pk in named]


def brokers() -> list[User]:
    """The programme managers."""
    return list(User.objects.filter(is_active=True, role_assignments__role__in=BROKERS).distinct())


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


def _send(match: Match, to: Iterable[User], event: str, letter: str, **context: Any) -> None:
    """Send `letter` of matching's own to people, once for each event of a match."""
    notifications.send_letter(
        to=to,
        kind=f"match.{event.split('.')[0]}",
        key=f"match.{match.pk}.{event}",
        letter=f"matching/email/{letter}.txt",
        context={"match": match, **context},
        url=request_path(match.request),
    )


def tell_asked(match: Match) -> None:
    """A team was picked for small help; where nobody is there to answer, the broker hears it."""
    everyone = helpers(match)
    named = contacts(match.case_study, everyone)
    _send(match, named, "asked", "asked", named=True)
    _send(match, [user for user in everyone if user not in named], "asked", "asked")
    if not everyone:
        _send(match, brokers(), "nobody_there", "nobody_there")


def tell_brokers_asked(request: HelpRequest) -> None:
    """The brokers hear of a new request, and what they do with it."""
    notifications.send_letter(
        to=brokers(),
        kind="help.asked",
        key=f"help.{request.pk}.asked",
        letter="matching/email/help_asked.txt",
        context={
            "asked": request,
            "areas": [str(need.area) for need in request.needs.all()],
            **_what_to_do(request),
        },
        url=request_path(request),
    )


def _what_to_do(request: HelpRequest) -> dict[str, Any]:
    """Whether a round decides a new request (`coming`, its day), or one has to be planned."""
    if not request.brokered:
        return {}
    calendar = RoundCalendar()
    waits = [calendar.wait_of(need) for need in request.needs.all()]
    days = sorted({wait.coming.held_on for wait in waits if wait.coming is not None})
    if days and all(wait.coming for wait in waits):
        return {"coming": days[0]}
    return {"no_round": any(wait.programme is not None and wait.round is None for wait in waits)}


def tell_members(request: HelpRequest, *, by: User) -> None:
    """A trust that others ask for, as a place, hears of it."""
    notifications.send_letter(
        to=[user for user in team(request.members.all()) if user != by],
        kind="help.place",
        key=f"help.{request.pk}.place",
        letter="matching/email/help_place.txt",
        context={"asked": request},
        url=request_path(request),
    )


def tell_withdrawn(match: Match) -> None:
    _send(match, helpers(match), "withdrawn", "withdrawn")


def tell_proposed(match: Match) -> None:
    _send(match, seekers(match), "proposed", "proposed_to_seeker")
    _send(match, helpers(match), "proposed", "proposed_to_helper")


def tell_accepted(match: Match, side: Side) -> None:
    to = people_of(match, side.other)
    _send(match, to, f"accepted.{side}", "accepted", who=match.trust_of(side))


def tell_active(match: Match) -> None:
    _send(match, [*seekers(match), *helpers(match)], "active", "active")


def tell_called_off(match: Match) -> None:
    _send(match, [*seekers(match), *helpers(match)], "called_off", "called_off")


def tell_completed(match: Match, side: Side) -> None:
    _send(match, people_of(match, side.other), "completed", "completed")
    _send(match, brokers(), "completed.broker", "completed", broker=True)


def tell_message(message: Message) -> None:
    match, side = message.match, Side(message.side)
    to = people_of(match, side.other)
    _send(match, to, f"message.{message.pk}", "message", who=match.trust_of(side))


def tell_agreed(match: Match, side: Side, *, version: int) -> None:
    to = people_of(match, side.other)
    _send(match, to, f"agreed.{version}", "agreed", who=match.trust_of(side))


def tell_flagged(match: Match, side: Side) -> None:
    to = people_of(match, side)
    _send(match, to, f"flagged.{side}", "flagged", other=match.trust_of(side.other))


def tell_inactive(match: Match, *, since: object) -> None:
    to = [*seekers(match), *helpers(match), *brokers()]
    _send(match, to, f"inactive.{since}", "inactive")


def tell_designation(
    designation: ExemplarDesignation,
    *,
    event: str,
    letter: str,
    to: Iterable[User],
    **context: Any,
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
        notifications.send_letter(
            to=group,
            kind=f"designation.{event.split('.')[0]}",
            key=f"designation.{designation.pk}.{event}",
            letter=f"matching/email/designation_{letter}.txt",
            context={"designation": designation, **context},
            url=url,
        )
