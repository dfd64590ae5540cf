"""What the front page shows, as finished values: no query is left for a template."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, QuerySet

from casestudies.cards import Card
from casestudies.choices import Kind
from casestudies.models import Adoption
from casestudies.models.case_study import CaseStudyQuerySet
from portal.home import strongest
from portal.insight import coverage, population
from portal.trusts.models import Trust


@dataclass(frozen=True)
class Number:
    """One headline number, with what it counts."""

    value: str
    label: str
    note: str
    url: str


@dataclass(frozen=True)
class Door:
    """The way in for one type of trust."""

    label: str
    url: str
    case_studies: int
    trusts: int


@dataclass(frozen=True)
class FrontPage:
    """Everything on the front page that is counted or chosen."""

    illustrative: bool
    numbers: list[Number]
    best: list[Card]
    doors: list[Door]
    across_systems: int
    grid: coverage.Coverage
    adoptions: list[Adoption]


def front_page() -> FrontPage:
    """The front page now. A fixed number of queries, whatever there is to show."""
    illustrative = population.is_illustrative()
    pages = population.published(illustrative=illustrative)
    tree = coverage.AreaTree.read()
    grid = coverage.grid(pages, tree)
    taken_up = Adoption.objects.taken_up().filter(
        case_study__in=pages.values("pk"), trust__illustrative=illustrative
    )
    return FrontPage(
        illustrative=illustrative,
        numbers=headline_numbers(pages, taken_up, grid),
        best=strongest.strongest(pages, limit=6),
        doors=doors(pages),
        across_systems=pages.filter(kind=Kind.SYSTEM).count(),
        grid=grid,
        adoptions=list(
            taken_up.select_related("trust", "case_study__trust")
            .prefetch_related("sign_offs")
            .order_by("-last_confirmed")[:4]
        ),
    )


def headline_numbers(
    pages: CaseStudyQuerySet, taken_up: QuerySet[Adoption], grid: coverage.Coverage
) -> list[Number]:
    """Case studies, trusts that share, take-up, and gaps."""
    counted = pages.aggregate(
        number=Count("pk", distinct=True),
        trusts=Count("trust", distinct=True),
        types=Count("trust__type", distinct=True),
    )
    adoptions = taken_up.aggregate(number=Count("pk"), trusts=Count("trust", distinct=True))
    return [
        Number(
            f"{counted['number']:,}",
            "case study" if counted["number"] == 1 else "case studies",
            "with a result and a contact",
            "/search/",
        ),
        Number(
            f"{counted['trusts']:,}",
            "trust sharing" if counted["trusts"] == 1 else "trusts sharing",
            kinds_of_trust(counted["types"]),
            "/trusts/",
        ),
        Number(
            f"{adoptions['number']:,}",
            "adoption confirmed" if adoptions["number"] == 1 else "adoptions confirmed",
            by_trusts(adoptions["trusts"]),
            "/search/?sort=adoptions",
        ),
        Number(f"{grid.gap_count:,}", "gaps", "where nobody has shared yet", "#coverage"),
    ]


def kinds_of_trust(number: int) -> str:
    """How widely it is shared: "of 3 types", "of all 7 types", or that nobody does yet."""
    whole = len(Trust.Type.choices)
    if not number:
        return "none yet"
    if number == whole:
        return f"of all {whole} types"
    return f"of {number} type{'s' if number != 1 else ''} out of {whole}"


def by_trusts(number: int) -> str:
    """Who confirmed: "by 3 trusts, in their own words", or that nobody has yet."""
    if not number:
        return "none yet"
    return f"by {number:,} trust{'s' if number != 1 else ''}, in their own words"


def doors(pages: CaseStudyQuerySet) -> list[Door]:
    """One door for each type of trust, with how much is behind it."""
    by_type = dict(
        pages.order_by().values_list("trust__type").annotate(number=Count("pk", distinct=True))
    )
    trusts = dict(
        Trust.objects.real().open().order_by().values_list("type").annotate(number=Count("pk"))
    )
    return [
        Door(label, f"/search/?trust_type={value}", by_type.get(value, 0), trusts.get(value, 0))
        for value, label in Trust.Type.choices
    ]
