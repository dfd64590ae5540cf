"""What machines read of a page: true, safe inside its element, and nothing of invented records."""

from __future__ import annotations

import json
import re

import pytest

from tests.builders.casestudies import make_area, make_case_study
from tests.builders.trusts import make_trust

pytestmark = pytest.mark.django_db
ELEMENT = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.S)


def told(client, page):
    found = ELEMENT.findall(client.get(page.url).content.decode())
    return [json.loads(text) for text in found]


def test_a_page_says_what_it_is(client):
    page = make_case_study(title="Share wheelchairs", areas=[make_area("Beds")])

    (said,) = told(client, page)

    assert said["@type"] == "Report" and said["headline"] == "Share wheelchairs"
    assert said["author"]["name"] == page.trust.name
    assert said["about"] == ["Beds"] and said["url"] == f"http://testserver{page.url}"
    assert "120" not in json.dumps(said), "no figure without what makes it honest"


def test_no_title_ends_the_element(client):
    page = make_case_study(title="</script><script>alert(1)</script> & more")

    (said,) = told(client, page)

    assert said["headline"] == "</script><script>alert(1)</script> & more"
    assert "<script>alert(1)" not in client.get(page.url).content.decode()


def test_an_invented_record_is_not_described(client):
    page = make_case_study(trust=make_trust(illustrative=True))

    assert told(client, page) == []
