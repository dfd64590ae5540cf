"""Every number that is a link, followed: what is behind it must be that many.

A link that carries a number says so in the markup: `data-count` is the number and `data-of` what
it counts. A page that shows a list says `data-total` for each thing that it counts. A number in or
beside a link without these is bare, and a fault of its own.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

from bs4 import BeautifulSoup, Tag
from django.test import Client

NOUNS = (
    "case stud|signpost|result|trust|adoption|gap|exemplar|record|place|request|area|search|letter"
)
COUNTED = re.compile(rf"(?<![\w£.,–-])\d[\d,]* (?:new |more |illustrative )?(?:{NOUNS})")
KINDS = re.compile(r"(\d[\d,]*) (?:case stud|signpost)")
ALONE = re.compile(r"^\d[\d,]*$")
# Numbers that are no counts: pages of a list, and the words of a record itself.
NO_COUNTS = ".app-pagination, article, .app-card__title, .app-breadcrumb, .app-chosen, h3"
RESULTS_ON_A_PAGE = 20


@dataclass(frozen=True)
class LinkedNumber:
    """A number that is a link: where it stands, what it says and where it leads."""

    page: str
    number: int
    noun: str
    url: str
    shown: str

    def __str__(self) -> str:
        return f"{self.page}: “{self.shown}” ({self.number} {self.noun}) opens {self.url}"


@dataclass
class Walk:
    """One person's walk: what was followed, and each fault that was met."""

    client: Client
    faults: list[str] = field(default_factory=list)
    followed: list[LinkedNumber] = field(default_factory=list)
    _pages: dict[str, BeautifulSoup] = field(default_factory=dict)

    def visit(self, *addresses: str) -> None:
        """Follow every number of these pages."""
        for address in addresses:
            page = self.open(address)
            for number in linked_numbers(page, address):
                self._follow(number)
            self.faults += [f"{address}: no link for {text!r}" for text in bare_numbers(page)]

    def open(self, address: str) -> BeautifulSoup:
        """A page, read once. A page that is not there is a fault."""
        address = address.partition("#")[0]
        if address not in self._pages:
            response = self.client.get(address, follow=True)
            if response.status_code != 200:
                self.faults.append(f"{address} answers {response.status_code}")
            self._pages[address] = BeautifulSoup(response.content, "html.parser")
        return self._pages[address]

    def _follow(self, number: LinkedNumber) -> None:
        self.followed.append(number)
        page = self.open(number.url)
        totals = {
            int(place["data-total"])
            for place in page.select("[data-total]")
            if place["data-of"] == number.noun
        }
        if number.number not in totals:
            self.faults.append(f"{number}, where it is {sorted(totals) or 'not told'}")
        if page.select_one("#results-title") and (wrong := self._wrong_list(page, number.url)):
            self.faults.append(f"{number.url}: {wrong}")

    def _wrong_list(self, page: BeautifulSoup, url: str) -> str:
        """What is wrong with a list of results beside its total; on all its pages together."""
        total = int(page.select_one("#results-title")["data-total"])
        parts = [int(one["data-total"]) for one in page.select("#results-title [data-total]")]
        pages = [page]
        for number in range(2, -(-total // RESULTS_ON_A_PAGE) + 1):
            pages.append(self.open(f"{url}{'&' if '?' in url else '?'}page={number}"))
        listed = sum(len(one.select("ol.app-results > li")) for one in pages)
        elsewhere = sum(
            "Published elsewhere" in one.get_text()
            for shown in pages
            for one in shown.select("ol.app-results > li .app-tags")
        )
        if (listed, [listed - elsewhere, elsewhere]) != (total, parts):
            return f"lists {listed}, {elsewhere} of them signposts; the total says {parts}"
        return ""


def linked_numbers(page: BeautifulSoup, address: str) -> list[LinkedNumber]:
    """The numbers of a page that say what is behind them."""
    found = []
    for place in page.select("[data-count]"):
        number, url = int(place["data-count"]), _leads_to(place, address)
        shown = " ".join(_box(place).get_text(" ", strip=True).split())
        assert _says(shown, number), f"{address}: {shown!r} does not show {number}"
        found.append(LinkedNumber(address, number, place["data-of"], url, shown[:80]))
    return found


def _says(shown: str, number: int) -> bool:
    """True if a reader sees the number: as it is, as a gap, or as two kinds of record."""
    kinds = [int(one.replace(",", "")) for one in KINDS.findall(shown)]
    told = re.findall(r"\d[\d,]*", shown)
    return f"{number:,}" in told or sum(kinds) == number or (not number and "gap" in shown)


def bare_numbers(page: BeautifulSoup) -> list[str]:
    """The links with a number, inside or directly beside, that do not say what is behind it."""
    found = []
    for link in page.select("main a[href], .app-head a[href], section a[href]"):
        if link.has_attr("data-count") or link.find_parent(lambda tag: tag.has_attr("data-count")):
            continue
        if any(link in part.descendants for part in page.select(NO_COUNTS)):
            continue
        inside = " ".join(link.get_text(" ", strip=True).split())
        beside = [
            " ".join(one.get_text(" ", strip=True).split())
            for one in link.parent.find_all(["span", "strong", "b"], recursive=False)
        ]
        parts = [one.get_text(strip=True) for one in link.find_all(["span", "strong", "b"])]
        if COUNTED.search(inside) or any(ALONE.match(one) for one in (inside, *parts)):
            found.append(inside)
        elif any(ALONE.match(one) for one in beside):
            found.append(f"{inside} {' '.join(beside)}")
    return found


def _leads_to(place: Tag, address: str) -> str:
    if place.name == "a":
        return urljoin(address, place["href"])
    # The number of a box to tick: the same search with that box ticked as well.
    box = place.find_parent(class_="app-tick").find("input")
    parts = urlsplit(address)
    asked = [(name, value) for name, value in parse_qsl(parts.query) if name != "page"]
    facet = [pair for pair in asked if pair[0] == box["name"]]
    others = [pair for pair in asked if pair not in facet]
    return f"{parts.path}?{urlencode([*others, (box['name'], box['value'])])}"


def _box(place: Tag) -> Tag:
    """What a reader sees as one thing with the number."""
    if ALONE.search(place.get_text(strip=True)) or COUNTED.search(place.get_text(" ", strip=True)):
        return place
    return place.find_parent(["li", "td", "th", "tr"]) or (
        place.find_parent(class_="app-stat") or place.find_parent("p") or place
    )
