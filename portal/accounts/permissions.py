"""The permission matrix: one table that says who may do what, tested cell by cell.

It takes plain facts, never objects: which roles a person holds and which trusts a record
belongs to. Each app's own `permissions.py` turns its records into those facts.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef

from portal.accounts.models import User
from portal.accounts.models.user import confirmed_addresses
from portal.trusts import former_trusts


class Role(StrEnum):
    """The roles of the service. Anyone, signed in or not, is a reader."""

    READER = "reader"
    MEMBER = "member"
    AUTHOR = "author"
    FINANCE_APPROVER = "finance_approver"
    EDITOR = "editor"
    PROGRAMME_MANAGER = "programme_manager"
    ADMINISTRATOR = "administrator"


class Scope(StrEnum):
    """How the trust a role is held for stands to the trusts of a record."""

    OWN = "own"
    OTHER = "other"
    NO_TRUST = "no trust"


class Action(StrEnum):
    """What can be done. The name says the record and the verb."""

    CASE_STUDY_READ_PUBLIC = "case_study.read_public"
    CASE_STUDY_READ_NETWORK = "case_study.read_network"
    CASE_STUDY_EDIT = "case_study.edit"
    CASE_STUDY_PUBLISH = "case_study.publish"
    CASE_STUDY_PEER_REVIEW = "case_study.peer_review"
    FIGURES_SIGN = "figures.sign"
    EVIDENCE_GRADE = "evidence.grade"
    AREA_EDIT = "area.edit"
    ADOPTION_RECORD = "adoption.record"
    ADOPTION_CLAIM = "adoption.claim"
    HELP_ASK = "help.ask"
    HELP_READ = "help.read"
    HELP_WITHDRAW = "help.withdraw"
    MATCH_PROPOSE = "match.propose"
    MATCH_ANSWER = "match.answer"
    MATCH_WORK = "match.work"
    MATCH_READ = "match.read"
    MESSAGE_READ = "message.read"
    DECLINE_REASON_READ = "decline_reason.read"
    DESIGNATION_APPLY = "designation.apply"
    DESIGNATION_ASSESS = "designation.assess"
    INVITATION_SEND = "invitation.send"
    INVITATION_READ = "invitation.read"
    INVITATION_ANSWER = "invitation.answer"
    PROGRAMME_MANAGE = "programme.manage"
    ROUND_RUN = "round.run"
    VETO_SET = "veto.set"
    OVERSIGHT_READ = "oversight.read"
    CERTIFICATE_READ = "certificate.read"
    AUDIT_READ = "audit.read"
    ROLE_ASSIGN = "role.assign"


EVERYWHERE = frozenset(Scope)
OWN_ONLY = frozenset({Scope.OWN})
R, M, A, F = Role.READER, Role.MEMBER, Role.AUTHOR, Role.FINANCE_APPROVER
E, P, ADMIN = Role.EDITOR, Role.PROGRAMME_MANAGER, Role.ADMINISTRATOR

_GRANTS: dict[Action, dict[Role, frozenset[Scope]]] = {
    Action.CASE_STUDY_READ_PUBLIC: dict.fromkeys(Role, EVERYWHERE),
    Action.CASE_STUDY_READ_NETWORK: {role: EVERYWHERE for role in Role if role is not Role.READER},
    Action.CASE_STUDY_EDIT: {A: OWN_ONLY, E: EVERYWHERE, ADMIN: EVERYWHERE},
    Action.CASE_STUDY_PUBLISH: {E: EVERYWHERE, ADMIN: EVERYWHERE},
    # An author checks other trusts' records, never those of a trust they write for.
    Action.CASE_STUDY_PEER_REVIEW: {A: frozenset({Scope.OTHER}), E: EVERYWHERE},
    # Nobody but the trust's own finance approver can say that its figures are right.
    Action.FIGURES_SIGN: {F: OWN_ONLY},
    Action.EVIDENCE_GRADE: {E: EVERYWHERE},
    Action.AREA_EDIT: {E: EVERYWHERE, ADMIN: EVERYWHERE},
    Action.ADOPTION_RECORD: {M: OWN_ONLY, A: OWN_ONLY},
    Action.ADOPTION_CLAIM: {A: OWN_ONLY},
    Action.HELP_ASK: {M: OWN_ONLY, A: OWN_ONLY},
    # Administrators and editors see that a request exists, not what it says.
    Action.HELP_READ: {M: OWN_ONLY, A: OWN_ONLY, P: EVERYWHERE},
    Action.HELP_WITHDRAW: {M: OWN_ONLY, A: OWN_ONLY, P: EVERYWHERE},
    Action.MATCH_PROPOSE: {P: EVERYWHERE},
    Action.MATCH_ANSWER: {M: OWN_ONLY, A: OWN_ONLY},
    Action.MATCH_WORK: {M: OWN_ONLY, A: OWN_ONLY},
    Action.MATCH_READ: {M: OWN_ONLY, A: OWN_ONLY, P: EVERYWHERE},
    Action.MESSAGE_READ: {M: OWN_ONLY, A: OWN_ONLY, P: EVERYWHERE},
    # The coded reason of a decline goes to the broker, never to the side that was declined.
    Action.DECLINE_REASON_READ: {P: EVERYWHERE},
    Action.DESIGNATION_APPLY: {A: OWN_ONLY},
    Action.DESIGNATION_ASSESS: {P: EVERYWHERE},
    Action.INVITATION_SEND: {P: EVERYWHERE},
    Action.INVITATION_READ: {M: OWN_ONLY, A: OWN_ONLY, P: EVERYWHERE},
    # To accept is to apply, which an author does.
    Action.INVITATION_ANSWER: {A: OWN_ONLY},
    Action.PROGRAMME_MANAGE: {P: EVERYWHERE},
    Action.ROUND_RUN: {P: EVERYWHERE},
    # Whom an exemplar will not be paired with is its own affair, and the broker's.
    Action.VETO_SET: {A: OWN_ONLY, P: EVERYWHERE},
    Action.OVERSIGHT_READ: {P: EVERYWHERE},
    Action.CERTIFICATE_READ: {M: OWN_ONLY, A: OWN_ONLY, P: EVERYWHERE},
    Action.AUDIT_READ: {ADMIN: EVERYWHERE},
    Action.ROLE_ASSIGN: {ADMIN: EVERYWHERE},
}

MATRIX: dict[tuple[Action, Role, Scope], bool] = {
    (action, role, scope): scope in _GRANTS[action].get(role, frozenset())
    for action in Action
    for role in Role
    for scope in Scope
}


@dataclass(frozen=True)
class Holding:
    """One role that a person holds; `trust_id` is None for a national role and for readers."""

    role: Role
    trust_id: int | None = None


READER = Holding(Role.READER)
FOLLOWS_A_MERGER = (Role.MEMBER, Role.AUTHOR)


def allows(action: Action, *, holdings: Iterable[Holding], trust_ids: Iterable[int] = ()) -> bool:
    """True if any of the holdings allows the action on a record of these trusts."""
    trusts = frozenset(trust_ids)
    return any(MATRIX[action, held.role, _scope(held, trusts)] for held in holdings)


def _scope(held: Holding, trusts: frozenset[int]) -> Scope:
    if not trusts:
        return Scope.NO_TRUST
    return Scope.OWN if held.trust_id in trusts else Scope.OTHER


def holdings_of(user: User | AnonymousUser) -> frozenset[Holding]:
    """The roles that count for this person; reader is always among them.

    No role counts while their e-mail address is not confirmed. One query a person object, and a
    second for somebody of a trust that merged.

    A merger moves no record and no role. Who holds a role at a trust holds it for every closed
    trust that it carries on: open requests, pairs and case studies go on with the successor. And
    the members and authors of a closed trust act for the one trust that carries it on. They sign
    no figures there (an administrator says who does), and where the services went to several,
    nobody guesses where a person went.
    """
    if not user.is_authenticated or not user.is_active:
        return frozenset({READER})
    if not hasattr(user, "_holdings"):
        # In the same query, so that no page pays for it: the roles of a confirmed address.
        counted = user.role_assignments.filter(Exists(confirmed_addresses(OuterRef("user"))))
        rows = counted.annotate(merged=former_trusts.is_in_a_merger("trust")).values_list(
            "role", "trust_id", "merged"
        )
        held = {Holding(Role(role), trust_id): merged for role, trust_id, merged in rows}
        brought = _by_mergers(one for one, merged in held.items() if merged)
        user._holdings = frozenset({READER, *held, *brought})
    return user._holdings


def _by_mergers(held: Iterable[Holding]) -> set[Holding]:
    """What the roles of trusts bring along through mergers."""
    own = [(one.role, one.trust_id) for one in held if one.trust_id is not None]
    if not own:
        return set()
    links = former_trusts.passed_on_links()
    found = {
        Holding(role, before)
        for role, trust_id in own
        for before in former_trusts.taken_over_ids([trust_id], links)
    }
    for role, trust_id in own:
        heir = former_trusts.only_heir_id(trust_id, links)
        if heir is not None and role in FOLLOWS_A_MERGER:
            found.add(Holding(role, heir))
    return found


def people_with(role: Role, trust_ids: Iterable[int | None] | None = None) -> list[User]:
    """The people whose account is open and who hold this role, for one of these trusts if given.

    The other side of `holdings_of`: who acts for a trust by a merger is among them. Whether their
    address is confirmed is not asked: a letter is how they learn that there is something to do.
    A record without a trust is nobody's.
    """
    held: dict[str, Any] = {"role_assignments__role": role.value}
    if trust_ids is not None:
        known = [trust_id for trust_id in trust_ids if trust_id is not None]
        follows = role in FOLLOWS_A_MERGER
        held["role_assignments__trust__in"] = (
            former_trusts.ids_acting_for(known) if follows else former_trusts.ids_carrying_on(known)
        )
    return list(User.objects.filter(is_active=True, **held).distinct().order_by("pk"))


def can(
    user: User | AnonymousUser, action: Action, *, trust_ids: Iterable[int | None] = ()
) -> bool:
    """True if this person may do this to a record of these trusts."""
    known = [trust_id for trust_id in trust_ids if trust_id is not None]
    return allows(action, holdings=holdings_of(user), trust_ids=known)


def check(
    user: User | AnonymousUser,
    action: Action,
    *,
    trust_ids: Iterable[int | None] = (),
    message: str = "You do not have permission to do that for this trust.",
) -> None:
    """Raise PermissionDenied with a sentence for the user unless `can` says yes."""
    if not can(user, action, trust_ids=trust_ids):
        raise PermissionDenied(message)


def can_somewhere(user: User | AnonymousUser, action: Action) -> bool:
    """True if there may be a record on which this person may do this: whether to show its list."""
    return any(MATRIX[action, held.role, scope] for held in holdings_of(user) for scope in Scope)


def roles_with(action: Action, scope: Scope) -> tuple[Role, ...]:
    """The roles that allow an action in this scope: for whom to tell, where nobody is signed in."""
    return tuple(role for role in Role if MATRIX[action, role, scope])


def trust_ids_for(user: User | AnonymousUser, action: Action) -> frozenset[int]:
    """The trusts for which this person may do this: one role of a trust is not another."""
    return frozenset(
        held.trust_id
        for held in holdings_of(user)
        if held.trust_id is not None and MATRIX[action, held.role, Scope.OWN]
    )


def trust_ids_of(user: User | AnonymousUser) -> frozenset[int]:
    """The trusts this person may act for."""
    return frozenset(held.trust_id for held in holdings_of(user) if held.trust_id is not None)
