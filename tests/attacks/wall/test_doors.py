"""Every address of matching and insight against everyone, by the table."""

from __future__ import annotations

import pytest
from django.db import transaction
from django.urls import URLPattern, get_resolver

from portal.home.site import ensure_site
from tests.attacks.wall.table import ADDRESSES, EVERYONE
from tests.attacks.wall.world import World

LOGIN = "/accounts/login/"


@pytest.fixture
def world(db):
    ensure_site()
    return World()


def names(resolver, spaces=()):
    """Every named address below a resolver, with its namespaces."""
    for entry in resolver.url_patterns:
        if isinstance(entry, URLPattern):
            yield ":".join([*spaces, entry.name or str(entry.pattern)])
        else:
            inner = [entry.namespace] if entry.namespace else []
            yield from names(entry, (*spaces, *inner))


def test_every_address_of_matching_and_insight_has_a_row():
    ours = {name for name in names(get_resolver()) if name.startswith(("matching:", "insight:"))}

    assert ours == {address.name for address in ADDRESSES}, "See tests/attacks/wall/table.py."


def outcome(client, method, url, data):
    """ "in", "sign in", "shut" (403, 404) or "no such method"; what was changed is put back."""
    with transaction.atomic():
        answer = getattr(client, method)(url, data)
        transaction.set_rollback(True)
    if answer.status_code == 302 and answer.url.startswith(LOGIN):
        return "sign in"
    return {403: "shut", 404: "shut", 405: "no such method"}.get(answer.status_code, "in")


def expected(who, allowed):
    if allowed is not None and who in allowed:
        return {"in"}
    if allowed is None:
        return {"no such method", "sign in", "shut"}
    return {"sign in"} if who == "anonymous" else {"shut"}


@pytest.mark.parametrize("who", sorted(EVERYONE))
def test_each_door_lets_in_exactly_these(client, world, who):
    if world.people[who]:
        client.force_login(world.people[who])

    wrong = []
    for address in ADDRESSES:
        url = world.url(address)
        for method, allowed in (("get", address.opens), ("post", address.sends)):
            found = outcome(client, method, url, world.body(address))
            if found not in expected(who, allowed):
                wrong.append((method, url, found, expected(who, allowed)))

    assert not wrong
