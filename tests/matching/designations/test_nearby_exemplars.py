"""Hubs, the list and the API show the exemplars that matching would suggest for an area."""

from datetime import date

import pytest

from portal.home.areas import queries as area_queries
from portal.insight.queries import load
from portal.matching.designations import queries as designation_queries
from portal.matching.programmes import queries as programme_queries
from portal.matching.suggestions import candidates
from tests.builders.casestudies import make_area
from tests.builders.matching import make_designation, make_offer, make_programme
from tests.builders.trusts import make_trust

pytestmark = pytest.mark.django_db


@pytest.fixture
def tree():
    top = make_area("Theatres")
    areas = {
        "top": top,
        "lists": make_area("Lists", parent=top),
        "kit": make_area("Kit", parent=top),
        "beds": make_area("Beds"),
    }
    programme = make_programme(list(areas.values()))
    for name in ("top", "kit", "beds"):
        trust = make_trust(name=f"Trust of {name}")
        make_offer(make_designation(trust, programme), areas[name])
    return areas


@pytest.mark.parametrize("name", ["top", "lists", "kit", "beds"])
def test_every_page_shows_whom_matching_would_suggest(tree, client, name):
    area = tree[name]
    suggested = {one.trust.name for one in candidates.for_need(make_trust(), area)}

    hub = {row.designation.trust.name for row in area_queries.exemplars(area, illustrative=False)}
    listed = client.get(f"/exemplars/?area={area.slug}").text
    api = client.get(f"/api/v1/exemplars/?area={area.slug}").json()

    assert hub == suggested == {row["name"] for row in api["exemplars"]}
    assert {f"Trust of {one}" for one in tree if f"Trust of {one}<" in listed} == suggested


def test_the_hub_says_that_help_is_offered_above_or_beside(tree, client):
    text = client.get(f"/areas/{tree['lists'].slug}/").text

    assert "No exemplar in this area yet" not in text
    assert "Offers help in Theatres, the area above Lists" in text
    assert "Offers help in Kit, an area beside Lists" in text


def test_those_in_the_area_come_first(tree):
    rows = designation_queries.live_exemplars({"area": tree["kit"].slug})

    assert [row.designation.trust.name for row in rows] == ["Trust of kit", "Trust of top"]
    assert [row.is_inside for row in rows] == [True, False]


def test_a_past_programme_has_the_same_number_on_every_page(client):
    area = make_area()
    past = make_programme([area], starts=date(2016, 9, 1), ends=date(2021, 3, 31))
    for status in ("ended", "ended", "paused", "applied"):
        days = {"designated_on": past.starts}
        if status == "ended":
            days["ended_on"] = past.ends
        make_designation(make_trust(), past, status=status, **days)

    assert designation_queries.count_exemplars(past) == 3
    assert {row.exemplars for row in designation_queries.programmes()} == {3}
    assert {card.live for card in programme_queries.cards()} == {3}
    assert len(designation_queries.exemplars_of(past)) == 3
    assert all("3 exemplars took part" in report.says for report in load.reports(past))
    assert "3 exemplars, 2016 to 2021" in client.get("/exemplars/").text
    assert "3 exemplars" in client.get(f"/exemplars/{past.slug}/").text


def test_a_running_programme_counts_who_helps_now_and_names_the_others(client):
    programme = make_programme([make_area()])
    for status in ("designated", "designated", "paused"):
        make_designation(make_trust(), programme, status=status)
    make_designation(make_trust(), programme, status="ended", ended_on=date(2025, 6, 1))

    assert designation_queries.count_exemplars(programme) == 2
    text = client.get(f"/exemplars/{programme.slug}/").text
    assert "2 exemplars now, 1 paused, 1 ended" in text
