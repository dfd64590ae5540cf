"""What the hubs of the efficiency areas show."""

from __future__ import annotations

from dataclasses import dataclass

from casestudies import areas
from casestudies.areas import AreaTree
from casestudies.cards import Card
from casestudies.choices import Stage
from casestudies.models import Adoption, CaseStudyPage, EfficiencyArea, WantedCaseStudy
from portal.home import strongest, taken_up
from portal.insight import coverage, population
from portal.insight.coverage import Cell
from portal.matching.designations import queries as designation_queries
from portal.matching.designations.queries import ExemplarRow
from portal.performance.measures import Measure, measures_within
from search import counts
from search.counts import CaseStudyCounts, Count


@dataclass(frozen=True)
class Branch:
    """An area with its number of distinct case studies, and what is below it."""

    area: EfficiencyArea
    case_studies: Count
    below: list[Branch]

    @property
    def count(self) -> int:
        return self.case_studies.number


@dataclass(frozen=True)
class Hub:
    """One area: what works in it, who helps, who took it up, and where nobody has shared."""

    area: EfficiencyArea
    above: list[EfficiencyArea]
    below: list[Branch]
    illustrative: bool
    case_studies: Count
    trusts: Count
    adoptions: Count
    stopped_in_all: Count
    best: list[Card]
    stopped: list[Card]
    recent: list[Adoption]
    exemplars: list[ExemplarRow]
    cells: list[Cell]
    wanted: list[WantedCaseStudy]
    measures: list[Measure]

    @property
    def gaps(self) -> list[Cell]:
        return [cell for cell in self.cells if not cell.count]


def index(*, sees_network: bool = False) -> list[Branch]:
    """Every top area with the areas below it. A few queries, however many."""
    case_studies = counts.case_studies(
        illustrative=population.is_illustrative(), sees_network=sees_network
    )
    tree = AreaTree()
    return [branch(area, tree, case_studies) for area in tree.tops]


def branch(area: EfficiencyArea, tree: AreaTree, case_studies: CaseStudyCounts) -> Branch:
    """The area and all below it; a case study in two areas below counts once above."""
    below = [branch(child, tree, case_studies) for child in tree.children_of(area.pk)]
    return Branch(area, case_studies.narrowed_to("area", area.slug), below)


def hub(area: EfficiencyArea, *, sees_network: bool = False) -> Hub:
    """The hub of one area. A fixed number of queries, whatever it holds."""
    illustrative = population.is_illustrative()
    everything = population.published(illustrative=illustrative)
    tree = AreaTree()
    # By id, so that a case study in two areas below is one row in what is counted and ranked.
    inside = CaseStudyPage.areas.through.objects.filter(efficiencyarea__in=tree.ids_within(area.pk))
    pages = everything.filter(pk__in=inside.values("casestudypage"))
    case_studies = counts.case_studies(
        illustrative=illustrative, sees_network=sees_network, area=area.slug
    )
    adoptions = taken_up.adoptions(illustrative=illustrative, area=area, tree=tree)
    return Hub(
        area=area,
        above=areas.ancestors_of(area),
        below=[branch(child, tree, case_studies) for child in tree.children_of(area.pk)],
        illustrative=illustrative,
        case_studies=case_studies.all,
        trusts=case_studies.trusts,
        adoptions=taken_up.count(adoptions, area),
        stopped_in_all=case_studies.narrowed_to("stage", Stage.STOPPED.value),
        best=strongest.strongest(pages, limit=6),
        stopped=strongest.stopped(pages, limit=3),
        recent=list(adoptions[:4]),
        exemplars=exemplars(area, illustrative=illustrative),
        cells=coverage.cells_of(case_studies, area),
        wanted=list(WantedCaseStudy.objects.open().filter(area__in=tree.ids_within(area.pk))),
        measures=measures_within({tree.areas[pk].slug for pk in tree.ids_within(area.pk)}),
    )


def exemplars(area: EfficiencyArea, *, illustrative: bool) -> list[ExemplarRow]:
    """Exemplars of one population that offer help in the area or near it in its tree.

    As matching would suggest them: those in the area or below it first.
    """
    rows = designation_queries.live_exemplars({"area": area.slug})
    return [row for row in rows if row.designation.trust.illustrative == illustrative]
