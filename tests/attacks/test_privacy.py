"""What must stay private, looked for in everything that a reader can open."""

from __future__ import annotations

import pytest

from portal.home.site import ensure_site
from search.models import SearchEntry
from tests.attacks.junk import addresses
from tests.attacks.world import DRAFT, LATER, MAIL, MESSAGE, NETWORK, PROBLEM, TELEPHONE, World

pytestmark = pytest.mark.django_db
OUTSIDERS = ["anonymous", "member of a third trust", "finance approver", "editor", "administrator"]


@pytest.fixture
def world():
    ensure_site()
    return World()


def texts(client, urls):
    """Address to what it shows, without the reader's own words in the search box."""
    found = {}
    for url in urls:
        answer = client.get(url)
        assert answer.status_code in (200, 301, 302, 400, 401, 403, 404, 405, 503), url
        found[url] = b"".join(answer).decode(errors="replace")
    return found


def where(found, *words):
    return [(url, word) for url, text in found.items() for word in words if word in text]


def sign_in(client, world, who):
    if world.people[who]:
        client.force_login(world.people[who])


def test_a_visitor_meets_no_draft_and_no_page_of_the_network(client, world):
    found = texts(client, world.public_addresses())

    assert not where(found, DRAFT, NETWORK, LATER, world.draft.slug, world.network.slug)


def test_a_visitor_meets_no_result_of_a_page_of_the_network(client, world):
    assert not where(texts(client, world.public_addresses()), "Amber networked result")


@pytest.mark.parametrize("who", OUTSIDERS)
def test_a_draft_is_on_no_public_page_whoever_reads(client, world, who):
    sign_in(client, world, who)

    assert not where(texts(client, world.public_addresses()), DRAFT, LATER)


@pytest.mark.parametrize("name", ["network", "draft"])
def test_a_visitor_cannot_open_what_is_not_public(client, world, name):
    page = getattr(world, name)
    answer = client.get(page.url)

    assert answer.status_code in (302, 403, 404)
    assert page.title not in answer.content.decode()


def test_counts_do_not_give_the_network_away(client, world):
    area = f"/search/?area={world.pair.area.slug}"
    public = SearchEntry.objects.filter(type="case-study", gone=False, access=0).count()

    assert client.get(area).context["shown"].total == public


@pytest.mark.parametrize("who", OUTSIDERS)
def test_contacts_are_never_printed(client, world, who):
    sign_in(client, world, who)
    found = texts(client, [*world.public_addresses(), world.network.url])

    assert not where(found, MAIL, TELEPHONE)


@pytest.mark.parametrize("who", OUTSIDERS)
def test_a_request_and_its_messages_are_for_their_trusts_alone(client, world, who):
    sign_in(client, world, who)
    found = texts(client, [*addresses(world.ids(), world.slugs()), *world.public_addresses()])

    assert not where(found, PROBLEM, MESSAGE)


def test_those_who_take_part_do_read_them(client, world):
    client.force_login(world.pair.helper)
    found = texts(client, [f"/help/match/{world.pair.match.pk}/"])

    assert where(found, MESSAGE)
