"""Nothing on any page that axe objects to, and nothing wider than a telephone."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, StorageState

from tests.journeys.browser import NARROW, WIDE, DemoSite, Person, open_browser
from tests.journeys.page_types import PageType
from tests.journeys.pages import PAGES

page_types = pytest.mark.parametrize("page_type", PAGES, ids=lambda page_type: page_type.name)


@pytest.fixture(scope="module")
def signed_in(
    chromium: Browser, demo_site: DemoSite
) -> Callable[[str | None], StorageState | None]:
    """The cookies of a person who has signed in: once each, however many pages they see."""
    kept: dict[str, StorageState] = {}

    def cookies_of(email: str | None) -> StorageState | None:
        if email is None:
            return None
        if email not in kept:
            person = open_browser(chromium, demo_site)
            person.signs_in(email)
            kept[email] = person.context.storage_state()
            person.context.close()
        return kept[email]

    return cookies_of


@pytest.fixture
def visits(someone: Callable[..., Person], signed_in, demo_site: DemoSite):
    """Opens a page of the list, as the person who may see it, in a window of this size."""

    def opens(page_type: PageType, viewport: dict[str, int]):
        person = someone(viewport=viewport)
        cookies = signed_in(page_type.who)
        if cookies:
            person.context.add_cookies(cookies["cookies"])
        return page_type.opened_on(person.page, demo_site.url)

    return opens


@page_types
def test_axe_finds_nothing(visits, page_type):
    page = visits(page_type, WIDE)

    found = Axe().run(page).response["violations"]

    told = [
        f"{rule['id']} ({rule['help']}): {node['html']}" for rule in found for node in rule["nodes"]
    ]
    assert not told, f"{page_type.name}, {page.url}:\n" + "\n".join(told)


@page_types
def test_a_telephone_never_scrolls_sideways(visits, page_type):
    page = visits(page_type, NARROW)

    width = page.evaluate("document.documentElement.scrollWidth")

    room = page.evaluate("innerWidth")
    assert width <= room, f"{page_type.name}, {page.url}: {width} pixels wide in {room}"
