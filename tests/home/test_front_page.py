from __future__ import annotations

import pytest

from portal.home import reads
from tests.builders.casestudies import make_adoption, make_area, make_case_study, make_signpost
from tests.builders.trusts import make_trust

pytestmark = pytest.mark.django_db


def numbers():
    return {number.label: number.value for number in reads.front_page().numbers}


def test_empty_site_invites_the_first_case_study(client):
    page = client.get("/").content.decode()

    assert "No case study is published yet" in page
    assert "Nothing is taken up yet" in page


def test_front_page_shows_what_works_for_whom_and_the_gaps(client):
    area = make_area("Rostering")
    study = make_case_study(trust=make_trust(type="ambulance"), areas=[area])

    page = client.get("/").content.decode()

    assert study.title in page
    assert '"/search/?record=checked&amp;trust_type=ambulance" data-count="1"' in page
    gap = '"/search/?record=checked&amp;area=rostering&amp;trust_type=community" data-count="0"'
    assert gap in page


def test_saving_stands_with_kind_level_evidence_and_start(client):
    make_case_study()

    page = client.get("/").content.decode()

    assert "Cost reduction" in page
    assert "Estimated by the team" in page
    assert "Promising evidence" in page or "Early evidence" in page
    assert "Agency shifts a week: 100 shifts in April 2022" in page


def test_numbers_count_case_studies_not_signposts_and_drafts():
    trust = make_trust()
    make_case_study(trust=trust), make_case_study(trust=trust)
    make_case_study(publish=False), make_signpost()

    assert (numbers()["case studies"], numbers()["trust sharing"]) == ("2", "1")


def test_real_and_illustrative_are_never_counted_together():
    make_case_study(), make_case_study()
    make_case_study(trust=make_trust(illustrative=True))

    front = reads.front_page()

    assert not front.illustrative
    assert numbers()["case studies"] == "2"


def test_claimed_adoption_does_not_count():
    study = make_case_study()
    make_adoption(study)
    make_adoption(study, confirmed=False)

    assert numbers()["adoption confirmed"] == "1"


def test_network_only_case_study_is_nowhere_on_it(client):
    study = make_case_study(visibility="network")

    page = client.get("/").content.decode()

    assert study.title not in page
    assert numbers()["case studies"] == "0"


def test_what_is_taken_up_comes_first():
    make_case_study()
    copied = make_case_study()
    make_adoption(copied)

    assert reads.front_page().best[0].page.pk == copied.pk


def test_stopped_case_study_is_not_what_works():
    make_case_study(stage="stopped")

    assert reads.front_page().best == []


def test_six_are_chosen_from_more_than_one_type_of_trust():
    acute, community = make_trust(), make_trust(type="community")
    for trust in [community, *[acute] * 8]:
        make_case_study(trust=trust)

    types = [card.page.trust.type for card in reads.front_page().best]

    assert len(types) == 6
    assert "community" in types


def test_queries_do_not_grow(django_assert_max_num_queries, client):
    def fill():
        for number in range(4):
            study = make_case_study(trust=make_trust(type=["acute", "community"][number % 2]))
            make_adoption(study)

    fill()
    client.get("/")
    with django_assert_max_num_queries(1000) as few:
        client.get("/")
    most = len(few)
    fill()
    # The first search after a change reads the facts of the index anew, in one query.
    client.get("/search/")
    with django_assert_max_num_queries(most):
        client.get("/")


def test_an_empty_front_page_counts_nothing_of_nobody():
    notes = [number.note for number in reads.front_page().numbers]

    assert notes.count("none yet") == 2
    assert not [note for note in notes if " 0 " in note]
