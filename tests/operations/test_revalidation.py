"""What goes over the wire: packed, kept by one browser, and not sent twice."""

from __future__ import annotations

import gzip

import pytest

from tests.builders.casestudies import make_case_study

pytestmark = pytest.mark.django_db


@pytest.fixture
def address():
    return make_case_study().url


def test_a_page_is_packed(client, address):
    plain = client.get(address)
    packed = client.get(address, headers={"accept-encoding": "gzip"})

    assert packed["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.content) == plain.content
    assert len(packed.content) < len(plain.content) / 3


def test_the_size_of_a_packed_page_varies(client, address):
    """Else it would tell by how much it repeats what somebody put into its address."""
    sizes = {
        len(client.get(address, headers={"accept-encoding": "gzip"}).content) for _ in range(20)
    }

    assert len(sizes) > 1


def test_a_page_that_did_not_change_is_not_sent_again(client, address):
    first = client.get(address)
    again = client.get(address, headers={"if-none-match": first["ETag"]})

    assert (again.status_code, again.content) == (304, b"")


def test_a_page_that_changed_is_sent(client):
    page = make_case_study()
    first = client.get(page.url)
    page.result = "Another result in one line."
    page.save()

    again = client.get(page.url, headers={"if-none-match": first["ETag"]})

    assert again.status_code == 200
    assert "Another result in one line." in again.content.decode()


@pytest.mark.parametrize("path", ["/", "/search/?q=nurses", "/trusts/"])
def test_a_page_is_kept_by_one_browser_and_asked_for_again(client, path):
    assert client.get(path)["Cache-Control"] == "private, no-cache"


@pytest.mark.parametrize("path", ["/nothing-here/", "/search/?kind=rubbish"])
def test_an_error_is_kept_by_nobody(client, path):
    assert client.get(path)["Cache-Control"] == "no-store"


def test_what_says_it_for_itself_is_left_alone(client):
    assert client.get("/api/v1/areas/")["Cache-Control"] == "public, max-age=60"
