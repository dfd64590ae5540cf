"""The permission matrix, action by action, at a door of production that enforces it."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.test import Client

from portal.accounts.permissions import MATRIX, Action, Role, Scope
from portal.matching.choices import DeclineReason
from tests.attacks.wall.table.actions import DOORS
from tests.attacks.wall.walking import outcome_of, quiet, text_of
from tests.builders.matching import make_match, make_person, make_request
from tests.builders.trusts import make_trust

OF_A_TRUST = (Role.MEMBER, Role.AUTHOR, Role.FINANCE_APPROVER)
NATIONAL = (Role.EDITOR, Role.PROGRAMME_MANAGER, Role.ADMINISTRATOR)


def test_every_action_has_a_door():
    assert {*DOORS} == {*Action}


def people_for(world, places):
    """One person a role, and for roles of a trust one a trust: (role, place) to person."""
    found = {(Role.READER, ""): AnonymousUser(), (Role.READER, "roles gone"): world.people["left"]}
    found |= {(role, ""): make_person(role) for role in NATIONAL}
    for place, trust in places.items():
        found |= {(role, place): make_person(role, trust=trust) for role in OF_A_TRUST}
    return found


def scope_of(door, place):
    """How the matrix sees this person before this door."""
    if not door.trusts:
        return Scope.NO_TRUST
    return Scope.OWN if place in door.trusts else Scope.OTHER


def lets_in(world, door, client, person):
    """Whether production lets this person do it. What it changes is put back."""
    with transaction.atomic(), quiet():
        try:
            return _tried(world, door, client, person)
        finally:
            transaction.set_rollback(True)


def _tried(world, door, client, person):
    if door.command is not None:
        try:
            door.command(world, person)
        except PermissionDenied:
            return False
        except ValidationError:
            # Past the permission, to what else a service asks.
            return True
        return True
    url = world.url(door.address)
    response = getattr(client, door.method)(url)
    who = "anonymous" if person.is_anonymous else "somebody"
    text, outcome = text_of(response), outcome_of(who, response, url)
    assert outcome in ("in", "shut", "sign in"), f"{url} is {outcome}"
    return outcome == "in" and door.reads in text


@pytest.fixture
def cast(world):
    """The world with a match that came to nothing, and the people."""
    follower = make_request(trust=world.seeker_trust, areas=[world.area], help_kind="pairing")
    world.refused = make_match(
        follower.needs.get(),
        world.offer,
        status="declined",
        declined_side="helper",
        decline_reason=DeclineReason.TIMING,
    )
    places = {
        "helper_trust": world.helper_trust,
        "seeker_trust": world.seeker_trust,
        "no part in it": make_trust(),
    }
    return people_for(world, places)


@pytest.mark.slow
def test_each_door_lets_in_whom_the_matrix_lets_in(world, cast):
    client = Client(raise_request_exception=False)
    wrong, seen = [], set()
    for (role, place), person in cast.items():
        client.logout()
        if not person.is_anonymous:
            client.force_login(person)
        for action, door in DOORS.items():
            cell = (action, role, scope_of(door, place))
            seen.add(cell)
            if lets_in(world, door, client, person) is not MATRIX[cell]:
                word = "refuses" if MATRIX[cell] else "lets in"
                wrong.append(f"{action} {word} {role}, {cell[2]}, {place}")

    assert not wrong, "\n".join(wrong)
    assert seen == {
        (action, role, scope)
        for action, door in DOORS.items()
        for role in Role
        for scope in scopes_of(door, role)
    }


def scopes_of(door, role):
    """The scopes that a holder of this role can have before this door."""
    if not door.trusts:
        return {Scope.NO_TRUST}
    return {Scope.OWN, Scope.OTHER} if role in OF_A_TRUST else {Scope.OTHER}
