"""What the editors' desk shows: coverage, and what people search for.

Where nobody has shared yet: the empty cells an editor should fill, the most asked for first.

What people look for and do not find, and what an editor does about it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet, Sum
from django.urls import reverse
from django.utils import timezone

from casestudies.areas import AreaTree
from casestudies.desk import bulk
from casestudies.models import CaseStudyPage, EfficiencyArea, WantedCaseStudy
from portal.accounts import audit
from portal.accounts.models import User
from portal.insight import coverage, population
from portal.insight.coverage import Cell, Coverage
from portal.matching.models import Need
from portal.text.dates import day_and_month
from portal.trusts.models import Trust
from search import counts
from search.counts import TRUSTS, Count
from search.models import PromotedResult, QueryCare, QueryLog, SynonymRule

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


WEEKS = 4
WINDOW = timedelta(weeks=WEEKS)
SHOWN = 50
# Fewer searches than this without a click say nothing.
ENOUGH = 3


@dataclass(frozen=True)
class Asked:
    """One search over the last four weeks. `results` is how many the latest found."""

    terms: str
    searches: int
    results: int
    clicks: int
    care: QueryCare | None
    asked_for: int = 0

    @property
    def is_open(self) -> bool:
        """True if it leads nowhere and nobody has done anything about it."""
        settled = self.care is not None and self.care.outcome != QueryCare.Outcome.OPEN
        return not self.results and not settled


@dataclass(frozen=True)
class Searches:
    """The page: what is asked most, what readers ask for, what finds nothing, what nobody opens."""

    top: list[Asked]
    wanted: list[Asked]
    nothing: list[Asked]
    no_click: list[Asked]
    weeks: list[tuple[str, int]]

    @property
    def open_faults(self) -> int:
        return sum(one.is_open for one in self.nothing)


def searches() -> Searches:
    """The last four weeks. A fixed number of queries, however many searches."""
    today = timezone.localdate()
    rows = QueryLog.objects.filter(day__gt=today - WINDOW)
    latest = dict(rows.order_by("day").values_list("terms", "results"))
    cares = {care.terms: care for care in QueryCare.objects.select_related("owner")}
    counted = (
        rows.order_by()
        .values_list("terms")
        .annotate(Sum("searches"), Sum("clicks"), Sum("asked_for"))
    )
    found = [
        Asked(terms, searched, latest[terms], clicks, cares.get(terms), wished)
        for terms, searched, clicks, wished in counted
    ]
    found.sort(key=lambda one: (-one.searches, one.terms))
    nothing = [one for one in found if one.searches and not one.results]
    nothing.sort(key=lambda one: (not one.is_open, -one.searches, one.terms))
    unopened = [one for one in found if one.results and not one.clicks and one.searches >= ENOUGH]
    wanted = sorted((one for one in found if one.asked_for), key=lambda one: -one.asked_for)
    return Searches(
        top=[one for one in found if one.searches][:SHOWN],
        wanted=wanted[:SHOWN],
        nothing=nothing[:SHOWN],
        no_click=unopened[:SHOWN],
        weeks=_weeks(rows, today),
    )


def _weeks(rows: QuerySet[QueryLog], today: date) -> list[tuple[str, int]]:
    """How many searches each week had, by its first day, the oldest first."""
    counts: dict[int, int] = defaultdict(int)
    for day, number in rows.values_list("day", "searches"):
        counts[(today - day).days // 7] += number
    starts = [(week, today - timedelta(days=week * 7 + 6)) for week in reversed(range(WEEKS))]
    return [(day_and_month(start), counts[week]) for week, start in starts]


@transaction.atomic
def take(*, terms: str, by: User) -> None:
    """Say that one looks after it."""
    bulk.check_may(by)
    _settle(terms, by, QueryCare.Outcome.OPEN)


@transaction.atomic
def dismiss(*, terms: str, by: User) -> None:
    """Say that there is nothing to do."""
    bulk.check_may(by)
    _settle(terms, by, QueryCare.Outcome.NONE)


@transaction.atomic
def same_as(*, terms: str, other: str, by: User) -> SynonymRule:
    """Make the words of a search mean the same as others. Works at the next search."""
    bulk.check_may(by)
    rule = SynonymRule(terms=[terms, other.strip()], note="From what people searched for.")
    try:
        rule.full_clean()
    except ValidationError as refusal:
        raise ValidationError({"other": refusal.messages}) from refusal
    rule.save()
    _settle(terms, by, QueryCare.Outcome.SYNONYM)
    return rule


@transaction.atomic
def put_first(*, terms: str, page: CaseStudyPage, reason: str, by: User) -> PromotedResult:
    """Show a case study first for this search."""
    bulk.check_may(by)
    promoted, _ = PromotedResult.objects.update_or_create(
        search=terms, case_study=page, defaults={"reason": reason, "active": True}
    )
    _settle(terms, by, QueryCare.Outcome.PROMOTION)
    return promoted


@transaction.atomic
def call_for(
    *, terms: str, title: str, area: EfficiencyArea, why: str, by: User
) -> WantedCaseStudy:
    """Ask trusts for a case study; it stands on the hub of the area."""
    bulk.check_may(by)
    wanted = WantedCaseStudy.objects.create(title=title, area=area, why=why)
    _settle(terms, by, QueryCare.Outcome.CALL)
    return wanted


def _settle(terms: str, by: User, outcome: str) -> None:
    care, _ = QueryCare.objects.update_or_create(
        terms=terms, defaults={"owner": by, "outcome": outcome}
    )
    audit.record(by=by, action="search.looked_after", subject=care, outcome=outcome)
