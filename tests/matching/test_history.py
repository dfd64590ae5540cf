import csv
from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command

from casestudies.areas import load_shipped_areas
from portal.matching import history
from portal.matching.models import ExemplarDesignation, Programme
from portal.trusts import register
from tests.builders.casestudies import make_area

pytestmark = pytest.mark.django_db


@pytest.fixture
def shipped():
    register.load_shipped()
    load_shipped_areas()


def test_twenty_six_exemplars_of_three_sectors_are_kept_as_history(shipped):
    assert history.load_global_digital_exemplars() == 26

    programme = Programme.objects.get(slug="global-digital-exemplars")
    found = programme.designations.select_related("trust")
    assert [area.slug for area in programme.areas.all()] == ["digital"]
    assert {one.status for one in found} == {"ended"} and all(one.source for one in found)
    types = [one.trust.type for one in found]
    assert (types.count("mental-health"), types.count("ambulance")) == (7, 3)
    assert sum(kind.startswith("acute") for kind in types) == 16


def test_its_offers_have_no_places(shipped):
    history.load_global_digital_exemplars()

    assert all(
        offer.places == 0 and offer.area.slug == "digital"
        for one in ExemplarDesignation.objects.all()
        for offer in one.offers.all()
    )


def test_loading_again_changes_nothing(shipped):
    history.load_global_digital_exemplars()
    before = list(ExemplarDesignation.objects.order_by("pk").values())

    assert history.load_global_digital_exemplars() == 0
    assert list(ExemplarDesignation.objects.order_by("pk").values()) == before


def test_a_trust_keeps_the_name_it_had(shipped):
    history.load_global_digital_exemplars()

    one = ExemplarDesignation.objects.get(trust__ods_code="RA7")
    assert one.name_then == "University Hospitals Bristol NHS Foundation Trust"
    assert one.designated_on == date(2016, 9, 1)


def test_an_empty_register_is_named_and_nothing_is_written():
    make_area("Digital", slug="digital")

    with pytest.raises(ValidationError, match="import_trusts"):
        history.load_global_digital_exemplars()
    assert not Programme.objects.exists()


def test_the_command_says_what_is_missing():
    with pytest.raises(CommandError, match="import_trusts"):
        call_command("load_programmes")


def test_every_row_has_its_source():
    with history.GLOBAL_DIGITAL_EXEMPLARS.open() as file:
        rows = list(csv.DictReader(file))

    assert len({row["ods_code"] for row in rows}) == 26
    assert all(row["source"].startswith("http") for row in rows)
