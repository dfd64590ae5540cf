"""Where there are case studies and where there are none: trust types by top areas."""

from __future__ import annotations

from dataclasses import dataclass

from casestudies.areas import AreaTree
from casestudies.models import EfficiencyArea
from portal.trusts.models import Trust
from search.counts import GAPS, CaseStudyCounts, Count

# From how many case studies on a cell is drawn darker.
SHADES = (1, 2, 4, 7)


@dataclass(frozen=True)
class Cell:
    """How many case studies one trust type has in one area, and the search that shows them."""

    case_studies: Count
    area: EfficiencyArea
    trust_type: str
    type_label: str

    @property
    def count(self) -> int:
        return self.case_studies.number

    @property
    def shade(self) -> int:
        """0 for a gap, up to 4 for well covered."""
        return sum(self.count >= start for start in SHADES)


@dataclass(frozen=True)
class Row:
    """One top area across the trust types."""

    area: EfficiencyArea
    cells: list[Cell]

    @property
    def gaps(self) -> list[Cell]:
        return [cell for cell in self.cells if not cell.count]


@dataclass(frozen=True)
class Coverage:
    """The whole grid."""

    types: list[tuple[str, str]]
    rows: list[Row]

    @property
    def gaps(self) -> Count:
        """The cells without a case study; they stand in the grid on the same page."""
        number = sum(len(row.gaps) for row in self.rows)
        return Count(number, GAPS, "#coverage", "Areas in which a type of trust has none.")


def grid(case_studies: CaseStudyCounts, tree: AreaTree) -> Coverage:
    """Distinct case studies of each trust type in each top area. No query: all is counted."""
    types = list(Trust.Type.choices)
    rows = [
        Row(
            top,
            [
                Cell(case_studies.of_area_and_type(top.slug, value), top, value, label)
                for value, label in types
            ],
        )
        for top in tree.tops
    ]
    return Coverage(types, rows)


def cells_of(case_studies: CaseStudyCounts, area: EfficiencyArea) -> list[Cell]:
    """One area across the trust types; `case_studies` are those of the area. No query."""
    return [
        Cell(case_studies.narrowed_to("trust_type", value), area, value, label)
        for value, label in Trust.Type.choices
    ]
