"""What the front page shows, as finished values: no query is left for a template."""

from __future__ import annotations

from dataclasses import dataclass

import django.db.models as db
from django.urls import reverse

from casestudies.areas import AreaTree
from casestudies.cards import Card
from casestudies.choices import Kind
from casestudies.models import Adoption
from portal.home import strongest, taken_up
from portal.insight import coverage, population
from portal.trusts.models import Trust
from search import counts
from search.counts import TRUSTS, CaseStudyCounts, Count


@dataclass(frozen=True)
class Number:
    """One headline number, with what it counts."""

    count: Count
    label: str
    note: str

    @property
    def value(self) -> str:
        return f"{self.count.number:,}"


@dataclass(frozen=True)
class Door:
    """The way in for one type of trust."""

    label: str
    case_studies: Count
    trusts: Count


@dataclass(frozen=True)
class FrontPage:
    """Everything on the front page that is counted or chosen."""

    illustrative: bool
    numbers: list[Number]
    best: list[Card]
    doors: list[Door]
    across_systems: Count
    grid: coverage.Coverage
    adoptions: list[Adoption]


def front_page(*, sees_network: bool = False) -> FrontPage:
    """The front page now, for one who may or may not see what is for members only.

    A fixed number of queries, whatever there is to show.
    """
    public = population.public_pages()
    illustrative = population.is_illustrative(public)
    pages = population.published(illustrative=illustrative, public=public)
    tree = AreaTree()
    case_studies = counts.case_studies(illustrative=illustrative, sees_network=sees_network)
    grid = coverage.grid(case_studies, tree)
    adoptions = taken_up.adoptions(illustrative=illustrative, pages=pages)
    types = trusts_by_type(case_studies)
    sharing = sum(bool(one.sharing) for one in types.values())
    return FrontPage(
        illustrative=illustrative,
        numbers=headline_numbers(case_studies, adoptions, grid, number_of_types=sharing),
        best=strongest.strongest(pages, limit=6),
        doors=doors(case_studies, types),
        across_systems=case_studies.narrowed_to("kind", Kind.SYSTEM.value),
        grid=grid,
        adoptions=list(adoptions[:4]),
    )


@dataclass(frozen=True)
class TrustsOfType:
    """How many open trusts of a type the register has, and how many share a case study."""

    open: int
    sharing: int


def trusts_by_type(case_studies: CaseStudyCounts) -> dict[str, TrustsOfType]:
    """The trusts of each type that has any. One query."""
    is_open = db.Q(pk__in=Trust.objects.real().open().values("pk"))
    shares = db.Q(ods_code__in=case_studies.trust_codes)
    counted = (
        Trust.objects.exclude(type="")
        .order_by()
        .values_list("type")
        .annotate(open=db.Count("pk", filter=is_open), sharing=db.Count("pk", filter=shares))
    )
    return {type: TrustsOfType(open, sharing) for type, open, sharing in counted}


def headline_numbers(
    case_studies: CaseStudyCounts,
    adoptions: db.QuerySet[Adoption],
    grid: coverage.Coverage,
    *,
    number_of_types: int,
) -> list[Number]:
    """Case studies, trusts that share, take-up, and gaps."""
    counted = adoptions.order_by().aggregate(
        number=db.Count("pk"), adopters=db.Count("trust", distinct=True)
    )
    taken = taken_up.count(adoptions, number=counted["number"])
    trusts = case_studies.trusts
    return [
        Number(case_studies.all, case_studies.all.label, "with a result and a contact"),
        Number(trusts, f"{trusts.label} sharing", kinds_of_trust(number_of_types)),
        Number(taken, f"{taken.label} confirmed", by_trusts(counted["adopters"])),
        Number(grid.gaps, grid.gaps.label, "areas where a type of trust has none yet"),
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
    """Who confirmed: "by 3 trusts, for themselves", or that nobody has yet."""
    if not number:
        return "none yet"
    return f"by {number:,} trust{'s' if number != 1 else ''}, for themselves"


def doors(case_studies: CaseStudyCounts, types: dict[str, TrustsOfType]) -> list[Door]:
    """One door for each type of trust, with how much is behind it."""
    register = reverse("home:trust_list")
    return [
        Door(
            str(label),
            case_studies.narrowed_to("trust_type", value),
            Count(
                types[value].open if value in types else 0,
                TRUSTS,
                f"{register}?type={value}",
                "Open trusts of this type in the register.",
            ),
        )
        for value, label in Trust.Type.choices
    ]
