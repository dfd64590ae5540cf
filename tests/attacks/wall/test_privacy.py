"""What must stay private, looked for in everything that a reader can open."""

from __future__ import annotations

import pytest

from search.models import SearchEntry
from tests.attacks.wall.junk import addresses
from tests.attacks.wall.table import WORDS
from tests.attacks.wall.walking import quiet, sign_in, text_of

OUTSIDERS = ["anonymous", "third", "helper finance", "editor", "administrator"]
# Nobody meets these on a public page, not even those who may read them elsewhere.
NEVER_PUBLIC = ["a draft", "a change not yet published", "a contact’s e-mail"]
NEVER_PUBLIC += ["a contact’s telephone", "a record sent to finance", "what is being typed"]
OF_THE_NETWORK = ["a page of the network", "a result of a page of the network"]


def texts(client, urls):
    """Address to what it shows."""
    shown = {}
    for url in urls:
        with quiet():
            answer = client.get(url)
        assert answer.status_code in (200, 301, 302, 400, 401, 403, 404, 405, 503), url
        shown[url] = text_of(answer)
    return shown


def where(shown, *names):
    words = {name: WORDS[name][0] for name in names}
    return [(url, name) for url, text in shown.items() for name in words if words[name] in text]


def test_a_visitor_meets_no_draft_and_no_page_of_the_network(client, world):
    shown = texts(client, world.public_addresses())
    slugs = (world.draft.slug, world.network.slug)

    assert not where(shown, *NEVER_PUBLIC, *OF_THE_NETWORK)
    assert not [(url, slug) for url, text in shown.items() for slug in slugs if slug in text]


def public_faults(client, world, who):
    sign_in(client, world, who)
    shown = texts(client, [*world.public_addresses(), world.network.url])
    return [(who, *fault) for fault in where(shown, *NEVER_PUBLIC)]


def test_what_is_never_public_is_on_no_public_page_of_another_trust(client, world):
    assert not public_faults(client, world, "third")


@pytest.mark.full
def test_what_is_never_public_is_on_no_public_page_whoever_reads(client, world):
    assert not [fault for who in OUTSIDERS for fault in public_faults(client, world, who)]


@pytest.mark.parametrize("name", ["network", "draft"])
def test_a_visitor_cannot_open_what_is_not_public(client, world, name):
    page = getattr(world, name)
    answer = client.get(page.url)

    assert answer.status_code in (302, 403, 404)
    assert page.title not in answer.content.decode()


def test_counts_do_not_give_the_network_away(client, world):
    area = f"/search/?area={world.area.slug}"
    public = SearchEntry.objects.filter(type="case-study", gone=False, access=0).count()

    assert client.get(area).context["shown"].total == public


@pytest.mark.full
@pytest.mark.parametrize("who", OUTSIDERS)
def test_a_request_and_its_messages_are_for_their_trusts_alone(client, world, who):
    sign_in(client, world, who)
    urls = [*addresses(world.ids(), world.slugs()), *world.public_addresses()]

    assert not where(texts(client, urls), "the problem", "a message")


def test_those_who_take_part_do_read_them(client, world):
    sign_in(client, world, "helper")

    assert where(texts(client, [f"/help/match/{world.match.pk}/"]), "a message")
