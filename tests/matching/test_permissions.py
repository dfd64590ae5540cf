"""Role by object: who may do what with a request, a match, its messages and its reasons."""

import pytest
from django.contrib.auth.models import AnonymousUser

from portal.accounts.permissions import Role
from portal.matching import permissions
from portal.matching.models import Match
from tests.builders.matching import Pair, make_match, make_person
from tests.builders.trusts import make_trust

pytestmark = pytest.mark.django_db

PEOPLE = [
    "seeker",
    "seeker_finance",
    "place",
    "helper",
    "helper_finance",
    "third",
    "broker",
    "editor",
    "administrator",
    "anonymous",
]
REQUEST, MATCH = "request", "match"
TABLE = {
    "can_follow_request": (REQUEST, {"seeker", "place", "broker"}),
    "can_read_readiness": (REQUEST, {"seeker", "broker"}),
    "can_read_request": (REQUEST, {"seeker", "place", "helper", "broker"}),
    "can_withdraw": (REQUEST, {"seeker", "broker"}),
    "can_read_match": (MATCH, {"seeker", "place", "helper", "broker"}),
    "can_read_messages": (MATCH, {"seeker", "place", "helper", "broker"}),
    "can_read_decline_reason": (MATCH, {"broker"}),
    "can_answer": (MATCH, {"seeker", "helper"}),
    "can_work": (MATCH, {"seeker", "place", "helper"}),
    "can_end": (MATCH, {"seeker", "helper", "broker"}),
    "can_propose": (None, {"broker"}),
    "can_assess": (None, {"broker"}),
}


def cast():
    pair = Pair()
    place = make_trust()
    pair.request.members.add(place)
    pair.place = make_person(Role.MEMBER, trust=place)
    pair.seeker_finance = make_person(Role.FINANCE_APPROVER, trust=pair.seeker_trust)
    pair.helper_finance = make_person(Role.FINANCE_APPROVER, trust=pair.helper_trust)
    pair.editor = make_person(Role.EDITOR)
    pair.administrator = make_person(Role.ADMINISTRATOR)
    pair.anonymous = AnonymousUser()
    return pair


@pytest.mark.parametrize("rule", TABLE)
def test_each_rule_lets_in_exactly_these(rule):
    pair = cast()
    subject, allowed = TABLE[rule]
    objects = [getattr(pair, subject)] if subject else []

    may = {who for who in PEOPLE if getattr(permissions, rule)(getattr(pair, who), *objects)}

    assert may == allowed


@pytest.mark.parametrize(("rule", "allowed"), [("can_ask", {"helper"}), ("can_apply", {"helper"})])
def test_a_trust_is_acted_for_by_its_own_people(rule, allowed):
    pair = cast()

    may = {
        who for who in PEOPLE if getattr(permissions, rule)(getattr(pair, who), pair.helper_trust)
    }

    assert may == allowed


def test_a_designation_is_managed_by_its_authors_and_the_broker():
    pair = cast()

    may = {who for who in PEOPLE if permissions.can_manage(getattr(pair, who), pair.designation)}

    assert may == {"helper", "broker"}


@pytest.mark.parametrize(
    ("status", "fields", "reads"),
    [
        ("proposed", {}, True),
        ("active", {}, True),
        ("completed", {}, True),
        ("ended", {"end_reason": "other"}, True),
        ("declined", {"declined_side": "helper", "decline_reason": "timing"}, False),
        ("lapsed", {}, False),
    ],
)
def test_a_helper_reads_the_request_unless_it_came_to_nothing(status, fields, reads):
    pair = Pair()
    Match.objects.all().delete()
    make_match(pair.need, pair.offer, status=status, **fields)

    assert permissions.can_read_request(pair.helper, pair.request) is reads


def test_a_role_taken_away_closes_the_door():
    from portal.accounts import roles

    pair = Pair()
    for role in (Role.MEMBER, Role.AUTHOR):
        roles.revoke(user=pair.helper, role=role, trust=pair.helper_trust, by=None)

    assert not permissions.can_read_match(pair.helper, pair.match)


def test_a_person_who_has_left_reads_nothing():
    pair = Pair()
    pair.seeker.is_active = False

    assert not permissions.can_read_request(pair.seeker, pair.request)
