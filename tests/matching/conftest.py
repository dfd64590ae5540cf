import pytest
from django.test import Client

from portal.accounts.permissions import Role
from tests.builders.matching import Pair, make_person


@pytest.fixture
def pair(db):
    """A long pairing that is proposed to both sides."""
    return Pair()


@pytest.fixture
def small(db):
    """A question that waits for the team's answer."""
    return Pair(help_kind="question")


@pytest.fixture
def signed_in():
    """A browser in which this person is signed in."""

    def arrives(person=None):
        client = Client()
        if person is not None:
            client.force_login(person)
        return client

    return arrives


@pytest.fixture
def outsider():
    """Somebody whom a private page is not for."""

    def of(pair, who):
        if who == "third trust":
            return pair.third
        if who == "finance approver":
            return make_person(Role.FINANCE_APPROVER, trust=pair.seeker_trust)
        return make_person(Role(who))

    return of
