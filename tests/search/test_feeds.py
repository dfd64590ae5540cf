"""Every Atom feed of the site, held to RFC 4287 and 5005 by a strict reader."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import pytest
from defusedxml import ElementTree as Xml
from django.test import Client
from django.urls import get_resolver
from django.utils.dateparse import parse_datetime

from casestudies.models import CaseStudyPage
from search import feeds
from search.indexing import entries
from tests.builders.casestudies import make_case_study

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"
ID = re.compile(r"urn:uuid:[0-9a-f-]{36}")
NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)


def feed_addresses():
    """Every route of the site that gives a feed."""
    routes = []

    def walk(patterns, prefix=""):
        for one in patterns:
            path = f"{prefix}{one.pattern}"
            if hasattr(one, "url_patterns"):
                walk(one.url_patterns, path)
            elif "feed" in path or "atom" in path or "rss" in path.split("/"):
                routes.append(f"/{path}")

    walk(get_resolver().url_patterns)
    return [route for route in routes if "feedback" not in route]


def read(address, client=None, **extra):
    answer = (client or Client()).get(address, **extra)
    assert answer.status_code == 200, answer.content
    assert answer["Content-Type"].startswith("application/atom+xml")
    return Xml.fromstring(answer.content)


def publish_at(page, at):
    CaseStudyPage.objects.filter(pk=page.pk).update(first_published_at=at, last_published_at=at)
    entries.refresh_case_studies([page.pk])
    return page


def titles(feed):
    return [one.findtext(f"{ATOM}title") for one in feed.findall(f"{ATOM}entry")]


def link(feed, relation):
    found = [one.get("href") for one in feed.findall(f"{ATOM}link") if one.get("rel") == relation]
    return found[0] if found else None


def faults(feed, address):
    """What a strict reader would hold against a feed."""
    found = []
    items = [feed, *feed.findall(f"{ATOM}entry")]
    for item in items:
        for name in ("id", "title", "updated"):
            texts = [one.text for one in item.findall(f"{ATOM}{name}")]
            if len(texts) != 1 or not texts[0]:
                found.append(f"{item.tag}: {len(texts)} of {name}")
        if not ID.fullmatch(item.findtext(f"{ATOM}id") or ""):
            found.append(f"id {item.findtext(f'{ATOM}id')} hangs on a host")
        updated = parse_datetime(item.findtext(f"{ATOM}updated") or "")
        if updated is None or updated.tzinfo is None:
            found.append("updated without its zone")
    ids = [item.findtext(f"{ATOM}id") for item in items]
    if len(set(ids)) < len(ids):
        found.append("an id twice")
    if not feed.findtext(f"{ATOM}author/{ATOM}name"):
        found.append("no author")
    if link(feed, "self") != f"http://testserver{address}":
        found.append(f"its own address is {link(feed, 'self')}")
    if not link(feed, "alternate"):
        found.append("no page that it belongs to")
    return found


def test_every_feed_passes_a_strict_reader_with_its_query_and_with_control_characters():
    page = make_case_study(title="Share wheelchairs & frames")
    CaseStudyPage.objects.filter(pk=page.pk).update(title="Share \x0bwheel\ufffechairs & <b>")
    addresses = feed_addresses()
    assert addresses

    told = {}
    for route in addresses:
        for query in ("", "?q=wheelchairs&sort=newest", "?q=nothing+like+this", "?utm_source=x"):
            feed = read(f"{route}{query}")
            told[f"{route}{query}"] = faults(feed, f"{route}{query}")

    assert {address: one for address, one in told.items() if one} == {}
    assert titles(read("/feeds/search.atom")) == ["Share wheelchairs & <b>"]


def test_ids_are_the_same_on_every_host_on_every_page_and_after_a_rename(settings):
    settings.ALLOWED_HOSTS = ["*"]
    page = make_case_study(title="Share wheelchairs")

    def ids(host, address="/feeds/search.atom?q=wheelchairs&kind=cost-reduction"):
        feed = read(address, headers={"host": host})
        return [one.text for one in feed.iter(f"{ATOM}id")]

    before = ids("one.example.org")
    CaseStudyPage.objects.filter(pk=page.pk).update(slug="other", title="Share wheelchairs now")
    settings.PORTAL_BASE_URL = "https://elsewhere.example.org"

    assert ids("two.example.org") == before
    assert ids("one.example.org", "/feeds/search.atom?kind=cost-reduction&q=wheelchairs") == before


def test_the_order_is_that_of_the_moments_and_ties_have_one():
    first = publish_at(make_case_study(title="First"), NOON)
    publish_at(make_case_study(title="Third"), NOON + timedelta(minutes=2))
    publish_at(make_case_study(title="Second"), NOON + timedelta(minutes=1))
    publish_at(make_case_study(title="Twin of first"), NOON)
    CaseStudyPage.objects.filter(pk=first.pk).update(last_published_at=NOON + timedelta(days=9))

    assert titles(read("/feeds/search.atom")) == ["Third", "Second", "Twin of first", "First"]


def test_a_bulk_day_pushes_nothing_out(monkeypatch):
    monkeypatch.setattr(feeds, "LEAST", 2)
    old = publish_at(make_case_study(title="Old"), NOON - timedelta(days=1))
    for number in range(5):
        publish_at(make_case_study(title=f"Bulk {number}"), NOON + timedelta(seconds=number))

    feed = read("/feeds/search.atom")

    assert titles(feed) == [f"Bulk {number}" for number in (4, 3, 2, 1, 0)]
    rest = read(urlsplit(link(feed, "next"))._replace(scheme="", netloc="").geturl())
    assert (titles(rest), link(rest, "next")) == ([old.title], None)
    assert link(rest, "previous") == link(rest, "first") == "http://testserver/feeds/search.atom"


def test_a_day_too_large_for_one_page_is_read_to_its_end_by_following(monkeypatch):
    monkeypatch.setattr(feeds, "LEAST", 1)
    monkeypatch.setattr(feeds, "MOST", 2)
    for number in range(5):
        publish_at(make_case_study(title=f"Bulk {number}"), NOON + timedelta(seconds=number))
    address, found = "/feeds/search.atom?q=bulk", []

    while address:
        feed = read(address)
        found += titles(feed)
        address = link(feed, "next") and "/feeds/" + link(feed, "next").split("/feeds/")[1]

    assert found == [f"Bulk {number}" for number in (4, 3, 2, 1, 0)]
    assert Client().get("/feeds/search.atom?q=bulk&page=9").status_code == 400
