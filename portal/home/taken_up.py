"""What trusts confirmed that they took up: how often, and the list of it."""

from __future__ import annotations

from django.core.paginator import EmptyPage, Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from casestudies import areas
from casestudies.areas import AreaTree
from casestudies.cards import page_number
from casestudies.models import Adoption, CaseStudyPage, EfficiencyArea
from casestudies.models.case_study import CaseStudyQuerySet
from portal.insight import population
from search.counts import ADOPTIONS, Count

ON_A_PAGE = 20
DEFINITION = (
    "Case studies that another trust says it took up and still uses. A case study that three "
    "trusts took up counts three times."
)


def adoptions(
    *,
    illustrative: bool,
    area: EfficiencyArea | None = None,
    tree: AreaTree | None = None,
    pages: CaseStudyQuerySet | None = None,
) -> QuerySet[Adoption]:
    """Confirmed take-up of the case studies that anyone may read, the latest confirmed first.

    Of one population; of one area with those below it, if it is named. `pages`, as
    `population.published` gives them, saves its query.
    """
    pages = population.published(illustrative=illustrative) if pages is None else pages
    pages = pages.order_by()
    if area is not None:
        below = (tree or AreaTree()).ids_within(area.pk)
        inside = CaseStudyPage.areas.through.objects.filter(efficiencyarea__in=below)
        pages = pages.filter(pk__in=inside.values("casestudypage"))
    return (
        Adoption.objects.taken_up()
        .filter(case_study__in=pages.values("pk"), trust__illustrative=illustrative)
        .select_related("trust", "case_study__trust")
        # Readers see an adopter's pounds only where its own finance has signed them.
        .prefetch_related("sign_offs")
        .order_by("-last_confirmed", "-pk")
    )


def count(
    found: QuerySet[Adoption], area: EfficiencyArea | None = None, number: int | None = None
) -> Count:
    """How many they are, with the address of the list of just these. No query with the `number`."""
    url = reverse("home:taken_up")
    number = found.count() if number is None else number
    return Count(number, ADOPTIONS, f"{url}?area={area.slug}" if area else url, DEFINITION)


@require_safe
def taken_up(request: HttpRequest) -> HttpResponse:
    """`/taken-up/`: every confirmed adoption; of one area with `area=`.

    404 for an area that there is not and for a page after the last; 400 for a page that is no
    number.
    """
    area = None
    if slug := request.GET.get("area", ""):
        area = areas.find(slug)
        if area is None:
            raise Http404("There is no such area.")
    illustrative = population.is_illustrative()
    pages = Paginator(adoptions(illustrative=illustrative, area=area), ON_A_PAGE)
    try:
        page = pages.page(page_number(request))
    except EmptyPage:
        raise Http404("There are not that many pages.") from None
    context = {
        "area": area,
        "page": page,
        "count": Count(pages.count, ADOPTIONS, "", DEFINITION),
        "illustrative": illustrative,
        "prefix": f"area={area.slug}&" if area else "",
    }
    return render(request, "home/taken_up.html", context)
