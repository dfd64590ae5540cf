"""In the editor, nobody of trust A meets what trust B has not published."""

from __future__ import annotations

from itertools import islice

import pytest
from django.db import transaction
from django.urls import reverse

from casestudies.cms import guard
from tests.attacks.editor import walk
from tests.attacks.editor.world import DOCUMENT, DRAFT, IMAGE, LATER, NETWORK, SECRETS, World
from tests.builders.casestudies import make_person

pytestmark = pytest.mark.django_db
FORM = {"external-link-chooser-url": "/case-studies/", "new_title": "Copy", "new_slug": "copy"}


def answer_to(client, address, method="get"):
    """Status and text of an answer, its messages with it; whatever was changed is put back."""
    with transaction.atomic():
        answer = getattr(client, method)(address, FORM if method == "post" else {})
        text = b"".join(answer).decode(errors="replace").lower()
        if "messages" in client.cookies:
            text += client.cookies.pop("messages").value.lower()
        transaction.set_rollback(True)
    return answer.status_code, text


def leaks(client, address, found, method="get"):
    """Note each secret that an address gives away, and a break. Returns the status."""
    status, text = answer_to(client, address, method)
    found += [(method, address, word) for word in SECRETS if word in text]
    if status >= 500:
        found.append((method, address, status))
    return status


def everything_that_leaks(client, world, ways):
    """Walks every route; `ways` is how many of the ways to fill its keys in are tried."""
    found = []
    for name, path in walk.routes():
        for address in islice(walk.filled(name, path, world), ways):
            status = leaks(client, address, found)
            if status != 404:
                leaks(client, address, found, "post")
            for question in walk.questions(path, world) if status == 200 else ():
                leaks(client, question, found)
    for address in walk.bulk_addresses(world):
        leaks(client, address, found)
        leaks(client, address, found, "post")
    return found


@pytest.mark.slow
def test_nothing_in_the_editor_shows_what_another_trust_keeps_to_itself(client):
    world = World()
    client.raise_request_exception = False
    found = {}

    # The last two stand before the door of the whole editor, whatever the keys are.
    for role, ways in (("author", None), ("finance_approver", 1), ("member", 1)):
        client.force_login(make_person(role, world.a))
        found[role] = everything_that_leaks(client, world, ways)

    assert not any(found.values()), found


def test_what_once_gave_a_title_away_no_longer_does(client):
    world, found = World(), []
    client.force_login(make_person("author", world.a))
    for pk in world.page_ids[:3]:
        leaks(client, reverse("wagtailadmin_choose_page_child", args=[pk]), found)
        leaks(client, f"{reverse('wagtailadmin_choose_page_chosen_multiple')}?id={pk}", found)
        move = reverse("wagtailadmin_pages:move_confirm", args=[world.ours.pk, pk])
        leaks(client, move, found)
    for kind in ("documents", "images"):
        leaks(client, reverse(f"wagtailadmin_api:{kind}:listing"), found)

    assert not found


@pytest.mark.parametrize("who", ["its author", "an editor", "an administrator"])
def test_those_who_work_with_it_still_see_it(client, who):
    world = World()
    people = {"its author": lambda: world.author_b, "an editor": lambda: make_person("editor")}
    client.force_login(people.get(who, lambda: make_person("administrator"))())
    listed = {
        reverse("wagtailadmin_explore", args=[world.shelf.pk]): (DRAFT, NETWORK, LATER),
        reverse("wagtailadmin_choose_page_child", args=[world.shelf.pk]): (DRAFT, NETWORK, LATER),
        reverse("wagtailadmin_api:pages:detail", args=[world.draft.pk]): (DRAFT,),
        reverse("wagtaildocs_chooser:choose"): (DOCUMENT,),
        reverse("wagtailadmin_api:documents:listing"): (DOCUMENT,),
        reverse("wagtailimages_chooser:choose"): (IMAGE,),
        reverse("wagtailadmin_api:images:listing"): (IMAGE,),
    }

    missed = [(url, word) for url, words in listed.items() for word in words
              if word not in answer_to(client, url)[1]]  # fmt: skip

    assert not missed


def test_the_guard_knows_what_each_key_of_each_route_is():
    known = guard.PAGE_KEYS | guard.DOCUMENT_KEYS | guard.IMAGE_KEYS | guard.OTHER_KEYS
    keys = {key for _, path in walk.routes() for key in walk.KEY.findall(path)}

    assert keys - known == {"pk"}, "Say in casestudies.cms.guard what a new key is the id of."
