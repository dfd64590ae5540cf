"""Junk from people and programs: every address answers it, and none breaks."""

from __future__ import annotations

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from tests.attacks.wall.junk import HUGE, LONG, NUL, addresses, field_names
from tests.attacks.wall.walking import quiet, sign_in
from tests.builders.casestudies import make_trust_shelf
from tests.builders.matching import make_broker, make_person
from tests.builders.trusts import make_trust

QUICK = ["anonymous", "broker"]
OTHERS = ["third", "helper finance", "editor", "administrator", "seeker", "helper"]
PEOPLE = [*QUICK, *(pytest.param(who, marks=pytest.mark.full) for who in OTHERS)]


def status(client, method, url, data=None):
    """The status, with whatever was changed put back."""
    with transaction.atomic(), quiet():
        answer = getattr(client, method)(url, data or {})
        transaction.set_rollback(True)
    return answer.status_code, answer


def broken(world, who):
    """Everything that is not answered with a page: opened, sent empty and sent junk."""
    client = Client(raise_request_exception=False)
    sign_in(client, world, who)
    found = []
    for url in addresses(world.ids(), world.slugs()):
        code, answer = status(client, "get", url)
        html = "" if answer.streaming else answer.content.decode(errors="replace")
        fields = [*field_names(html), "next", "trust", "answer", "case_study"]
        tries = [("get", {}, code)]
        for junk in (NUL, LONG, HUGE) if code == 200 else ():
            tries.append(("get", {"page": junk}, status(client, "get", url, {"page": junk})[0]))
            sent = dict.fromkeys(fields, junk)
            tries.append(("post", junk[:5], status(client, "post", url, sent)[0]))
        tries.append(("post", {}, status(client, "post", url)[0]))
        found += [(url, *tried) for tried in tries if tried[2] >= 500 and url != "/readyz/"]
    return found


@pytest.mark.slow
@pytest.mark.parametrize("who", PEOPLE)
def test_no_address_breaks(world, who):
    assert not broken(world, who)


NO_NUMBERS = ("-1", "0", "x", "²", NUL, LONG, HUGE, "000001" + HUGE)


@pytest.mark.parametrize("path", ["/search/", "/trusts/", "/exemplars/"])
def test_a_page_that_is_no_number_is_refused(client, path):
    assert {client.get(path, {"page": page}).status_code for page in NO_NUMBERS} == {400}


def test_a_shelf_refuses_a_page_that_is_no_number(client):
    shelf = make_trust_shelf()

    assert {client.get(shelf.url, {"page": page}).status_code for page in NO_NUMBERS} == {400}


def test_the_desk_refuses_a_page_that_is_no_number(client):
    client.force_login(make_broker())

    assert {client.get("/help/", {"page": page}).status_code for page in NO_NUMBERS} == {400}


@pytest.mark.parametrize("field", ["case_study", "area", "helper", "trust", "help_kind"])
def test_asking_for_help_answers_junk_with_the_form(client, field):
    client.force_login(make_person(trust=make_trust()))

    for junk in (NUL, LONG, HUGE, "-1"):
        answer = client.post(reverse("matching:new"), {"problem": "Late rosters.", field: junk})
        assert answer.context["form"].errors


@pytest.mark.parametrize("path", ["/trusts/{}/", "/{}", "/case-studies/RTG/{}/", "/accounts/{}/"])
def test_an_address_with_a_nul_byte_is_refused(client, path):
    assert client.get(path.format("a%00b")).status_code == 400


@pytest.mark.parametrize("name", ["q", "kind", "area", "like", "sort", "effect", "unknown"])
def test_search_refuses_junk(client, name):
    assert {client.get("/search/", {name: v}).status_code for v in (NUL, LONG, HUGE)} == {400}
