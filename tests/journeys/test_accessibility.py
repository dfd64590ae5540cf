"""Nothing on any page that axe objects to, and nothing wider than a telephone."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.journeys.browser import NARROW, WIDE, Person
from tests.journeys.pages import PAGES

PEOPLE = sorted({page_type.who or "" for page_type in PAGES})
# The rules are the same. What passes is told of one element each: to tell of all takes longer than
# to look at them.
ONLY_VIOLATIONS = {"resultTypes": ["violations"]}
by_person = pytest.mark.parametrize("who", PEOPLE, ids=lambda who: who or "visitor")


@by_person
def test_axe_finds_nothing_and_a_telephone_never_scrolls_sideways(
    someone: Callable[..., Person], subtests: pytest.Subtests, who: str
) -> None:
    """One window a person, made narrow on each page: a page is loaded once for both questions."""
    person = someone(who or None)
    for page_type in pages_of(who):
        with subtests.test(page_type.name):
            person.page.set_viewport_size(WIDE)
            page = page_type.opened_on(person.page, person.site.url)
            assert not violations(page)

            page.set_viewport_size(NARROW)
            assert not overflow(page)


@pytest.mark.full
@by_person
def test_a_page_opened_on_a_telephone_never_scrolls_sideways(
    someone: Callable[..., Person], subtests: pytest.Subtests, who: str
) -> None:
    person = someone(who or None, viewport=NARROW)
    for page_type in pages_of(who):
        with subtests.test(page_type.name):
            page = page_type.opened_on(person.page, person.site.url)

            assert not overflow(page)


def pages_of(who: str):
    return [page_type for page_type in PAGES if (page_type.who or "") == who]


def violations(page: Page) -> list[str]:
    """What axe objects to, each with the element."""
    return [
        f"{rule['id']} ({rule['help']}): {node['html']}"
        for rule in Axe().run(page, options=ONLY_VIOLATIONS).response["violations"]
        for node in rule["nodes"]
    ]


def overflow(page: Page) -> str:
    """How much wider the page is than the window, in words; empty where it fits."""
    width, room = page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    return f"{width} pixels wide in {room}" if width > room else ""
