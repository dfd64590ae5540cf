from __future__ import annotations

import pytest

from casestudies.models import CaseStudyPage
from portal.insight import coverage
from portal.insight.coverage import AreaTree, Cell
from tests.builders.casestudies import make_area, make_case_study
from tests.builders.trusts import make_trust

pytestmark = pytest.mark.django_db


def counts():
    grid = coverage.grid(CaseStudyPage.objects.live(), AreaTree.read())
    return {
        (row.area.slug, cell.trust_type): cell.count
        for row in grid.rows
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


def test_empty_cells_are_gaps():
    make_area("Workforce")

    grid = coverage.grid(CaseStudyPage.objects.live(), AreaTree.read())

    assert grid.gap_count == 7


def test_no_areas_make_an_empty_grid():
    assert coverage.grid(CaseStudyPage.objects.live(), AreaTree.read()).rows == []


@pytest.mark.parametrize(("count", "shade"), [(0, 0), (1, 1), (2, 2), (3, 2), (4, 3), (7, 4)])
def test_more_case_studies_are_drawn_darker(count, shade):
    assert Cell(count, make_area(), "acute", "Acute").shade == shade


def test_cell_leads_to_its_search():
    cell = Cell(0, make_area("Rostering"), "mental-health", "Mental health")

    assert cell.url == "/search/?area=rostering&trust_type=mental-health"


def test_grid_takes_two_queries(django_assert_num_queries):
    for name in ["Workforce", "Digital", "Estates"]:
        make_case_study(trust=make_trust(), areas=[make_area(name)])

    with django_assert_num_queries(2):
        coverage.grid(CaseStudyPage.objects.live(), AreaTree.read())
