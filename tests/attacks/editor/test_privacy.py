"""In the editor, nobody of trust A meets what trust B has not published."""

from __future__ import annotations

import pytest
from django.db import transaction
from django.urls import reverse

from casestudies.cms import access as cms_access
from tests.attacks.editor import walk
from tests.attacks.editor.world import (
    DOCUMENT,
    DRAFT,
    IMAGE,
    LATER,
    NETWORK,
    SECRETS,
    SOUGHT,
    World,
)
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


def everything_that_leaks(client, world, addresses_of, questions_of):
    """Walks every route: those of its addresses and questions that the two functions choose."""
    found = []
    for number, (name, path) in enumerate(walk.routes()):
        for address in addresses_of(number, list(walk.filled(name, path, world))):
            status = leaks(client, address, found)
            if status != 404:
                leaks(client, address, found, "post")
            questions = list(walk.questions(path, world)) if status == 200 else []
            for question in questions_of(number, questions):
                leaks(client, question, found)
    for address in walk.bulk_addresses(world):
        leaks(client, address, found)
        leaks(client, address, found, "post")
    return found


def every(number, found):
    return found


def one_in_turn(number, found):
    """One of them, another one for the next route."""
    return [found[number % len(found)]] if found else []


def a_word_and_ids_in_turn(number, questions):
    return [
        *one_in_turn(number, questions[: len(SOUGHT)]),
        *one_in_turn(number, questions[len(SOUGHT) :]),
    ]


def first_of_each_third(route):
    """The door does not look at the keys, so one way to fill them in is enough."""
    return lambda number, found: found[:1] if number % 3 == route else []


@pytest.mark.slow
def test_no_sample_of_the_editor_shows_what_another_trust_keeps_to_itself(client):
    """Every route, with one of its keys and two questions; in the long run below, with all."""
    world = World()
    client.raise_request_exception = False
    client.force_login(make_person("author", world.a))

    assert not everything_that_leaks(client, world, one_in_turn, a_word_and_ids_in_turn)


@pytest.mark.slow
@pytest.mark.parametrize(("role", "route"), [("finance_approver", 0), ("member", 1)])
def test_nobody_passes_the_door_of_the_whole_editor_at_a_sample_of_routes(client, role, route):
    world = World()
    client.raise_request_exception = False
    client.force_login(make_person(role, world.a))

    assert not everything_that_leaks(client, world, first_of_each_third(route), every)


@pytest.mark.full
@pytest.mark.parametrize(
    ("role", "addresses_of"),
    [("author", every), ("finance_approver", one_in_turn), ("member", one_in_turn)],
)
def test_nothing_in_the_editor_shows_what_another_trust_keeps_to_itself(client, role, addresses_of):
    world = World()
    client.raise_request_exception = False
    client.force_login(make_person(role, world.a))

    assert not everything_that_leaks(client, world, addresses_of, every)


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
    known = (
        cms_access.PAGE_KEYS
        | cms_access.DOCUMENT_KEYS
        | cms_access.IMAGE_KEYS
        | cms_access.OTHER_KEYS
    )
    keys = {key for _, path in walk.routes() for key in walk.KEY.findall(path)}

    assert keys - known == {"pk"}, "Say in casestudies.cms.access what a new key is the id of."
