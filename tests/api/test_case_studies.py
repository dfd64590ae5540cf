"""Case studies as data: a search, and one in full, a saving never without what makes it honest."""

from __future__ import annotations

import pytest

from tests.builders.casestudies import (
    make_adoption,
    make_area,
    make_case_study,
    make_grade,
    make_signpost,
    sign_line,
)
from tests.builders.trusts import make_trust

pytestmark = pytest.mark.django_db
ADDRESS = "/api/v1/case-studies/"
HONEST = ("kind", "evidence", "starting_position")


def body(client, address=ADDRESS, **query):
    answer = client.get(address, query)
    assert answer.status_code == 200, answer.content
    return answer.json()


def one(client, page):
    return body(client, f"{ADDRESS}{page.pk}/")


def test_a_search_gives_the_records_of_the_export_and_where_each_is(client):
    page = make_case_study(title="Share wheelchairs")
    exported = client.get("/search.json?q=wheelchairs").json()["case_studies"][0]

    (found,) = body(client, q="wheelchairs")["case_studies"]

    assert found == {**exported, "record": f"http://testserver{ADDRESS}{page.pk}/"}
    assert found["id"] == page.pk


def test_facets_carry_words_counts_and_what_is_chosen(client):
    make_case_study(kind="productivity")
    make_case_study(kind="system")

    facets = {facet["name"]: facet for facet in body(client, kind="system")["facets"]}

    values = {one["value"]: one for one in facets["kind"]["values"]}
    assert values["system"] == {
        "value": "system",
        "label": "System efficiency",
        "count": 1,
        "selected": True,
    }
    assert values["productivity"]["count"] == 1


def test_a_long_list_is_paged_by_links_that_keep_the_search(client, monkeypatch):
    monkeypatch.setattr("portal.api.endpoints.case_studies.PAGE_SIZE", 1)
    area = make_area()
    for _ in range(2):
        make_case_study(areas=[area])

    first = body(client, area=area.slug)

    assert (first["total"], first["pages"], first["previous"]) == (2, 2, "")
    assert first["next"] == f"http://testserver{ADDRESS}?area={area.slug}&page=2"


def test_the_second_page_goes_on_where_the_first_ends(client):
    for _ in range(21):
        make_signpost()

    first = body(client)
    second = client.get(first["next"]).json()

    ids = [one["id"] for page in (first, second) for one in page["case_studies"]]
    assert len(ids) == len(set(ids)) == first["total"] == 21
    assert second["next"] == "" and second["previous"].endswith("page=1")


def test_the_whole_record_tells_figures_with_their_signatures(client):
    page = make_case_study(costs=[{"kind": "capital", "amount": 5000, "netted": True}])
    sign_line(page)
    make_grade(page, grade="good", reason="Followed for a year.")

    found = one(client, page)

    (saving,) = found["savings"]
    assert saving["saving_pounds"] == 120_000 and saving["recurrence"] == "Recurrent"
    assert saving["sign_off"] == "Signed by trust finance" and saving["signed_on"]
    assert found["headline"]["pounds_a_year"] == 120_000
    assert all(found[name] and found["headline"][name] == found[name] for name in HONEST)
    assert found["costs"][0] | {"kind": "Capital", "unit": "pounds"} == found["costs"][0]
    assert found["costs"][0]["already_taken_off_the_saving"] is True
    assert found["measures"][0]["before"] == 100.0
    assert found["grading"]["grade"] == "Good evidence" and found["grading"]["set_by_an_editor"]


def test_a_signature_on_a_figure_that_changed_is_void(client):
    page = make_case_study()
    sign_line(page)
    page.savings.update(amount=130_000)

    (saving,) = one(client, page)["savings"]

    assert saving["signature_void"] and saving["signed_on"] is None
    assert saving["sign_off"] == "Estimated by the team"


def test_the_story_is_plain_text_by_paragraphs(client):
    page = make_case_study(done="<p>Rosters &amp; rotas.</p><ul><li>First</li><li>Then</li></ul>")

    story = {chapter["name"]: chapter["text"] for chapter in one(client, page)["story"]}

    assert story["done"] == "Rosters & rotas.\nFirst\nThen"


def test_a_contact_has_a_name_and_a_role_and_nothing_else(client):
    page = make_case_study()

    assert one(client, page)["contacts"][0] == {"name": "Contact 0", "role": "Lead"}


def test_one_that_stopped_is_not_named_against_its_will(client):
    page = make_case_study()
    kept, stopped = make_trust(), make_trust()
    make_adoption(page, kept)
    make_adoption(page, stopped, status="stopped", stopped_reason="cost")

    assert one(client, page)["take_up"] == {
        "taken_up": 1,
        "sustained": 1,
        "stopped_without_a_name": None,
        "trusts": [kept.ods_code],
    }


def test_a_signpost_says_that_it_is_one(client):
    page = make_signpost()

    found = one(client, page)

    assert found["published_elsewhere"] and found["grading"] is None and found["evidence"] == ""
    assert found["source"]["address"] == "https://example.org/rosters"


def test_the_number_of_queries_does_not_grow_with_the_results(
    client, django_assert_max_num_queries
):
    area = make_area()
    # With one record the search has nothing to compare, so the ground is two.
    for _ in range(2):
        make_case_study(areas=[area])
    body(client, area=area.slug)
    with django_assert_max_num_queries(100) as alone:
        body(client, area=area.slug)
    few = len(alone)
    for _ in range(5):
        make_case_study(areas=[area])
    # The first search after a change reads the facts of the index anew.
    body(client, area=area.slug)

    with django_assert_max_num_queries(few):
        assert body(client, area=area.slug)["total"] == 7
