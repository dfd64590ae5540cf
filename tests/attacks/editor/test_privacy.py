"""In the editor, nobody of trust A meets what trust B has not published."""

from __future__ import annotations

import pytest
from django.db import transaction

from tests.attacks.editor import walk
from tests.attacks.editor.world import SECRETS, World
from tests.builders.casestudies import make_person

pytestmark = pytest.mark.django_db


def leaks(client, address, method="get", data=None):
    """What an answer gives away, with whatever was changed put back."""
    with transaction.atomic():
        answer = getattr(client, method)(address, data or {})
        text = b"".join(answer).decode(errors="replace").lower()
        if "messages" in client.cookies:
            text += client.cookies.pop("messages").value.lower()
        transaction.set_rollback(True)
    found = [(method, address, word) for word in SECRETS if word in text]
    return [*found, *([(method, address, answer.status_code)] if answer.status_code >= 500 else [])]


def everything_that_leaks(client, world):
    found = []
    for name, path in walk.routes():
        for address in walk.filled(name, path, world):
            found += leaks(client, address)
            found += leaks(client, address, "post")
        if "<" not in path:
            for address in walk.questions(path, world):
                found += leaks(client, address)
    for address in walk.bulk_addresses(world):
        found += leaks(client, address)
        found += leaks(client, address, "post")
    return found


@pytest.mark.parametrize("role", ["author", "finance_approver", "member"])
def test_nothing_in_the_editor_shows_what_another_trust_keeps_to_itself(client, role):
    world = World()
    client.raise_request_exception = False
    client.force_login(make_person(role, world.a))
    found = everything_that_leaks(client, world)
    for f in found:
        print(f)
    assert not found
