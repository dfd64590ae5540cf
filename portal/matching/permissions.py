"""Who may do what in matching: turns records into the plain facts that the matrix reads.

Requests, matches, messages and reasons are private to the parties and the broker. The parties of
a request are the trust that asks and, for a place, its members; of a match, these and the helper.
"""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied

from portal.accounts import permissions
from portal.accounts.models import User
from portal.accounts.permissions import Action
from portal.matching.choices import MatchStatus, Side
from portal.matching.models import ExemplarDesignation, HelpRequest, Match
from portal.trusts.models import Trust

Person = User | AnonymousUser
# A helper reads the request while the match is open and after work was done, not after a refusal.
HELPER_READS_REQUEST = (
    MatchStatus.PROPOSED,
    MatchStatus.ACTIVE,
    MatchStatus.COMPLETED,
    MatchStatus.ENDED,
)


def asking_trust_ids(request: HelpRequest) -> list[int]:
    """The trusts that ask: the lead and, for a place, its members."""
    return [request.trust_id, *(member.pk for member in request.members.all())]


def party_ids(match: Match) -> list[int]:
    """Every trust that takes part in a match."""
    return [*asking_trust_ids(match.request), match.helper_id]


def side_of(user: Person, match: Match) -> Side | None:
    """The side this person may answer for; None for anyone else.

    Someone who holds roles at both trusts stands on the side they act for now.
    """
    sides = {
        Side.SEEKER: permissions.can(user, Action.MATCH_ANSWER, trust_ids=[match.seeker.pk]),
        Side.HELPER: permissions.can(user, Action.MATCH_ANSWER, trust_ids=[match.helper_id]),
    }
    if all(sides.values()):
        acting = getattr(user, "acting_trust_id", None)
        return Side.HELPER if acting == match.helper_id else Side.SEEKER
    return next((side for side, may in sides.items() if may), None)


def working_side_of(user: Person, match: Match) -> Side | None:
    """As `side_of`, and the members of a place count with the trust that leads it."""
    side = side_of(user, match)
    if side is None and permissions.can(
        user, Action.MATCH_WORK, trust_ids=asking_trust_ids(match.request)
    ):
        return Side.SEEKER
    return side


def can_ask(user: Person, trust: Trust) -> bool:
    """True if the person may ask for help for this trust."""
    return permissions.can(user, Action.HELP_ASK, trust_ids=[trust.pk])


def check_ask(user: Person, trust: Trust) -> None:
    """Raise PermissionDenied unless `can_ask`."""
    permissions.check(
        user,
        Action.HELP_ASK,
        trust_ids=[trust.pk],
        message="You can ask for help only for a trust that you act for.",
    )


def can_follow_request(user: Person, request: HelpRequest) -> bool:
    """True for those who ask and for the broker: they see every need and match of the request."""
    return permissions.can(user, Action.HELP_READ, trust_ids=asking_trust_ids(request))


def can_read_readiness(user: Person, request: HelpRequest) -> bool:
    """True for the trust that leads the request, which answered about itself, and the broker."""
    return permissions.can(user, Action.HELP_READ, trust_ids=[request.trust_id])


def can_read_request(user: Person, request: HelpRequest) -> bool:
    """True for those who ask, the broker, and a helper unless all it was asked came to nothing.

    What the request says. Which matches it has is asked of `can_follow_request`.
    """
    if can_follow_request(user, request):
        return True
    helpers = Match.objects.filter(need__help_request=request, status__in=HELPER_READS_REQUEST)
    return any(
        permissions.can(user, Action.MATCH_READ, trust_ids=[helper])
        for helper in helpers.values_list("helper_id", flat=True)
    )


def can_withdraw(user: Person, request: HelpRequest) -> bool:
    """True for the trust that leads the request, and for the broker."""
    return permissions.can(user, Action.HELP_WITHDRAW, trust_ids=[request.trust_id])


