"""Every address of the site and the editor against everyone, by the table."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.attacks.wall.table import ADDRESSES, EVERYONE, NOT_YET
from tests.attacks.wall.walking import (
    MOST_REDIRECTS,
    every_step,
    routes,
    sample,
    sign_in,
    walk,
)

TABLED = [address for address in ADDRESSES if address.name not in NOT_YET]


def faults(answers):
    return [fault for answer in answers for fault in answer.faults]


def listed(routes):
    return sorted(f"{name} {sorted(parameters)}" for name, parameters in routes)


def test_every_route_has_a_row_and_every_row_a_route():
    there = set(routes())
    tabled = {(address.name, frozenset(address.keys)) for address in ADDRESSES}

    assert not listed(there - tabled), "Add a row below tests/attacks/wall/table/."
    assert not listed(tabled - there), "These rows have no route any more: take them away."
    assert set(NOT_YET) <= {name for name, _ in there}


@pytest.mark.slow
def test_each_door_stands_as_the_table_says_for_a_few(world):
    steps = sample(TABLED)

    wrong = [fault for who in steps for fault in faults(walk(world, who, steps[who]))]

    assert not wrong, "\n".join(wrong)


@pytest.mark.full
@pytest.mark.parametrize("who", sorted(EVERYONE))
def test_each_door_stands_as_the_table_says(world, who):
    answers = walk(world, who, every_step(TABLED))
    wrong = faults(answers)

    assert not wrong, "\n".join(wrong)
    assert not going_round(world, who, answers)


@pytest.mark.full
def test_what_does_not_stand_right_yet_is_no_longer_listed_than_that(world):
    rows = [address for address in ADDRESSES if address.name in NOT_YET]
    answers = [answer for who in EVERYONE for answer in walk(world, who, every_step(rows))]
    wrong = {answer.address.name for answer in answers if answer.faults}

    assert set(NOT_YET) == wrong, "Strike these from NOT_YET: they are right now."


def going_round(world, who, answers):
    """Where a person who is turned away is led from page to page without an end."""
    client = Client(raise_request_exception=False)
    sign_in(client, world, who)
    # Each place once, with what else stands in the address of its first visit.
    places = {
        answer.leads_to.partition("?")[0]: answer.leads_to
        for answer in reversed(answers)
        if answer.outcome == "shut" and answer.leads_to
    }
    return {place for place, url in places.items() if not _arrives(client, url)}


def _arrives(client, url):
    for _ in range(MOST_REDIRECTS):
        response = client.get(url)
        if response.status_code not in (301, 302):
            return True
        url = response.url
    return False


def test_whoever_may_not_use_the_editor_is_told_so_and_not_led_round(world):
    steps = [(address, "get") for address in ADDRESSES if address.name == "wagtailadmin_home"]

    for who in ("helper finance", "colleague", "left"):
        assert not going_round(world, who, walk(world, who, steps))
