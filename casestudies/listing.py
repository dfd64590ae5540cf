"""What a trust's shelf lists."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import BadRequest
from django.core.paginator import EmptyPage, Paginator
from django.http import Http404, HttpRequest

from casestudies import cards, page_contexts
from casestudies.models import TrustCaseStudiesPage
from casestudies.visibility import retired_of, visible_to

ON_A_PAGE = 20


def register() -> None:
    """Have the page ask here."""
    page_contexts.register(TrustCaseStudiesPage.__name__, on_shelf)


def on_shelf(page: TrustCaseStudiesPage, request: HttpRequest) -> dict[str, Any]:
    """A page of the trust's case studies, and those that it retired. Raises BadRequest and
    Http404 for a page number that is none, or is too high.
    """
    found = visible_to(request.user).child_of(page).select_related("trust")
    try:
        shown = Paginator(found, ON_A_PAGE).page(page_number(request))
    except EmptyPage:
        raise Http404("There are not that many pages.") from None
    return {
        "retired": retired_of(request.user, page),
        "case_studies": shown,
        "cards": cards.cards_of(shown.object_list),
    }


def page_number(request: HttpRequest) -> int:
    """The page asked for. Raises BadRequest with a sentence for anything but a number from 1."""
    asked = request.GET.get("page", "1")
    # Only a short one is read as a number: Python refuses to read thousands of digits.
    if len(asked) > 6 or not asked.isdecimal() or not 1 <= int(asked) <= 10_000:
        raise BadRequest("The page must be a number from 1.")
    return int(asked)
