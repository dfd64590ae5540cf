"""One demonstration site and one Chromium for all journeys."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from shutil import copytree

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.journeys.browser import (
    CHROMIUM,
    CHROMIUM_FLAGS,
    DemoSite,
    Person,
    load_demo,
    open_browser,
    start_demo,
)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "journeys" in item.path.parts:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.slow)
            # One demonstration serves them all, so one worker walks through it.
            item.add_marker(pytest.mark.xdist_group("journeys"))
            if CHROMIUM is None:
                item.add_marker(
                    pytest.mark.skip(reason="No Chromium: install Debian's, or set CHROMIUM_PATH.")
                )


@pytest.fixture(scope="session")
def untouched(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demonstration as it is made, which takes minutes: every site starts from a copy."""
    data_dir = tmp_path_factory.mktemp("untouched")
    load_demo(data_dir)
    return data_dir


@pytest.fixture(scope="session")
def demo_site(tmp_path_factory: pytest.TempPathFactory, untouched: Path) -> Iterator[DemoSite]:
    site = start_demo(copytree(untouched, tmp_path_factory.mktemp("demo"), dirs_exist_ok=True))
    yield site
    site.stop()


@pytest.fixture(scope="module")
def own_site(tmp_path_factory: pytest.TempPathFactory, untouched: Path) -> Iterator[DemoSite]:
    """A demonstration for one module alone, which may change it and move its clock."""
    site = start_demo(copytree(untouched, tmp_path_factory.mktemp("own"), dirs_exist_ok=True))
    yield site
    site.stop()


@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    """Ended with the journeys: while Playwright's loop is there, Django refuses a database."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=CHROMIUM_FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def someone(chromium: Browser, demo_site: DemoSite) -> Iterator[Callable[..., Person]]:
    """Opens a browser for one more person. At the end, no page may have done what none should."""
    people: list[Person] = []

    def arrives(email: str | None = None, **window: object) -> Person:
        person = open_browser(chromium, demo_site, **window)
        people.append(person)
        if email:
            person.signs_in(email)
        return person

    yield arrives
    faults = [fault for person in people for fault in person.faults]
    for person in people:
        person.context.close()
    assert not faults, "\n".join([*faults, demo_site.log])
