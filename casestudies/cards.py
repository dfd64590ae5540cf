"""Case studies as cards in a list: a saving never stands there without its kind and its evidence.

Also what a trust's shelf lists.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import BadRequest
from django.core.paginator import EmptyPage, Paginator
from django.db.models import prefetch_related_objects
from django.http import Http404, HttpRequest
from django.utils import timezone

from casestudies import evidence, page_contexts
from casestudies.choices import Stage
from casestudies.evidence import GradeShown
from casestudies.maintenance import review_dates
from casestudies.models import Adoption, CaseStudyPage, TrustCaseStudiesPage
from casestudies.models.adoption import TAKEN_UP
from casestudies.page_contexts import rows_of
from casestudies.savings import ledger, payback
from casestudies.savings import queries as savings_queries
from casestudies.savings.ledger import Headline
from casestudies.savings.queries import Claim
from casestudies.visibility import retired_of, visible_to


@dataclass(frozen=True)
class Card:
    """What a card shows of one case study."""

    page: CaseStudyPage
    headline: Headline | None
    claim: Claim | None
    start: str
    grade: GradeShown
    adopters: int
    rung: int
    spent: str
    stale: bool

    @property
    def stopped(self) -> bool:
        return self.page.stage == Stage.STOPPED


def cards_of(pages: Iterable[CaseStudyPage]) -> list[Card]:
    """The cards of these pages, in their order. A fixed number of queries, however many."""
    pages = list(pages)
    prefetch_related_objects(pages, "trust")
    unread = [page for page in pages if rows_of(page) is None]
    prefetch_related_objects(unread, "areas", "costs")
    grades = evidence.grades_of(pages)
    lines = savings_queries.lines_of_many(pages)
    return [_card(page, lines[page.pk], grades[page.pk]) for page in pages]


def _card(page: CaseStudyPage, lines: list[ledger.LedgerLine], grade: GradeShown) -> Card:
    found = ledger.headline(lines)
    claim = None if found else savings_queries.best_claim(lines)
    shown = found or claim
    rows = rows_of(page)
    return Card(
        page=page,
        headline=found,
        claim=claim,
        start=savings_queries.start_of(page),
        grade=grade,
        adopters=sum(map(_counts, rows.adoptions if rows else page.adoptions.all())),
        stale=bool(review_dates.stale_label(page.review_state, timezone.localdate())),
        spent=payback.spent(savings_queries.cost_lines(page)),
        rung=ledger.SIGN_OFF_RANK[shown.level] + 1 if shown else 1,
    )


def _counts(adoption: Adoption) -> bool:
    return adoption.confirmed_at is not None and adoption.status in TAKEN_UP


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
        "cards": cards_of(shown.object_list),
    }


def page_number(request: HttpRequest) -> int:
    """The page asked for. Raises BadRequest with a sentence for anything but a number from 1."""
    asked = request.GET.get("page", "1")
    # Only a short one is read as a number: Python refuses to read thousands of digits.
    if len(asked) > 6 or not asked.isdecimal() or not 1 <= int(asked) <= 10_000:
        raise BadRequest("The page must be a number from 1.")
    return int(asked)
