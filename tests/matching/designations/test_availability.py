import pytest

from portal.matching import capacity
from portal.matching.designations import services as designation_services
from portal.matching.designations.services import OfferTerms
from portal.matching.matches import services as match_services
from search.models import SearchEntry
from tests.builders.matching import Pair, make_proof

pytestmark = pytest.mark.django_db


def places(page):
    return SearchEntry.objects.get(type="case-study", object_id=page.pk).places


def test_a_proposal_takes_its_place_out_of_search_and_a_decline_gives_it_back():
    pair = Pair(places=1)
    assert places(pair.case_study) == 0

    match_services.decline(match=pair.match, by=pair.helper, reason="timing")

    assert places(pair.case_study) == 1


def test_a_pause_takes_all_places_out():
    pair = Pair(places=2)

    designation_services.pause(designation=pair.designation, by=pair.helper)

    assert places(pair.case_study) == 0


def test_new_places_are_shown_at_once():
    pair = Pair(places=1)

    designation_services.edit_offers(
        designation=pair.designation,
        offers=[OfferTerms(pair.area, places=5)],
        ceiling=9,
        by=pair.helper,
    )

    assert places(pair.case_study) == 4


def test_a_case_study_published_later_shows_the_places(django_capture_on_commit_callbacks):
    pair = Pair(places=3, ceiling=9)

    with django_capture_on_commit_callbacks(execute=True):
        page = make_proof(pair.helper_trust, pair.area)

    assert places(page) == 2


def test_what_went_astray_is_mended():
    pair = Pair(places=3, ceiling=9)
    SearchEntry.objects.update(places=0)

    assert capacity.repair() == 1
    assert places(pair.case_study) == 2
    assert capacity.repair() == 0
