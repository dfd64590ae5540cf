"""Two people act at the same moment, each in a thread with a connection of its own."""

from __future__ import annotations

import threading

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from portal.accounts.models import AuditEntry, Notice
from portal.matching.designations import services as designation_services
from portal.matching.matches import services as match_services
from portal.matching.models import Match, Need, Offer
from portal.matching.requests import services as request_services
from tests.builders.matching import SPONSOR, Pair, make_broker, make_request

pytestmark = pytest.mark.usefixtures("on_disk")
TRIES = 3
"""How often each race is run: who comes first is left to the threads."""


def at_once(*commands):
    """Run all of them together. Returns what each came to: its value, or what it raised."""
    start = threading.Barrier(len(commands))
    came_to = [None] * len(commands)

    def run(number, command):
        try:
            start.wait()
            came_to[number] = command()
        except Exception as error:
            came_to[number] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=each) for each in enumerate(commands)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    # A refusal in words is an answer. Anything else (a deadlock, a broken constraint) is not.
    faults = [one for one in came_to if isinstance(one, Exception)]
    assert all(isinstance(one, ValidationError) for one in faults), faults
    return came_to


def refused(came_to):
    return sum(isinstance(one, ValidationError) for one in came_to)


def fresh(match):
    """The match as another browser would have it."""
    return Match.objects.get(pk=match.pk)


@pytest.fixture(params=range(TRIES))
def pair(request):
    return Pair()


def accepts(pair, person, **sponsor):
    match = fresh(pair.match)
    return lambda: match_services.accept(match=match, by=person, **sponsor)


def test_both_sides_accept_at_once_and_the_work_begins_once(pair):
    came_to = at_once(accepts(pair, pair.seeker, **SPONSOR), accepts(pair, pair.helper))

    assert not refused(came_to)
    assert fresh(pair.match).status == "active"
    for person in (pair.seeker, pair.helper):
        assert Notice.objects.filter(recipient=person, kind="match.active").count() == 1


def test_one_side_accepts_twice_at_once_and_one_yes_counts(pair):
    came_to = at_once(accepts(pair, pair.helper), accepts(pair, pair.helper))

    assert refused(came_to) == 1
    assert AuditEntry.objects.filter(action="match.accepted").count() == 1


def test_a_yes_and_a_no_at_once_leave_one_of_them(pair):
    match_services.accept(match=pair.match, by=pair.seeker, **SPONSOR)
    seen = fresh(pair.match)

    came_to = at_once(
        accepts(pair, pair.helper),
        lambda: match_services.decline(match=seen, by=pair.seeker, reason="timing"),
    )

    assert refused(came_to) == 1
    assert fresh(pair.match).status in ("active", "declined")


def test_two_brokers_never_give_the_last_place_twice(pair):
    match_services.call_off(match=pair.match, by=pair.broker)
    needs = [make_request(areas=[pair.area]).needs.get() for _ in range(2)]
    brokers = [make_broker(), make_broker()]

    def gives(need, broker):
        need, offer = Need.objects.get(pk=need.pk), Offer.objects.get(pk=pair.offer.pk)
        return lambda: match_services.propose(need=need, offer=offer, by=broker)

    came_to = at_once(*(gives(*each) for each in zip(needs, brokers, strict=True)))

    assert refused(came_to) == 1
    assert pair.offer.matches.filter(status="proposed").count() == 1


def test_two_brokers_never_give_one_need_two_partners(pair):
    match_services.call_off(match=pair.match, by=pair.broker)
    brokers = [make_broker(), make_broker()]

    def gives(broker):
        need, offer = Need.objects.get(pk=pair.need.pk), Offer.objects.get(pk=pair.offer.pk)
        return lambda: match_services.propose(need=need, offer=offer, by=broker)

    came_to = at_once(*(gives(broker) for broker in brokers))

    assert refused(came_to) == 1
    assert pair.need.matches.filter(status="proposed").count() == 1


def test_an_exemplar_that_ends_while_its_match_is_accepted_leaves_one_state(pair):
    match_services.accept(match=pair.match, by=pair.seeker, **SPONSOR)
    designation = type(pair.designation).objects.get(pk=pair.designation.pk)

    at_once(
        accepts(pair, pair.helper),
        lambda: designation_services.end(designation=designation, by=pair.broker),
    )

    designation.refresh_from_db()
    assert designation.status == "ended"
    assert fresh(pair.match).status in ("active", "lapsed")


def test_a_request_that_is_withdrawn_while_its_match_is_accepted_is_withdrawn(pair):
    match_services.accept(match=pair.match, by=pair.seeker, **SPONSOR)
    request = type(pair.request).objects.get(pk=pair.request.pk)

    came_to = at_once(
        accepts(pair, pair.helper),
        lambda: request_services.withdraw(request=request, by=pair.seeker),
    )

    # A pair that began a moment before ends with its request; a yes that is late is refused.
    assert not isinstance(came_to[1], ValidationError)
    request.refresh_from_db()
    assert (request.status, fresh(pair.match).status) == ("withdrawn", "ended")
