"""How many bytes a public page takes over the wire, on the demonstration as it is served."""

from __future__ import annotations

from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest

from tests.journeys.browser import DemoSite
from tests.journeys.pages import PUBLIC, PageType

# Of HTML, packed, with the random length that hides secrets. Measured: 3 to 17 kB.
MOST = 20_000

by_page = pytest.mark.parametrize(
    "page_type",
    [page for page in PUBLIC if not page.follow and not page.press],
    ids=lambda page: page.name,
)


@by_page
def test_a_public_page_is_small(demo_site: DemoSite, page_type: PageType) -> None:
    asked = Request(demo_site.url + page_type.address, headers={"Accept-Encoding": "gzip"})
    try:
        answer = urlopen(asked, timeout=60)
    except HTTPError as refusal:
        answer = refusal
    with answer:
        packed = answer.read()

    assert answer.headers["Content-Encoding"] == "gzip"
    assert len(packed) <= MOST
