"""Where there are case studies and where there are none: trust types by top areas."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from urllib.parse import urlencode

from django.db.models import Case, Count, IntegerField, QuerySet, Value, When

from casestudies.models import CaseStudyPage, EfficiencyArea
from portal.trusts.models import Trust

# From how many case studies on a cell is drawn darker.
SHADES = (1, 2, 4, 7)


@dataclass(frozen=True)
class Cell:
    """How many case studies one trust type has in one top area, and where to see them."""

    count: int
    area: EfficiencyArea
    trust_type: str
    type_label: str

    @property
    def shade(self) -> int:
        """0 for a gap, up to 4 for well covered."""
        return sum(self.count >= start for start in SHADES)

    @property
    def url(self) -> str:
        query = urlencode({"area": self.area.slug, "trust_type": self.trust_type})
        return f"/search/?{query}"


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
    def gap_count(self) -> int:
        return sum(len(row.gaps) for row in self.rows)


@dataclass(frozen=True)
class AreaTree:
    """The efficiency areas, read once."""

    tops: list[EfficiencyArea]
    below: dict[int, list[EfficiencyArea]]

    @classmethod
    def read(cls) -> AreaTree:
        """The tree in one query, in the editors' order."""
        tops, below = [], defaultdict(list)
        for area in EfficiencyArea.objects.all():
            if area.parent_id is None:
                tops.append(area)
            else:
                below[area.parent_id].append(area)
        return cls(tops, dict(below))

    def ids_under(self, area: EfficiencyArea) -> list[int]:
        """The area and everything below it."""
        found = [area.pk]
        for child in self.below.get(area.pk, []):
            found += self.ids_under(child)
        return found


def grid(pages: QuerySet[CaseStudyPage], tree: AreaTree) -> Coverage:
    """Distinct case studies of each trust type in each top area. One query."""
    counts = count_by_type_and_top(pages, tree)
    types = list(Trust.Type.choices)
    rows = [
        Row(
            top,
            [Cell(counts.get((value, top.pk), 0), top, value, label) for value, label in types],
        )
        for top in tree.tops
    ]
    return Coverage(types, rows)


def count_by_type_and_top(
    pages: QuerySet[CaseStudyPage], tree: AreaTree
) -> dict[tuple[str, int], int]:
    """(trust type, top area) to the number of distinct case studies, counted by the database."""
    if not tree.tops:
        return {}
    branches = [When(areas__in=tree.ids_under(top), then=Value(top.pk)) for top in tree.tops]
    rows = (
        pages.order_by()
        .annotate(top=Case(*branches, output_field=IntegerField()))
        .values_list("trust__type", "top")
        .annotate(number=Count("pk", distinct=True))
    )
    return {(trust_type, top): number for trust_type, top, number in rows if top}


def cells_of(pages: QuerySet[CaseStudyPage], area: EfficiencyArea) -> list[Cell]:
    """One area across the trust types; `pages` are those of the area. One query."""
    counts = dict(
        pages.order_by().values_list("trust__type").annotate(number=Count("pk", distinct=True))
    )
    return [Cell(counts.get(value, 0), area, value, label) for value, label in Trust.Type.choices]
