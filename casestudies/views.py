"""Views of published case studies: up to four side by side, and the address of a trust's shelf.

The shelf has one address, with the code in lower case.
"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from casestudies import reading
from casestudies.models import CaseStudyPage
from casestudies.reading import CaseStudyShown
from casestudies.schema import CaseStudy, fields_of
from casestudies.visibility import visible_to

MOST = 4
LONGEST_NUMBER = 18
# What the rows are called that tell of a field.
HEADINGS = {
    name: uses.side_by_side for name, uses in fields_of(CaseStudy).items() if uses.side_by_side
}


@dataclass(frozen=True)
class Column:
    """One case study, and the address of the comparison without it."""

    page: CaseStudyPage
    shown: CaseStudyShown
    without: str


@require_safe
def compare(request: HttpRequest) -> HttpResponse:
    """`/case-studies/compare/?id=…&id=…`: what they cost, saved, need, and how sure we are."""
    chosen = [value for value in dict.fromkeys(request.GET.getlist("id")) if value]
    problem = _problem(chosen)
    pages = {} if problem else _pages(request, chosen)
    if not problem and len(pages) < len(chosen):
        number = len(chosen) - len(pages)
        problem = f"{number} of them {'is' if number == 1 else 'are'} not there, or not for you."
    ids = [int(pk) for pk in chosen if pk.isdecimal() and int(pk) in pages]
    columns = [
        Column(
            pages[pk], reading.show(pages[pk]), "&".join(f"id={one}" for one in ids if one != pk)
        )
        for pk in ids
    ]
    context = {"columns": columns, "headings": HEADINGS, "problem": problem}
    status = 400 if problem and not columns else 200
    return render(request, "casestudies/compare.html", context, status=status)


def _problem(chosen: list[str]) -> str:
    if not chosen:
        return "Tick two to four case studies in the results, then press “Compare”."
    if len(chosen) > MOST:
        return f"You chose {len(chosen)}. Choose {MOST} at most."
    if not all(value.isdecimal() and len(value) <= LONGEST_NUMBER for value in chosen):
        return "This address names something that is no case study. Choose them in the results."
    return ""


def _pages(request: HttpRequest, chosen: list[str]) -> dict[int, CaseStudyPage]:
    seen = visible_to(request.user).whole().filter(pk__in=[int(pk) for pk in chosen])
    return {page.pk: page for page in seen.select_related("trust")}


def lower_case(request: HttpRequest, code: str, rest: str) -> HttpResponse:
    """Send /case-studies/RWH/… to /case-studies/rwh/…, with the query kept."""
    query = request.META.get("QUERY_STRING", "")
    path = f"/case-studies/{code.lower()}/{quote(rest)}"
    return redirect(f"{path}?{query}" if query else path, permanent=True)
