"""A search as a spreadsheet, as data and as a feed says of each saving what the page says."""

from __future__ import annotations

import csv
import io
from xml.etree import ElementTree as Xml

import pytest

from tests.builders.casestudies import make_case_study, make_person, make_signpost, sign_line
from tests.builders.trusts import make_trust

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"


def rows(client, query):
    answer = client.get(f"/search.csv?{query}")
    assert answer.status_code == 200, answer.content
    text = answer.content.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def test_a_row_for_each_saving_with_all_that_makes_it_honest(client):
    page = make_case_study(title="Share wheelchairs", savings=[{}, {"recurrence": "recurrent"}])
    sign_line(page)

    found = rows(client, "q=wheelchairs")

    assert [row["title"] for row in found] == ["Share wheelchairs"] * 2
    assert found[0]["saving_pounds"] == "120000"
    assert found[0]["effect"] == "Cash-releasing" and found[0]["recurrence"] == "Recurrent"
    assert found[0]["kind"] and found[0]["evidence"] and found[0]["starting_position"]
    assert {row["sign_off"] for row in found} == {
        "Signed by trust finance",
        "Estimated by the team",
    }
    assert found[0]["address"].startswith("http://testserver/case-studies/")


def test_a_record_without_a_saving_has_one_row(client):
    make_signpost(title="Read of wheelchairs")

    (row,) = rows(client, "q=wheelchairs")

    assert row["saving_pounds"] == "" and row["title"] == "Read of wheelchairs"


@pytest.mark.parametrize("start", ["=1+1", "+1", "-1", "@SUM(A1)"])
def test_no_cell_is_a_formula(client, start):
    make_case_study(title=f"{start} wheelchairs")

    (row,) = rows(client, "q=wheelchairs")

    assert row["title"] == f"'{start} wheelchairs"


def test_data_has_every_saving_and_the_whole_count(client):
    make_case_study(title="Share wheelchairs")

    body = client.get("/search.json?q=wheelchairs").json()

    assert (body["total"], body["shown"]) == (1, 1)
    (record,) = body["case_studies"]
    (saving,) = record["savings"]
    assert saving["sign_off"] == "Estimated by the team" and record["evidence"]


def test_the_order_and_the_filters_are_those_of_the_page(client):
    make_case_study(title="Share wheelchairs", kind="productivity")
    make_case_study(title="Mend wheelchairs", kind="system")

    (record,) = client.get("/search.json?q=wheelchairs&kind=system").json()["case_studies"]

    assert record["title"] == "Mend wheelchairs"


@pytest.mark.parametrize("address", ["/search.csv", "/search.json", "/feeds/search.atom"])
def test_what_the_page_refuses_they_refuse_with_the_same_sentence(client, address):
    answer = client.get(f"{address}?kind=rubbish")

    assert answer.status_code == 400 and "is not one of the choices" in answer.content.decode()


def test_members_records_are_for_members_and_never_in_a_feed(client):
    make_case_study(title="Share wheelchairs", visibility="network")
    assert client.get("/search.json?q=wheelchairs").json()["total"] == 0
    client.force_login(make_person("member", make_trust()))

    assert client.get("/search.json?q=wheelchairs").json()["total"] == 1
    assert "Share" not in client.get("/feeds/search.atom?q=wheelchairs").content.decode()


def test_a_feed_is_atom_and_its_items_keep_their_names(client):
    page = make_case_study(title="Share wheelchairs & frames")

    answer = client.get("/feeds/search.atom?q=wheelchairs")

    assert answer["Content-Type"].startswith("application/atom+xml")
    feed = Xml.fromstring(answer.content)
    (entry,) = feed.findall(f"{ATOM}entry")
    assert entry.findtext(f"{ATOM}title") == "Share wheelchairs & frames"
    assert entry.findtext(f"{ATOM}id") == page.translation_key.urn
    summary = entry.findtext(f"{ATOM}summary")
    assert "Started from" in summary and "recurrent" in summary
