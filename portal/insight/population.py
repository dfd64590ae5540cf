"""Real trusts and the demonstration's invented ones are never counted together."""

from __future__ import annotations

from django.db.models import Count, Q

from casestudies.models import CaseStudyPage
from casestudies.models.case_study import CaseStudyQuerySet


def public_pages() -> CaseStudyQuerySet:
    """Live case studies proper that anyone may read, of both populations. One query."""
    return CaseStudyPage.objects.current().public().whole()


def published(*, illustrative: bool, public: CaseStudyQuerySet | None = None) -> CaseStudyQuerySet:
    """Live case studies proper that anyone may read, of one population.

    `public`, as `public_pages` gives them, saves its query.
    """
    pages = public_pages() if public is None else public
    return pages.filter(trust__illustrative=True) if illustrative else pages.real()


def is_illustrative(public: CaseStudyQuerySet | None = None) -> bool:
    """Which population the front page and the hubs show: the one with more case studies.

    A demonstration has invented case studies and hardly a real one; a site in use has no
    invented ones at all.
    """
    invented = Q(trust__illustrative=True)
    pages = public_pages() if public is None else public
    counts = pages.aggregate(
        invented=Count("pk", filter=invented), real=Count("pk", filter=~invented)
    )
    return counts["invented"] > counts["real"]
