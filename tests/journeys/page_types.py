"""A page of the service as the browser's tests know it."""

from __future__ import annotations

from dataclasses import dataclass

from playwright.sync_api import Page, Response

AUTHOR = "author@zz016.example"
FINANCE = "finance@zz016.example"
EDITOR = "editor@exemplar.example"
BROKER = "broker@exemplar.example"
MEMBER = "member@zz017.example"
ADMIN = "admin@exemplar.example"


@dataclass(frozen=True)
class PageType:
    """A page of the service, and how to come to see it."""

    name: str
    address: str
    shows: str
    """Words of its main part, which tell it from every other page."""
    who: str | None = None
    follow: str = ""
    """A selector: the link on `address` that leads to the page, where its number may change."""
    press: str = ""
    """A button to press first: for a form with its errors."""
    status: int = 200

    def opened_on(self, page: Page, site: str) -> Page:
        """Go there, and check that this is the page meant."""
        answer = page.goto(f"{site}{self.address}")
        if self.follow:
            link = page.locator(self.follow).first.get_attribute("href")
            answer = page.goto(f"{site}{link}")
        if self.press:
            with page.expect_response(_is_a_document) as sent:
                page.get_by_role("main").get_by_role("button", name=self.press).first.click()
            answer = sent.value
            page.wait_for_load_state()
        assert answer is not None
        assert answer.status == self.status, f"{self.name}: {answer.status} from {page.url}"
        text = page.inner_text("main")
        assert self.shows in text, f"{self.name}: {page.url} does not show {self.shows!r}"
        return page


def _is_a_document(response: Response) -> bool:
    """The page itself, after whatever redirects led to it."""
    return response.request.resource_type == "document" and not 300 <= response.status < 400
