"""The empty cells an editor should fill, first where trusts asked for help."""

from __future__ import annotations

import pytest

from casestudies import areas
from casestudies.models import EfficiencyArea
from portal.home.desk.queries import DOES_NOT_APPLY, desk_coverage
from tests.builders.casestudies import make_area, make_case_study
from tests.builders.matching import make_request
from tests.builders.trusts import make_trust

pytestmark = pytest.mark.django_db


def gaps():
    return [(gap.area.name, gap.cell.trust_type) for gap in desk_coverage().gaps]


def test_most_asked_for_comes_first_then_most_trusts():
    beds, carts = make_area("Beds"), make_area("Carts")
    acute = [make_trust(type="acute") for _ in range(3)]
    make_case_study(trust=acute[0], areas=[carts])
    asks = make_trust(type="community")
    below = make_area("Bed stock", parent=beds)
    make_request(trust=asks, areas=[below])

    found = desk_coverage()

    assert (found.gaps[0].area, found.gaps[0].cell.trust_type) == (beds, "community")
    assert found.gaps[0].asked == 1
    assert gaps()[1] == ("Beds", "acute")
    assert ("Carts", "acute") not in gaps(), "it has one"
    assert ("Beds", "ambulance") not in gaps(), "the register has no such trust"
    assert "Ambulance" in found.absent


def test_a_cell_that_cannot_be_filled_is_no_gap():
    make_area("Theatres", slug="theatres")
    make_trust(type="ambulance")

    found = desk_coverage()

    assert ("Theatres", "ambulance") not in gaps()
    assert any(why == "runs no operating theatres" for _, why in found.not_applicable)


def test_every_area_that_is_ruled_out_for_a_type_is_a_top_area():
    areas.load_shipped_areas()
    tops = set(EfficiencyArea.objects.filter(parent=None).values_list("slug", flat=True))

    assert set(DOES_NOT_APPLY) <= tops
