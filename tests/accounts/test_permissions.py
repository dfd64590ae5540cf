"""Every cell of the matrix against a table written by hand, and the facts that feed it."""

from __future__ import annotations

from datetime import date

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied

from portal.accounts import permissions
from portal.accounts.permissions import MATRIX, Action, Holding, Role, Scope
from tests.builders.accounts import make_member, make_user
from tests.builders.trusts import make_trust

# One column a role: reader, member, author, finance approver, editor, programme manager,
# administrator. In a cell: "a" may everywhere, "o" for their own trust only,
# "t" for other trusts only, "-" never.
EXPECTED = """
case_study.read_public   a a a a a a a
case_study.read_network  - a a a a a a
case_study.edit          - - o - a - a
case_study.publish       - - - - a - a
case_study.peer_review   - - t - a - -
figures.sign             - - - o - - -
evidence.grade           - - - - a - -
area.edit                - - - - a - a
adoption.record          - o o - - - -
adoption.claim           - - o - - - -
help.ask                 - o o - - - -
help.read                - o o - - a -
help.withdraw            - o o - - a -
match.propose            - - - - - a -
match.answer             - o o - - - -
match.work               - o o - - - -
match.read               - o o - - a -
message.read             - o o - - a -
decline_reason.read      - - - - - a -
designation.apply        - - o - - - -
designation.assess       - - - - - a -
invitation.send          - - - - - a -
invitation.read          - o o - - a -
invitation.answer        - - o - - - -
programme.manage         - - - - - a -
round.run                - - - - - a -
veto.set                 - - o - - a -
oversight.read           - - - - - a -
certificate.read         - o o - - a -
audit.read               - - - - - - a
role.assign              - - - - - - a
"""
ROLES = [
    Role.READER,
    Role.MEMBER,
    Role.AUTHOR,
    Role.FINANCE_APPROVER,
    Role.EDITOR,
    Role.PROGRAMME_MANAGER,
    Role.ADMINISTRATOR,
]
SCOPES_OF = {"a": set(Scope), "o": {Scope.OWN}, "t": {Scope.OTHER}, "-": set()}
GRID = {row.split()[0]: row.split()[1:] for row in EXPECTED.strip().splitlines()}
CELLS = [
    (action, role, scope, scope in SCOPES_OF[GRID[action][column]])
    for action in GRID
    for column, role in enumerate(ROLES)
    for scope in Scope
]


def test_every_cell_is_as_the_table_says():
    wrong = [
        (action, role, scope)
        for action, role, scope, allowed in CELLS
        if MATRIX[Action(action), role, scope] is not allowed
    ]

    assert not wrong


def test_table_has_every_action_and_role():
    assert {*GRID} == {action.value for action in Action}
    assert len(CELLS) == len(MATRIX)


def test_several_trusts_are_own_if_one_of_them_is():
    held = {Holding(Role.MEMBER, 1)}

    assert permissions.allows(Action.MATCH_ANSWER, holdings=held, trust_ids=[2, 1])


def test_unknown_trusts_make_no_trust(db):
    member = make_member(make_trust())

    assert not permissions.can(member, Action.HELP_ASK, trust_ids=[None])


def test_check_raises_its_sentence(db):
    member = make_member(make_trust())

    with pytest.raises(PermissionDenied, match="Not yours"):
        permissions.check(member, Action.ROUND_RUN, message="Not yours.")


def test_visitor_is_a_reader_only():
    assert permissions.holdings_of(AnonymousUser()) == {permissions.READER}


def test_closed_account_is_a_reader_only(db):
    gone = make_user(held=[Role.ADMINISTRATOR], is_active=False)

    assert permissions.holdings_of(gone) == {permissions.READER}


def test_superuser_has_no_role_of_itself(db):
    boss = make_user(is_superuser=True)

    assert not permissions.can(boss, Action.HELP_READ, trust_ids=[1])


def test_holdings_take_one_query_a_person(db, django_assert_num_queries):
    member = make_member(make_trust())

    with django_assert_num_queries(1):
        permissions.can(member, Action.HELP_ASK)
        permissions.trust_ids_of(member)


def test_people_with_a_role_are_those_of_the_trust_and_of_what_carries_it_on(db):
    closed, heir = make_trust(closed=date(2020, 3, 31)), make_trust()
    closed.successors.add(heir)
    roles = (Role.AUTHOR, Role.FINANCE_APPROVER)
    old = {role: make_user(held=[(role, closed)]) for role in roles}
    new = {role: make_user(held=[(role, heir)]) for role in roles}

    def names(role, trust):
        return set(permissions.people_with(role, [trust.pk]))

    assert (
        names(Role.AUTHOR, closed)
        == names(Role.AUTHOR, heir)
        == {*old.values(), *new.values()} - {old[Role.FINANCE_APPROVER], new[Role.FINANCE_APPROVER]}
    )
    assert names(Role.FINANCE_APPROVER, closed) == {
        old[Role.FINANCE_APPROVER],
        new[Role.FINANCE_APPROVER],
    }
    assert names(Role.FINANCE_APPROVER, heir) == {new[Role.FINANCE_APPROVER]}
    assert permissions.people_with(Role.AUTHOR, [None]) == []