def check_withdraw(user: Person, request: HelpRequest) -> None:
    """Raise PermissionDenied unless `can_withdraw`."""
    permissions.check(
        user,
        Action.HELP_WITHDRAW,
        trust_ids=[request.trust_id],
        message="Only the trust that asked can withdraw this request.",
    )


def can_propose(user: Person) -> bool:
    """True for the broker."""
    return permissions.can(user, Action.MATCH_PROPOSE)


def check_propose(user: Person) -> None:
    """Raise PermissionDenied unless `can_propose`."""
    permissions.check(
        user, Action.MATCH_PROPOSE, message="Only a programme manager can propose a match."
    )


def can_read_match(user: Person, match: Match) -> bool:
    """True for the parties and the broker."""
    return permissions.can(user, Action.MATCH_READ, trust_ids=party_ids(match))


def can_read_messages(user: Person, match: Match) -> bool:
    """True for the parties and the broker."""
    return permissions.can(user, Action.MESSAGE_READ, trust_ids=party_ids(match))


def can_read_decline_reason(user: Person, match: Match) -> bool:
    """True for the broker: the side that was declined learns only that it was.

    The reason of an early end is guarded by the same rule.
    """
    return permissions.can(user, Action.DECLINE_REASON_READ, trust_ids=party_ids(match))


def can_answer(user: Person, match: Match) -> bool:
    """True if the person may accept or decline for one of the two sides."""
    return side_of(user, match) is not None


def check_answer(user: Person, match: Match) -> Side:
    """The side the person answers for. Raises PermissionDenied for anyone else."""
    side = side_of(user, match)
    if side is None:
        raise PermissionDenied("Only the two trusts of this match can answer.")
    return side


def can_work(user: Person, match: Match) -> bool:
    """True if the person may write, agree goals and log meetings in this match."""
    return working_side_of(user, match) is not None


def check_work(user: Person, match: Match) -> Side:
    """The side the person works on. Raises PermissionDenied for anyone else."""
    side = working_side_of(user, match)
    if side is None:
        raise PermissionDenied("Only the trusts of this match can do that.")
    return side


def can_end(user: Person, match: Match) -> bool:
    """True for both sides and for the broker."""
    return can_answer(user, match) or can_propose(user)


def can_apply(user: Person, trust: Trust) -> bool:
    """True for an author of the trust."""
    return permissions.can(user, Action.DESIGNATION_APPLY, trust_ids=[trust.pk])


def check_apply(user: Person, trust: Trust) -> None:
    """Raise PermissionDenied unless `can_apply`."""
    permissions.check(
        user,
        Action.DESIGNATION_APPLY,
        trust_ids=[trust.pk],
        message="Only an author of the trust can put it forward as an exemplar.",
    )


def can_assess(user: Person) -> bool:
    """True for the broker."""
    return permissions.can(user, Action.DESIGNATION_ASSESS)


def check_assess(user: Person) -> None:
    """Raise PermissionDenied unless `can_assess`."""
    permissions.check(
        user, Action.DESIGNATION_ASSESS, message="Only a programme manager can do that."
    )


def can_manage(user: Person, designation: ExemplarDesignation) -> bool:
    """True for the exemplar's authors and the broker: they pause, end and change the offers."""
    return can_assess(user) or can_apply(user, designation.trust)


def check_manage(user: Person, designation: ExemplarDesignation) -> None:
    """Raise PermissionDenied unless `can_manage`."""
    if not can_assess(user):
        check_apply(user, designation.trust)


def can_run_round(user: Person) -> bool:
    """True for the broker: rounds are computed, changed and sent by it alone."""
    return permissions.can(user, Action.ROUND_RUN)


def check_run_round(user: Person) -> None:
    """Raise PermissionDenied unless `can_run_round`."""
    permissions.check(
        user, Action.ROUND_RUN, message="Only a programme manager can run or send a round."
    )
