from __future__ import annotations

import pytest

from casestudies.areas import AreaTree
from casestudies.models import CaseStudyPage
from portal.insight import coverage
from portal.insight.coverage import Cell
from search.counts import CASE_STUDIES, Count, case_studies
from tests.builders.casestudies import make_area, make_case_study
from tests.builders.trusts import make_trust

pytestmark = pytest.mark.django_db


def grid():
    return coverage.grid(case_studies(illustrative=False), AreaTree())


def counts():
    return {
        (row.area.slug, cell.trust_type): cell.count
        for row in grid().rows
        for cell in row.cells
        if cell.count
    }


def test_area_below_counts_for_its_top():
    top = make_area("Workforce")
    below = make_area("Rostering", parent=top)
    make_case_study(areas=[below])

    assert counts() == {("workforce", "acute"): 1}


def test_case_study_in_two_areas_of_a_top_counts_once():
    top = make_area("Workforce")
    below = [make_area("Rostering", parent=top), make_area("Agency", parent=top)]
    make_case_study(areas=[*below, top])

    assert counts() == {("workforce", "acute"): 1}


def test_case_study_in_two_tops_counts_in_both():
    make_case_study(areas=[make_area("Workforce"), make_area("Digital")])

    assert counts() == {("workforce", "acute"): 1, ("digital", "acute"): 1}


def test_case_study_counts_for_its_own_type_and_for_those_where_it_is_used():
    trust = make_trust(type="community")
    make_case_study(trust=trust, areas=[make_area("Workforce")], trust_types=["acute"])

    assert counts() == {("workforce", "acute"): 1, ("workforce", "community"): 1}


def test_empty_cells_are_gaps():
    make_area("Workforce")

    assert grid().gaps.number == 7


def test_no_areas_make_an_empty_grid():
    assert grid().rows == []


@pytest.mark.parametrize(("count", "shade"), [(0, 0), (1, 1), (2, 2), (3, 2), (4, 3), (7, 4)])
def test_more_case_studies_are_drawn_darker(count, shade):
    assert Cell(Count(count, CASE_STUDIES, ""), make_area(), "acute", "Acute").shade == shade


def test_cell_leads_to_its_search():
    make_area("Rostering")
    cells = {cell.trust_type: cell for cell in grid().rows[0].cells}

    address = "/search/?record=checked&area=rostering&trust_type=mental-health"
    assert cells["mental-health"].case_studies.url == address


def test_no_cell_takes_a_query_of_its_own(django_assert_num_queries):
    for name in ["Workforce", "Digital", "Estates"]:
        make_case_study(trust=make_trust(), areas=[make_area(name)])
    assert CaseStudyPage.objects.live().count() == 3
    found = case_studies(illustrative=False)
    tree = AreaTree()

    with django_assert_num_queries(0):
        coverage.grid(found, tree)
