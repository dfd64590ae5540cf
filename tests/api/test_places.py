"""Areas, trusts and exemplars as data."""

from __future__ import annotations

import pytest

from casestudies.models import FormerAreaSlug
from tests.builders.api import PublicWorld
from tests.builders.casestudies import make_adoption, make_area, make_case_study, make_signpost
from tests.builders.matching import make_designation, make_offer, make_programme
from tests.builders.trusts import make_known_trust, make_trust

pytestmark = pytest.mark.django_db


def body(client, path, **query):
    answer = client.get(f"/api/v1/{path}", query)
    assert answer.status_code == 200, answer.content
    return answer.json()


def test_an_area_counts_what_a_search_in_it_finds(client):
    above = make_area("Rostering")
    make_case_study(areas=[make_area("Night rosters", parent=above)])

    found = body(client, "areas/rostering/")

    assert found["case_studies"] == client.get(found["search"]).json()["total"] == 1
    assert [area["slug"] for area in found["below"]] == ["night-rosters"]
    assert body(client, "areas/")["total"] == len(body(client, "areas/")["areas"])


def test_a_former_slug_leads_to_the_area(client):
    FormerAreaSlug.objects.create(slug="rotas", area=make_area("Rostering"))

    assert body(client, "areas/rotas/")["slug"] == "rostering"


def test_trusts_are_narrowed_as_on_their_page(client):
    make_trust("RAA", type="ambulance", region="london", icb="NHS East ICB", icb_code="QA1")
    make_trust("RAB", type="ambulance", region="london", closed="2020-01-01")

    filters = {"type": "ambulance", "region": "london", "icb": "QA1"}

    assert [one["ods_code"] for one in body(client, "trusts/", **filters)["trusts"]] == ["RAA"]
    assert [one["ods_code"] for one in body(client, "trusts/", status="closed")["trusts"]] == [
        "RAB"
    ]


def test_a_trust_tells_facts_with_sources_and_what_it_gave(client):
    world = PublicWorld()

    found = body(client, "trusts/raa/")

    beds = next(fact for fact in found["facts"] if fact["label"] == "Overnight beds")
    assert (beds["year"], beds["source"]) == ("2020/21", "Bed returns")
    assert [one["title"] for one in found["gave"]] == [world.case_study.title, world.signpost.title]
    assert found["gave"][0]["evidence"] and found["gave"][0]["starting_position"]
    assert found["standings"][0]["offers"][0]["places_left"] == 1
    assert client.get(found["similar"]).status_code == 200


def test_what_a_trust_gave_is_the_record_of_the_search(client):
    PublicWorld()
    searched = {one["id"]: one for one in body(client, "case-studies/")["case_studies"]}

    for given in body(client, "trusts/RAA/")["gave"]:
        assert given == searched[given["id"]]


def test_a_trust_tells_what_it_took_up(client):
    world = PublicWorld()

    (taken,) = body(client, f"trusts/{world.adopter.ods_code}/")["took_up"]

    assert taken["title"] == world.case_study.title and taken["status"] == "Sustained"
    assert client.get(taken["case_study"]).status_code == 200


def test_invented_trusts_say_so(client):
    make_trust(illustrative=True, ods_code="ZZ990")

    assert body(client, "trusts/ZZ990/")["illustrative"]


def test_similar_trusts_are_as_many_as_asked(client):
    for factor in (1, 1.1, 1.2, 1.3):
        make_known_trust(factor=factor)
    subject = make_known_trust("RAA")

    found = body(client, f"trusts/{subject.ods_code}/similar/", limit=2, method="ours")

    assert len(found["trusts"]) == 2
    assert found["trusts"][0]["distance"] <= found["trusts"][1]["distance"]


def test_a_trust_outside_the_national_method_is_told_so(client):
    make_known_trust("RAA")

    answer = client.get("/api/v1/trusts/RAA/similar/?method=national")

    assert answer.status_code == 400
    assert answer.json()["problems"][0]["parameter"] == "method"


def test_exemplars_with_a_place_left_can_be_asked_for(client):
    area = make_area("Rostering")
    programme = make_programme(areas=[area])
    make_offer(make_designation(programme=programme), area, places=0)
    with_place = make_offer(make_designation(programme=programme), area, places=1)

    found = body(client, "exemplars/", places="on", area="rostering")

    assert [one["ods_code"] for one in found["exemplars"]] == [
        with_place.designation.trust.ods_code
    ]
    assert found["exemplars"][0]["offers"][0]["places_left"] == 1


def more(trust, area, programme):
    """Another of everything that the lists show."""
    page = make_case_study(trust, [area])
    make_signpost(trust)
    make_adoption(page)
    make_adoption(make_case_study(areas=[area]), trust)
    make_offer(make_designation(programme=programme), area)
    make_area(parent=area)


@pytest.mark.parametrize(
    "path", ["areas/", "areas/rostering/", "trusts/", "trusts/RAA/", "exemplars/"]
)
def test_the_number_of_queries_does_not_grow(client, path, django_assert_max_num_queries):
    trust, area = make_trust("RAA"), make_area("Rostering")
    programme = make_programme(areas=[area])
    make_offer(make_designation(trust, programme), area)
    more(trust, area, programme)
    body(client, path)
    with django_assert_max_num_queries(100) as alone:
        body(client, path)
    few = len(alone)
    for _ in range(3):
        more(trust, area, programme)
    # The first search after a change reads the facts of the index anew.
    body(client, path)

    with django_assert_max_num_queries(few):
        body(client, path)
