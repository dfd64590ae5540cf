"""The register that comes with the portal, loaded once for all of these."""

from __future__ import annotations

import pytest

from portal.trusts import register
from portal.trusts.models import Trust, TrustFigure
from tests.builders.databases import rows_that_stay

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module", autouse=True)
def first(django_db_setup, django_db_blocker):
    """What the first load gave, and what it said."""
    said = []
    with rows_that_stay(django_db_blocker):
        yield register.load_shipped(progress=said.append), said


def test_it_has_every_trust_with_its_figures(first):
    loaded, _ = first

    assert loaded.created == Trust.objects.real().count() == 244
    assert loaded.figures == TrustFigure.objects.count() == 6836
    assert Trust.objects.real().open().count() == 206


def test_loading_it_again_changes_nothing():
    again = register.load_shipped()

    assert (again.created, again.updated, again.unchanged) == (0, 0, 244)
    assert TrustFigure.objects.count() == 6836


def test_the_known_faults_of_its_sources_are_mended():
    staff = TrustFigure.objects.filter(measure="staff_fte")
    assert set(staff.filter(trust__ods_code="RDE").values_list("year")) == {("2018/19",)}
    assert not TrustFigure.objects.filter(measure="night_bed_occupancy", value=0).exists()
    assert TrustFigure.objects.filter(measure="operating_expenses_m", value__lt=0).count() == 0
    assert Trust.objects.by_ods_code("RLN").type == Trust.Type.ACUTE
    assert not Trust.objects.exclude(type="").filter(type_source="").exists()


def test_the_loader_says_what_it_did(first):
    _, said = first

    assert said == ["244 trusts: 244 new, 0 changed", "6836 figures"]
