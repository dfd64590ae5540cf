"""More like this, the map of results, the three questions."""

from __future__ import annotations

import pytest
from django.http import QueryDict
from wagtail.models import PageViewRestriction

from search.facets import facet_words
from search.guided import AIMS, step
from search.query import LINE_FACETS, SearchQuery
from search.similarity import alike
from tests.builders.accounts import make_member
from tests.builders.casestudies import make_area, make_case_study, make_signpost
from tests.builders.search import titles
from tests.builders.trusts import make_trust

pytestmark = pytest.mark.django_db


def like(page, sees_network=False):
    return [str(hit.title) for hit in alike(page.pk, sees_network=sees_network, limit=5)]


@pytest.fixture
def three():
    """Two about wheelchairs, one about agency nurses, in words of their own."""
    plain = {"problem": "<p>Nothing else.</p>", "must_have": ["None"]}
    one = make_case_study(title="Share wheelchairs", result="Wheelchairs found", **plain)
    two = make_case_study(title="Mend wheelchairs", result="Wheelchairs found sooner", **plain)
    make_case_study(title="Book agency nurses late", result="Agency cost fell", **plain)
    return one, two


def test_the_one_about_the_same_thing_comes_first_and_never_itself(three):
    assert like(three[0])[0] == "Mend wheelchairs"
    assert "Share wheelchairs" not in like(three[0])


def test_what_a_reader_may_not_see_is_never_like_anything(three):
    one, two = three
    two.visibility = "network"
    two.save_revision().publish()

    assert "Mend wheelchairs" not in like(one)
    assert "Mend wheelchairs" in like(one, sees_network=True)


def test_the_page_of_a_case_study_shows_what_is_like_it(client, three):
    text = client.get(three[0].url).content.decode()

    assert "Case studies like this one" in text
    assert "Mend wheelchairs" in text


def test_the_list_of_a_hidden_case_study_is_not_there(client, three):
    PageViewRestriction.objects.create(page=three[0], restriction_type="password", password="x")

    assert client.get(f"/search/like/{three[0].pk}/").status_code == 404
    assert client.get("/search/like/999999/").status_code == 404
    assert client.get(f"/search/like/{three[1].pk}/").status_code == 200


def test_the_map_counts_every_result_at_its_trust(client):
    fen = make_trust(name="Fen Trust", ods_code="RFE", latitude=52.5, longitude=0.2)
    make_case_study(title="Share hoists", trust=fen)
    make_case_study(title="Share beds", trust=fen)
    make_case_study(title="Share vans", trust=make_trust(name="Nowhere", ods_code="RNO"))
    make_signpost(title="Share tables")
    make_case_study(title="Lease hoists", trust=fen)

    page = client.get("/search/map/?q=share")

    shown = page.context["shown"]
    assert [(o.trust.name, o.count) for o in shown.origins] == [("Fen Trust", 2), ("Nowhere", 1)]
    assert (shown.total, shown.placeless, shown.map.missing) == (4, 1, 1)
    (mark,) = shown.map.england
    assert mark.note == "2 case studies"
    assert client.get(mark.url).context["shown"].total == 2


def test_the_map_shows_members_records_to_members_only(client):
    trust = make_trust(name="Fen Trust", latitude=52.5, longitude=0.2)
    make_case_study(trust=trust, visibility="network")

    assert client.get("/search/map/").context["shown"].origins == []
    client.force_login(make_member(trust))
    assert [o.count for o in client.get("/search/map/").context["shown"].origins] == [1]


def test_a_bad_address_is_refused_in_words(client):
    for address in ("/search/map/?kind=odd", "/search/guided/?kind=odd", "/search/guided/?step=9",
                    "/search/guided/?step=-1", "/search/guided/?step=x"):  # fmt: skip
        assert client.get(address).status_code == 400, address


def asked(number, **parameters):
    address = QueryDict(mutable=True)
    filters = []
    for name, value in parameters.items():
        address[name] = value
        filters.append((name, (value,)))
    return step(
        number, SearchQuery(filters=tuple(filters)), address, facet_words(sees_network=False)
    )


def test_each_answer_leaves_as_many_as_it_says(client):
    flow, fleet = make_area(name="Flow", slug="flow"), make_area(name="Fleet", slug="fleet")
    make_case_study(areas=[flow], care_settings=["ward"])
    make_case_study(areas=[flow], care_settings=["home"], costs=[{"kind": "staff-days"}])
    make_case_study(areas=[fleet], care_settings=["ambulance"])

    page = client.get("/search/guided/")
    while page.status_code == 200 and "step" in (page.context or {}) and page.context["step"]:
        question = page.context["step"]
        answer = max(question.answers, key=lambda one: one.count)
        address = answer.url if answer.url.startswith("/") else f"/search/guided/{answer.url}"
        page = client.get(address, follow=True)
        total = (
            page.context["step"].total if "step" in page.context else page.context["shown"].total
        )
        assert total == answer.count

    assert page.context["shown"].total >= 1


def test_a_question_with_one_answer_is_not_asked():
    flow = make_area(name="Flow", slug="flow")
    make_case_study(areas=[flow], care_settings=["ward"])
    make_case_study(areas=[flow], care_settings=["home"])

    assert asked(1).question == "Where does the work happen?"


def test_only_areas_at_the_top_are_asked_for():
    flow = make_area(name="Flow", slug="flow")
    make_case_study(areas=[make_area(name="Discharge", slug="discharge", parent=flow)])
    make_case_study(areas=[make_area(name="Fleet", slug="fleet")])

    assert [(a.label, a.count) for a in asked(1).answers] == [("Fleet", 1), ("Flow", 1)]


def test_every_aim_is_a_search_that_the_form_accepts(client):
    for _, filters in AIMS:
        address = "&".join(f"{name}={value}" for name, values in filters for value in values)
        assert client.get(f"/search/?{address}").status_code == 200
    assert any(name in LINE_FACETS for _, filters in AIMS for name, _ in filters)


def test_results_lead_to_more_like_each(client, three):
    assert f"/search/like/{three[0].pk}/" in client.get("/search/?q=wheelchairs").content.decode()
    assert titles("wheelchairs")
