import csv
from datetime import date

import pytest

from casestudies.areas import load_shipped_areas
from portal.matching import history
from portal.matching.models import ExemplarDesignation, Programme
from portal.matching.suggestions import candidates
from portal.trusts import register
from portal.trusts.models import Trust
from tests.builders.databases import rows_that_stay

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module", autouse=True)
def made(django_db_setup, django_db_blocker):
    """How many designations were made on the shipped register and areas."""
    with rows_that_stay(django_db_blocker):
        register.load_shipped()
        load_shipped_areas()
        yield history.load_global_digital_exemplars()


def test_twenty_six_exemplars_of_three_sectors_are_kept_as_history(made):
    assert made == 26

    programme = Programme.objects.get(slug="global-digital-exemplars")
    found = programme.designations.select_related("trust")
    assert [area.slug for area in programme.areas.all()] == ["digital"]
    assert {one.status for one in found} == {"ended"} and all(one.source for one in found)
    types = [one.trust.type for one in found]
    assert (types.count("mental-health"), types.count("ambulance")) == (7, 3)
    assert sum(kind.startswith("acute") for kind in types) == 16


def test_its_offers_have_no_places(made):
    assert all(
        offer.places == 0 and offer.area.slug == "digital"
        for one in ExemplarDesignation.objects.all()
        for offer in one.offers.all()
    )


def test_loading_again_changes_nothing(made):
    before = list(ExemplarDesignation.objects.order_by("pk").values())

    assert history.load_global_digital_exemplars() == 0
    assert list(ExemplarDesignation.objects.order_by("pk").values()) == before


def test_a_trust_keeps_the_name_it_had(made):
    one = ExemplarDesignation.objects.get(trust__ods_code="RA7")
    assert one.name_then == "University Hospitals Bristol NHS Foundation Trust"
    assert one.designated_on == date(2016, 9, 1)


def test_every_row_has_its_source():
    with history.GLOBAL_DIGITAL_EXEMPLARS.open() as file:
        rows = list(csv.DictReader(file))

    assert len({row["ods_code"] for row in rows}) == 26
    assert all(row["source"].startswith("http") for row in rows)


# The standard weights before the starting position counted.
BEFORE = {
    "area": 0.14, "words": 0.07, "proof": 0.12, "likeness": 0.10, "performance": 0.04,
    "record_system": 0.07, "distance": 0.12, "place": 0.08, "trust_type": 0.20,
    "availability": 0.04, "feedback": 0.02, "starting_position": 0.0,
}  # fmt: skip


@pytest.mark.parametrize("code", ["RTD", "RXH", "RNU", "RYC"])
def test_where_no_start_is_known_real_exemplars_keep_their_ranks(made, code):
    """No national measure lies in the digital area: the order is what it was."""
    programme = Programme.objects.get(slug="global-digital-exemplars")
    area = programme.areas.get()
    trust = Trust.objects.get(ods_code=code)
    now = candidates.for_need(trust, area, text="One record for all", programme=programme)
    Programme.objects.filter(pk=programme.pk).update(weights=BEFORE)
    before = candidates.for_need(trust, area, text="One record for all", programme=programme)

    assert len(now) >= 25
    assert [one.trust.ods_code for one in now] == [one.trust.ods_code for one in before]
