from __future__ import annotations

import pytest

from portal.home.areas import queries as area_queries
from tests.builders.casestudies import make_adoption, make_area, make_case_study
from tests.builders.trusts import make_trust

pytestmark = pytest.mark.django_db


@pytest.fixture
def workforce():
    return make_area("Workforce", description="How trusts plan staff.", synonyms=["manpower"])


def test_index_counts_what_is_below_once(workforce):
    below = [make_area("Rostering", parent=workforce), make_area("Agency", parent=workforce)]
    make_case_study(areas=below)

    (top,) = area_queries.index()

    assert (top.count, [child.count for child in top.below]) == (1, [1, 1])


def test_index_shows_areas_and_not_their_synonyms(client, workforce):
    page = client.get("/areas/").content.decode()

    assert "How trusts plan staff." in page
    assert "Gap: nothing shared yet" in page
    assert "manpower" not in page


def test_hub_holds_what_stands_in_areas_below(client, workforce):
    study = make_case_study(areas=[make_area("Rostering", parent=workforce)])

    page = client.get("/areas/workforce/").content.decode()

    assert study.title in page


def test_hub_leads_to_asking_with_the_area_filled_in(client, workforce):
    assert 'href="/help/new/?area=workforce"' in client.get("/areas/workforce/").content.decode()


def test_hub_shows_take_up_and_what_was_stopped(workforce):
    study = make_case_study(areas=[workforce])
    given_up = make_case_study(areas=[workforce], stage="stopped")
    adoption = make_adoption(study)

    hub = area_queries.hub(workforce)

    assert hub.recent == [adoption]
    assert [card.page.pk for card in hub.stopped] == [given_up.pk]
    assert [card.page.pk for card in hub.best] == [study.pk]


def test_hub_names_the_types_of_trust_that_shared_nothing(workforce):
    trust = make_trust(type="community")
    make_case_study(trust=trust, areas=[workforce], trust_types=["community"])

    gaps = [cell.trust_type for cell in area_queries.hub(workforce).gaps]

    assert "community" not in gaps
    assert len(gaps) == 6


def test_hub_of_another_area_does_not_show_it(workforce):
    make_case_study(areas=[make_area("Digital")])

    assert area_queries.hub(workforce).case_studies.number == 0


def test_case_study_in_two_areas_below_is_shown_once(workforce):
    make_case_study(
        areas=[make_area("Rostering", parent=workforce), make_area("Agency", parent=workforce)]
    )

    hub = area_queries.hub(workforce)

    assert (hub.case_studies.number, len(hub.best)) == (1, 1)


def test_unknown_area_is_not_found(client):
    assert client.get("/areas/nothing/").status_code == 404


@pytest.mark.parametrize("path", ["/areas/", "/areas/workforce/"])
def test_queries_do_not_grow(client, workforce, django_assert_max_num_queries, path):
    def fill():
        for _ in range(4):
            study = make_case_study(areas=[workforce, make_area(parent=workforce)])
            make_adoption(study)

    fill()
    client.get(path)
    with django_assert_max_num_queries(1000) as few:
        client.get(path)
    most = len(few)
    fill()
    # The first search after a change reads the facts of the index anew, in one query.
    client.get("/search/")
    with django_assert_max_num_queries(most):
        client.get(path)
