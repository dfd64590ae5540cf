"""What the hubs of the efficiency areas show."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count

from casestudies import areas
from casestudies.cards import Card
from casestudies.models import Adoption, CaseStudyPage, EfficiencyArea, WantedCaseStudy
from casestudies.models.case_study import CaseStudyQuerySet
from portal.home import strongest
from portal.insight import coverage, population
from portal.insight.coverage import AreaTree, Cell
from portal.matching.reads import helping
from portal.matching.reads.helping import ExemplarRow


@dataclass(frozen=True)
class Branch:
    """An area with its number of distinct case studies, and what is below it."""

    area: EfficiencyArea
    count: int
    below: list[Branch]


@dataclass(frozen=True)
class Hub:
    """One area: what works in it, who helps, who took it up, and where nobody has shared."""

    area: EfficiencyArea
    above: list[EfficiencyArea]
    below: list[Branch]
    illustrative: bool
    case_studies: int
    trusts: int
    adoptions: int
    best: list[Card]
    stopped: list[Card]
    recent: list[Adoption]
    exemplars: list[ExemplarRow]
    cells: list[Cell]
    wanted: list[WantedCaseStudy]

    @property
    def gaps(self) -> list[Cell]:
        return [cell for cell in self.cells if not cell.count]


def index() -> list[Branch]:
    """Every top area with the areas below it. Three queries, however many."""
    pages = population.published(illustrative=population.is_illustrative())
    tree = AreaTree.read()
    held = pages_of(pages)
    return [branch(area, tree, held) for area in tree.tops]


def pages_of(pages: CaseStudyQuerySet) -> dict[int, set[int]]:
    """Area id to the ids of its own case studies."""
    found: dict[int, set[int]] = {}
    links = CaseStudyPage.areas.through.objects.filter(casestudypage__in=pages.order_by())
    for area_id, page_id in links.values_list("efficiencyarea_id", "casestudypage_id"):
        found.setdefault(area_id, set()).add(page_id)
    return found


def branch(area: EfficiencyArea, tree: AreaTree, held: dict[int, set[int]]) -> Branch:
    """The area and all below it; a case study in two areas below counts once above."""
    ids: set[int] = set().union(*(held.get(pk, set()) for pk in tree.ids_under(area)))
    below = [branch(child, tree, held) for child in tree.below.get(area.pk, [])]
    return Branch(area, len(ids), below)


def hub(area: EfficiencyArea) -> Hub:
    """The hub of one area. A fixed number of queries, whatever it holds."""
    illustrative = population.is_illustrative()
    everything = population.published(illustrative=illustrative)
    tree = AreaTree.read()
    # By id, so that a case study in two areas below is one row in what is counted and ranked.
    inside = CaseStudyPage.areas.through.objects.filter(efficiencyarea__in=tree.ids_under(area))
    pages = everything.filter(pk__in=inside.values("casestudypage"))
    counted = pages.aggregate(
        number=Count("pk", distinct=True), trusts=Count("trust", distinct=True)
    )
    taken_up = Adoption.objects.taken_up().filter(
        case_study__in=pages.order_by().values("pk"), trust__illustrative=illustrative
    )
    held = pages_of(pages)
    return Hub(
        area=area,
        above=areas.ancestors_of(area),
        below=[branch(child, tree, held) for child in tree.below.get(area.pk, [])],
        illustrative=illustrative,
        case_studies=counted["number"],
        trusts=counted["trusts"],
        adoptions=taken_up.count(),
        best=strongest.strongest(pages, limit=6),
        stopped=strongest.stopped(pages, limit=3),
        recent=list(
            taken_up.select_related("trust", "case_study__trust")
            .prefetch_related("sign_offs")
            .order_by("-last_confirmed")[:4]
        ),
        exemplars=exemplars(area, illustrative=illustrative),
        cells=coverage.cells_of(pages, area),
        wanted=list(WantedCaseStudy.objects.open().filter(area__in=tree.ids_under(area))),
    )


def exemplars(area: EfficiencyArea, *, illustrative: bool) -> list[ExemplarRow]:
    """Exemplars of one population that offer help in the area or near it in its tree.

    As matching would suggest them: those in the area or below it first.
    """
    rows = helping.live_exemplars({"area": area.slug})
    return [row for row in rows if row.designation.trust.illustrative == illustrative]
