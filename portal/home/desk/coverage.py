"""Where nobody has shared yet: the empty cells an editor should fill, the most asked for first."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from django.urls import reverse

from casestudies.areas import AreaTree
from casestudies.models import EfficiencyArea
from portal.insight import coverage, population
from portal.insight.coverage import Cell, Coverage
from portal.matching.models import Need
from portal.trusts.models import Trust
from search import counts
from search.counts import TRUSTS, Count

Type = Trust.Type
_ALL_BUT_AMBULANCE = frozenset(Type) - {Type.AMBULANCE}
_WITHOUT_THEATRES = frozenset({Type.AMBULANCE, Type.MENTAL_HEALTH})
# Top areas, by slug, that a type of trust does not work in: a gap there is none. A combined trust
# runs several kinds of service, so no area is ruled out for it but the ambulance service itself.
DOES_NOT_APPLY: dict[str, tuple[frozenset[Type], str]] = {
    "theatres": (_WITHOUT_THEATRES, "runs no operating theatres"),
    "outpatients": (frozenset({Type.AMBULANCE}), "runs no outpatient clinics"),
    "diagnostics-variation": (frozenset({Type.AMBULANCE}), "runs no diagnostic departments"),
    "mental-health": (
        frozenset({Type.AMBULANCE, Type.ACUTE, Type.ACUTE_SPECIALIST}),
        "runs no mental health service of its own",
    ),
    "community": (
        frozenset({Type.AMBULANCE, Type.ACUTE_SPECIALIST}),
        "has no community caseload",
    ),
    "ambulance": (_ALL_BUT_AMBULANCE, "runs no ambulance service"),
}


@dataclass(frozen=True)
class Gap:
    """An empty cell, with how much it is missed."""

    cell: Cell
    asked: int
    trusts: Count
    elsewhere: Count

    @property
    def area(self) -> EfficiencyArea:
        return self.cell.area


@dataclass(frozen=True)
class DeskCoverage:
    """The grid, its gaps that matter, and those that are none.

    `absent` are the types that no open trust of the register has: their cells are no gaps.
    """

    grid: Coverage
    gaps: list[Gap]
    not_applicable: list[tuple[Cell, str]]
    absent: list[str]
    illustrative: bool


def does_not_apply(cell: Cell) -> str:
    """Why trusts of this type cannot have a case study there; empty where they can."""
    types, why = DOES_NOT_APPLY.get(cell.area.slug, (frozenset(), ""))
    return why if cell.trust_type in types else ""


def desk_coverage() -> DeskCoverage:
    """Gaps: most requests for help first, then most trusts without an example of their own type.

    A fixed number of queries.
    """
    illustrative = population.is_illustrative()
    tree = AreaTree()
    # Editors see what is for members only, and so does the search that a cell leads to.
    case_studies = counts.case_studies(illustrative=illustrative, sees_network=True)
    grid = coverage.grid(case_studies, tree)
    asked = _asked_for(tree, illustrative=illustrative)
    trusts = Counter(Trust.objects.real().open().order_by().values_list("type", flat=True))
    gaps, none = [], []
    for row in grid.rows:
        elsewhere = case_studies.narrowed_to("area", row.area.slug)
        for cell in row.gaps:
            wanted, number = asked[cell.trust_type, cell.area.pk], trusts[cell.trust_type]
            why = does_not_apply(cell)
            if why:
                none.append((cell, why))
            elif wanted or number:
                gaps.append(Gap(cell, wanted, _trusts(cell, number), elsewhere))
    gaps.sort(key=_most_missed)
    absent = [label for value, label in Type.choices if not trusts[value]]
    return DeskCoverage(grid, gaps, none, absent, illustrative)


def _trusts(cell: Cell, number: int) -> Count:
    url = f"{reverse('home:trust_list')}?type={cell.trust_type}"
    return Count(number, TRUSTS, url, "Open trusts of this type in the register.")


def _most_missed(gap: Gap) -> tuple[int, int, int, int]:
    return (-gap.asked, -gap.trusts.number, gap.elsewhere.number, gap.area.position)


def _asked_for(tree: AreaTree, *, illustrative: bool) -> Counter[tuple[str, int]]:
    """Requests for help of one population by (type of the trust that asks, top area)."""
    top_of = {pk: top.pk for top in tree.tops for pk in tree.ids_within(top.pk)}
    needs = Need.objects.filter(help_request__trust__illustrative=illustrative).values_list(
        "help_request", "help_request__trust__type", "area"
    )
    asked = {(request, kind, top_of[area]) for request, kind, area in needs}
    return Counter((kind, top) for _, kind, top in asked)
