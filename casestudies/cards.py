"""Case studies as cards in a list: a saving never stands there without what makes it honest."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import prefetch_related_objects
from django.utils import timezone

from casestudies import evidence, figures, ledger, payback, review_clock
from casestudies.choices import Stage
from casestudies.evidence import GradeShown
from casestudies.figures import Claim
from casestudies.ledger import Headline
from casestudies.models import Adoption, CaseStudyPage
from casestudies.models.adoption import TAKEN_UP
from casestudies.page_rows_read import rows_of


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
    lines = figures.lines_of_many(pages)
    return [_card(page, lines[page.pk], grades[page.pk]) for page in pages]


def _card(page: CaseStudyPage, lines: list[ledger.LedgerLine], grade: GradeShown) -> Card:
    found = ledger.headline(lines)
    claim = None if found else figures.best_claim(lines)
    shown = found or claim
    rows = rows_of(page)
    return Card(
        page=page,
        headline=found,
        claim=claim,
        start=figures.start_of(page),
        grade=grade,
        adopters=sum(map(_counts, rows.adoptions if rows else page.adoptions.all())),
        stale=bool(review_clock.stale_label(page.review_state, timezone.localdate())),
        spent=payback.spent(figures.cost_lines(page)),
        rung=ledger.SIGN_OFF_RANK[shown.level] + 1 if shown else 1,
    )


def _counts(adoption: Adoption) -> bool:
    return adoption.confirmed_at is not None and adoption.status in TAKEN_UP
